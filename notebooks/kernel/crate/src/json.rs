//! Text as JSON.

/// `text` in quotes, on one line.
pub(crate) fn string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            c if c < ' ' => json.push_str(&format!("\\u{:04x}", c as u32)),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn whatever_would_end_the_string_or_the_line_is_escaped() {
        assert_eq!(string("a\"b\\c\nd\re\u{2}"), r#""a\"b\\c\nd\u000de\u0002""#);
        assert_eq!(string("μ ≤ 3"), "\"μ ≤ 3\"");
    }
}
