//! Text without font libraries: widths are Helvetica's, which Arial and Liberation Sans share.

pub(super) use vae_core::display::text::{escape, number, thousands};

/// The fonts of every figure; the first three have the same widths.
pub(super) const FAMILY: &str = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

/// Widths of the ASCII characters from the space on, in thousandths of the font size.
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The width of a text at a font size, a little on the safe side.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.chars().map(|c| u32::from(char_width(c))).sum();
    1.04 * size * f64::from(thousandths) / 1000.0
}

fn char_width(c: char) -> u16 {
    match c {
        ' '..='~' => WIDTHS[c as usize - 32],
        '₀'..='₉' => 340,
        '−' => 584,
        c if (c as u32) < 0x2000 => 620,
        _ => 1000,
    }
}

/// Breaks a text between words into lines of at most `limit`; a longer word stands alone.
pub(super) fn wrap(text: &str, size: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + 0.3 * size <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// The text with a capital first letter; a symbol such as z₂ stays what it is.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(_) if chars.clone().next().is_some_and(|c| ('₀'..='₉').contains(&c)) => {
            text.into()
        }
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_a_capital_and_a_symbol_keeps_its_case() {
        assert_eq!(capitalised("images by digit"), "Images by digit");
        assert_eq!(capitalised("z₂ by z₁"), "z₂ by z₁");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn wraps_between_words_within_the_limit() {
        let lines = wrap("how close do reconstructions come", 10.0, 90.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| width(line, 10.0) <= 90.0));
        assert_eq!(lines.join(" "), "how close do reconstructions come");
    }
}
