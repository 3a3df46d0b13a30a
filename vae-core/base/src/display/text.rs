//! Words and numbers as readers want them.

use crate::dataset::Source;

/// Text made safe inside XML and HTML, in elements and in quoted attributes alike.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\r' | '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// A count with thousands apart: 10,000.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    let decimals = decimals.min(u16::MAX.into()); // more than that cannot be written
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_string(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A time span for people: `45 s`, `12 min`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    match seconds.round() as u64 {
        s @ 0..100 => format!("{s} s"),
        s @ 100..6_000 => format!("{} min", (s + 30) / 60),
        s => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
    }
}

/// "Data: MNIST", for the picture, the caption and the alternative text.
pub fn data_line(sources: &[Source]) -> Option<String> {
    let names: Vec<_> = sources
        .iter()
        .map(|source| match source.is_synthetic() {
            true => format!("{source}, drawn by code"),
            false => source.to_string(),
        })
        .collect();
    (!names.is_empty()).then(|| format!("Data: {}", names.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_markup_and_what_xml_forbids() {
        assert_eq!(
            escape("<a href=\"x\">'&'</a>\n\u{0}"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; \u{fffd}"
        );
    }

    #[test]
    fn formats_numbers_for_readers() {
        assert_eq!(thousands(10_000), "10,000");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(number(-1.5, 1), "−1.5");
        assert_eq!(number(-0.001, 1), "0.0");
    }

    #[test]
    fn spans_are_said_as_people_say_them() {
        assert_eq!(duration(45.2), "45 s");
        assert_eq!(duration(290.0), "5 min");
        assert_eq!(duration(7_500.0), "2 h 5 min");
    }
}
