//! What flows of each length bring: on images, and on the parabola.

use vae_core::display::Table;

use super::gain::{Length, bound, gains, lengths, log_p};
use super::outcome::{Gaps, Outcome};
use crate::Line;
use crate::mean::Mean;

/// Models of images, a line for each length.
pub(super) fn images(lines: &[Line<Outcome>]) -> Table {
    let heads = [
        "flows",
        "seeds",
        "test bound",
        "gain",
        "KL",
        "log p(x)",
        "gain",
        "gap",
        "few effective samples",
    ];
    let caption = "MNIST's test images, nats; ± is the sample standard deviation over seeds. A gain \
        is the mean difference from no flow, with half of its 95% interval, paired by seed; the gap, \
        log p(x) less the bound of the same first images.";
    let lengths = lengths(lines);
    let of_bound = gains(&lengths, bound);
    let of_log_p = gains(&lengths, log_p);
    lengths.iter().fold(Table::new(caption, heads), |table, length| {
        let gain = |gains: &[(i64, Mean)]| {
            gains.iter().find(|(flows, _)| *flows == length.row.length).map(|(_, gain)| *gain)
        };
        table.row(cells(length, gain(&of_bound), gain(&of_log_p)))
    })
}

fn cells(length: &Length, of_bound: Option<Mean>, of_log_p: Option<Mean>) -> [String; 9] {
    let runs = || length.runs.iter().map(|(_, run)| *run);
    let mean = |of: Vec<f64>| Mean::of(&of).map_or(f64::NAN, |mean| mean.mean);
    let told = |gain: Option<Mean>| gain.map(signed).unwrap_or_default();
    let few: usize = runs().map(|run| run.unreliable).sum();
    let measured: usize = runs().map(|run| run.evidence.images).sum();
    [
        length.row.length.to_string(),
        length.runs.len().to_string(),
        with_spread(&length.all(bound)),
        told(of_bound),
        format!("{:.2}", mean(length.all(|run| run.test.kl))),
        with_spread(&length.all(log_p)),
        told(of_log_p),
        format!("{:.2}", mean(length.all(|run| run.gap()))),
        format!("{few} of {measured}"),
    ]
}

/// `+0.52 ± 0.31`.
pub(super) fn signed(gain: Mean) -> String {
    match gain.half {
        Some(half) => format!("{:+.2} ± {half:.2}", gain.mean),
        None => format!("{:+.2}", gain.mean),
    }
}

/// The mean, and the sample standard deviation where there are two or more.
pub(super) fn with_spread(values: &[f64]) -> String {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    match values.len() {
        0 => String::new(),
        1 => format!("{mean:.2}"),
        _ => format!("{mean:.2} ± {:.2}", (squares / (n - 1.0)).sqrt()),
    }
}

/// The lengths that were fitted to the parabola's data.
pub(super) fn fitted(lines: &[Line<Outcome>]) -> &[Gaps] {
    let gaps = lines.iter().find_map(|line| match &line.result {
        Outcome::Parabola(gaps) => Some(&gaps[..]),
        Outcome::Images(_) => None,
    });
    gaps.unwrap_or_default()
}

impl Gaps {
    /// Over the data.
    pub(super) fn mean(&self) -> f64 {
        self.gaps.iter().sum::<f64>() / self.gaps.len() as f64
    }

    fn largest(&self) -> f64 {
        self.gaps.iter().copied().fold(f64::NAN, f64::max)
    }

    /// The share of another's mean gap that is closed, %.
    pub(super) fn closed(&self, of: &Self) -> f64 {
        100.0 * (1.0 - self.mean() / of.mean())
    }
}

/// Flows fitted to each datum of the parabola.
pub(super) fn parabola(lines: &[Line<Outcome>]) -> Table {
    let heads = ["flows", "gap, mean", "closed, %", "gap, largest", "gap of x = (0.2, 0.8)"];
    let all = fitted(lines);
    let data = all.first().map_or(0, |first| first.gaps.len());
    let caption = format!(
        "log p(x) − ELBO of the best q, nats, exact but for rounding, of {data} data of the model \
         z ~ N(0, 1), x ~ N((z, z² − 1), ½² I)."
    );
    all.iter().fold(Table::new(caption, heads), |table, gaps| {
        let nats = |gap: f64| format!("{gap:.4}");
        table.row([
            gaps.length.to_string(),
            nats(gaps.mean()),
            format!("{:.0}", gaps.closed(&all[0])),
            nats(gaps.largest()),
            gaps.gaps.first().copied().map(nats).unwrap_or_default(),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rezende2015::gain::tests::line;

    #[test]
    fn a_length_says_its_gain() {
        let mut lines = Vec::new();
        for (seed, [none, two]) in (0..).zip([[-107.0, -106.0], [-108.0, -106.5], [-106.0, -104.0]])
        {
            lines.push(line("mnist-0", seed, none, -96.0));
            lines.push(line("mnist-2", seed, two, -96.0 - seed as f64));
        }
        let text = images(&lines).markdown();
        assert!(text.contains("| 0 | 3 | -107.00 ± 1.00 |  | 30.00 | -96.00 ± 0.00 |"), "{text}");
        // 1.5 ± 4.303 · ½ / √3, and −1 ± 4.303 · 1 / √3
        assert!(text.contains("| +1.50 ± 1.24 |") && text.contains("| -1.00 ± 2.48 |"), "{text}");
        assert!(text.contains("| 12.00 | 21 of 3000 |"), "{text}");
        assert!(images(&lines[..1]).markdown().contains("| 0 | 1 | -107.00 |  |"));
    }

    #[test]
    fn a_fit_says_what_it_closes() {
        let of = |length, gaps: &[f64]| Gaps { length, gaps: gaps.to_vec(), seconds: 1.0 };
        let result = Outcome::Parabola(vec![of(0, &[0.3, 0.1]), of(2, &[0.01, 0.03])]);
        let line = Line { row: "parabola".into(), seed: 0, folder: String::new(), result };
        let text = parabola(&[line]).markdown();
        assert!(text.contains("| 2 | 0.0200 | 90 | 0.0300 | 0.0100 |"), "{text}");
        assert!(parabola(&[]).markdown().contains("of 0 data"));
        let none = Outcome::Parabola(vec![of(0, &[]), of(2, &[])]);
        let line = Line { row: "parabola".into(), seed: 0, folder: String::new(), result: none };
        assert!(parabola(&[line]).markdown().contains("| 2 | NaN |"));
    }
}
