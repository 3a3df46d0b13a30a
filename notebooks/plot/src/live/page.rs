//! What long work shows of itself.

use std::time::{Duration, Instant};

use notebook_front::{Content, Live, is_here, show_live};
use vae_core::display::text::{duration, escape};

/// Drawing takes at most this share of the work's time.
const LARGEST_SHARE: f64 = 0.01;
const BETWEEN_DRAWINGS: Duration = Duration::from_secs(1);
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// One output that tells how far a piece of work is and how long the rest will take. It is redrawn
/// at most once a second, and so seldom that drawing costs the work at most a hundredth of its time.
/// Where no output can be redrawn, a line appears every ten seconds.
///
/// ```
/// use vae_plot::live::Page;
///
/// let mut page = Page::open("counting");
/// for n in 0..1_000 {
///     page.draw(n as f64 / 1_000.0, &format!("{n} of 1,000"), String::new);
/// }
/// page.close("<p>All are counted.</p>", "All are counted.");
/// ```
#[derive(Debug)]
pub struct Page {
    live: Option<Live>,
    label: String,
    /// The share of the work that an earlier call had done, once it is known, and when that was.
    begun: Option<(f64, Instant)>,
    /// When it may be drawn again.
    due: Instant,
}

impl Page {
    /// Shows that the work, which `label` names, begins.
    pub fn open(label: impl Into<String>) -> Self {
        let (label, now) = (label.into(), Instant::now());
        let first = || show_live(&Content::html(bar(&label, 0.0, "begins")));
        let live = is_here().then(first);
        let due = if live.is_some() { now } else { now + BETWEEN_LINES };
        Self { live, label, begun: None, due }
    }

    /// Shows which share of the work is done, a word about it, and below it what `below` makes,
    /// HTML; most calls come too soon after the last one and do nothing.
    pub fn draw(&mut self, done: f64, words: &str, below: impl FnOnce() -> String) {
        let start = Instant::now();
        let begun = *self.begun.get_or_insert((done, start));
        if start < self.due {
            return;
        }
        let words = format!("{words}{}", left(begun, done));
        let Some(live) = &self.live else {
            println!("{}: {words}", self.label);
            self.due = start + BETWEEN_LINES;
            return;
        };
        live.update(&content(bar(&self.label, done, &words) + &below(), &words));
        let pause = start.elapsed().div_f64(LARGEST_SHARE);
        self.due = Instant::now() + BETWEEN_DRAWINGS.max(pause);
    }

    /// Shows what stays in the notebook: HTML, and the same in words.
    pub fn close(self, html: &str, words: &str) {
        match self.live {
            Some(live) => live.update(&content(html.into(), words)),
            None => println!("{words}"),
        }
    }
}

/// How long the rest takes at the pace since `begun`, where that can be told.
fn left((from, start): (f64, Instant), done: f64) -> String {
    let rest = start.elapsed().as_secs_f64() * (1.0 - done) / (done - from);
    match rest.is_finite() && done < 1.0 {
        true => format!(", {} left", duration(rest)),
        false => String::new(),
    }
}

/// A progress bar, and words beside it.
pub(super) fn bar(label: &str, done: f64, words: &str) -> String {
    let (label, words) = (escape(label), escape(words));
    format!(
        "<p><progress value=\"{done:.4}\" aria-label=\"{label}\"></progress> {label}: {words}</p>"
    )
}

pub(super) fn content(html: String, words: &str) -> Content {
    Content::html(html).and("text/plain", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_the_pace_since_the_call() {
        let start = Instant::now() - Duration::from_secs(60);
        assert_eq!(left((0.5, start), 0.75), ", 60 s left");
        assert_eq!(left((0.5, start), 0.5), "", "nothing is known yet");
        assert_eq!(left((0.5, start), 1.0), "");
    }

    #[test]
    fn a_bar_says_in_words_what_it_shows() {
        let html = bar("p(x|z) <new>", 0.25, "1 of 4");
        let words = "aria-label=\"p(x|z) &lt;new&gt;\"></progress> p(x|z) &lt;new&gt;: 1 of 4</p>";
        assert!(
            html.starts_with("<p><progress value=\"0.2500\"") && html.ends_with(words),
            "{html}"
        );
    }

    #[test]
    fn drawing_too_soon_draws_nothing() {
        let mut page = Page::open("counting");
        let mut drawn = 0;
        for n in 0..100 {
            page.draw(f64::from(n) / 100.0, "", || {
                drawn += 1;
                String::new()
            });
        }
        page.close("", "counted");
        assert!(drawn <= 1);
    }
}
