//! What stands above a picture: its title and where its data come from.

use std::fmt::Write;

use super::palette::{INK, MUTED};
use super::{Colour, text};
use vae_core::Source;
pub(super) use vae_core::display::text::data_line;

/// White around everything, in pixels.
pub(super) const PADDING: f64 = 16.0;
const TITLE: f64 = 16.0;
/// How much wider than [`text::width`] bold text is in DejaVu Sans, the widest of the fonts.
const WIDEST_BOLD: f64 = 1.25;
const SUBTITLE: f64 = 12.5;

/// The words above a picture.
pub(super) struct Header {
    pub svg: String,
    pub height: f64,
}

impl Header {
    /// The title, the origin of the data and a detail, over a picture of a width in pixels.
    pub fn new(title: &str, subtitle: &str, sources: &[Source], width: f64) -> Self {
        let mut header = Self { svg: String::new(), height: PADDING - 2.0 };
        for line in text::wrap(title, TITLE, width / WIDEST_BOLD) {
            header.line(&line, TITLE, r#" font-weight="bold""#, INK, PADDING);
        }
        let mut left = PADDING;
        if sources.iter().any(Source::is_synthetic) {
            left += header.badge("SYNTHETIC DATA") + 8.0;
        }
        let mut details: Vec<String> = data_line(sources).into_iter().collect();
        details.extend((!subtitle.is_empty()).then(|| subtitle.to_string()));
        let limit = width + PADDING - left;
        for line in text::wrap(&details.join(" · "), SUBTITLE, limit) {
            header.line(&line, SUBTITLE, "", MUTED, left);
        }
        header.height += 10.0;
        header
    }

    fn line(&mut self, words: &str, size: f64, extra: &str, ink: Colour, left: f64) {
        self.height += (size * 1.35).round();
        let (y, words) = (self.height - (size * 0.3).round(), text::escape(words));
        let _ = write!(
            self.svg,
            "<text x=\"{left}\" y=\"{y}\" font-size=\"{size}\"{extra} fill=\"#{:02x}{:02x}{:02x}\">{words}</text>",
            ink.0, ink.1, ink.2
        );
    }

    /// Draws at the place of the next line without moving on, and gives the width.
    fn badge(&mut self, words: &str) -> f64 {
        let width = (text::width(words, 10.0) * 1.08 + 12.0).round();
        let (top, middle) = (self.height + 1.0, PADDING + width / 2.0);
        let _ = write!(
            self.svg,
            "<rect x=\"{PADDING}\" y=\"{top}\" width=\"{width}\" height=\"15\" rx=\"3\" fill=\"#b34700\"/>\
             <text x=\"{middle}\" y=\"{}\" font-size=\"10\" font-weight=\"bold\" text-anchor=\"middle\" fill=\"#fff\">{words}</text>",
            top + 11.0
        );
        width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_the_widest_font_would_cut_has_two_lines() {
        let lines = |title| Header::new(title, "", &[], 510.0).svg.matches("<text").count();
        // 545 pixels in DejaVu Sans Bold.
        assert_eq!(lines("Where does a linear classifier draw its borders in the plane?"), 2);
        assert_eq!(lines("Where does a classifier draw its borders?"), 1);
    }
}
