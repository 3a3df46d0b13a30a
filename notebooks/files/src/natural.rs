//! Names in the order that people give them: 2 before 10.

/// A key that puts `2.png` before `10.png`.
pub fn natural(name: &str) -> Vec<(u64, String)> {
    let mut key = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (before, after) = rest.split_at(text);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, left) = after.split_at(digits);
        key.push((0, before.to_string()));
        key.push((number.parse().unwrap_or(u64::MAX), number.to_string()));
        rest = left;
    }
    key
}
