//! Numbers in prose that are quoted from the published results: `96.41<!-- result: KEY -->`.
//!
//! KEY is a row's key, which stands for our mean (`96.41` or `96.41 ± 0.05`), or a key with
//! `.thesis`, `.difference` or `.spread`. The number may have any count of decimals; `%` may
//! follow it.

use vae_thesis::reproduction::Results;

const BEGIN: &str = "<!-- result: ";
const END: &str = " -->";

/// The Markdown of a notebook.
pub fn prose(notebook: &str) -> String {
    let notebook: serde_json::Value = serde_json::from_str(notebook).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter();
    let markdown = cells.filter(|cell| cell["cell_type"] == "markdown");
    let lines = markdown.flat_map(|cell| cell["source"].as_array().unwrap());
    lines.map(|line| line.as_str().unwrap()).collect()
}

/// What a text quotes wrongly.
pub fn wrong(name: &str, text: &str, results: &Results) -> Vec<String> {
    let mut problems = Vec::new();
    let mut before = 0;
    while let Some(begin) = text[before..].find(BEGIN).map(|i| before + i) {
        let key = begin + BEGIN.len();
        let end = key + text[key..].find(END).unwrap_or(0);
        if let Err(problem) = check(number_before(&text[before..begin]), &text[key..end], results) {
            problems.push(format!("{name}: {}: {problem}", &text[key..end]));
        }
        before = end;
    }
    problems
}

/// The number that a text ends with, perhaps with its spread.
fn number_before(text: &str) -> &str {
    let text = text.trim_end().trim_end_matches('%').trim_end();
    let part = |c: char| c.is_ascii_digit() || ".,+-−± ".contains(c);
    let start = text.rfind(|c| !part(c));
    let number = start.map_or(text, |i| &text[i + text[i..].chars().next().unwrap().len_utf8()..]);
    number.trim()
}

fn check(quoted: &str, key: &str, results: &Results) -> Result<(), String> {
    let (row, part) = match results.comparison(key) {
        Some(row) => (row, ""),
        None => {
            let (key, part) = key.rsplit_once('.').ok_or("there is no such row")?;
            (results.comparison(key).ok_or("there is no such row")?, part)
        }
    };
    let plain = quoted.replace(',', "").replace('−', "-");
    let decimals = plain.split(' ').next().unwrap_or_default();
    let decimals = decimals.split_once('.').map_or(0, |(_, d)| d.len());
    let value = match part {
        "" if plain.contains('±') => return same(&plain, row.ours.text(decimals)),
        "" => Some(row.ours.mean),
        "thesis" => row.thesis,
        "difference" => row.difference,
        "spread" => row.ours.spread,
        _ => return Err(format!("a row has no {part}")),
    };
    let value = value.ok_or("the row has no such number")?;
    same(plain.trim_start_matches('+'), format!("{value:.decimals$}"))
}

fn same(quoted: &str, ours: String) -> Result<(), String> {
    match quoted == ours {
        true => Ok(()),
        false => Err(format!("the text says {quoted:?}, the results {ours:?}")),
    }
}
