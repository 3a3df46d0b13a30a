//! Which rows have labels.

use std::collections::BTreeMap;

use vae_core::{Error, Purpose, Random, Result};

/// The indices of `n` rows drawn at random with equally many of each label (as nearly as `n`
/// allows), as in the semi-supervised experiments of Kingma et al. (2014, section 4.1).
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) where a label has too few rows.
pub fn draw_labelled(labels: &[i64], n: usize, seed: u64) -> Result<Vec<i64>> {
    let mut by_label: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let order = Random::stream(seed, Purpose::User, n as u64).permutation(labels.len());
    for &index in &order {
        by_label.entry(labels[index as usize]).or_default().push(index);
    }
    let classes = by_label.len().max(1);
    let mut drawn = Vec::new();
    for (i, rows) in by_label.values().enumerate() {
        let wanted = n / classes + usize::from(i < n % classes);
        let rows = rows.get(..wanted).ok_or_else(|| {
            Error::config(
                "labels to draw",
                n,
                format!("one class has only {} rows; draw fewer", rows.len()),
            )
        })?;
        drawn.extend(rows);
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_balanced_and_repeatable() {
        let labels: Vec<i64> = (0..500).map(|i| i % 10).collect();
        let drawn = draw_labelled(&labels, 102, 3).unwrap();
        assert_eq!(drawn, draw_labelled(&labels, 102, 3).unwrap());
        assert_ne!(drawn, draw_labelled(&labels, 102, 4).unwrap());
        let mut counts = [0; 10];
        drawn.iter().for_each(|&i| counts[labels[i as usize] as usize] += 1);
        assert_eq!(counts, [11, 11, 10, 10, 10, 10, 10, 10, 10, 10]);
        let mut distinct = drawn.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), drawn.len());
    }

    #[test]
    fn more_labels_than_there_are_is_an_error() {
        let error = draw_labelled(&[0, 1, 1], 4, 0).unwrap_err().to_string();
        assert!(error.contains("only 1 rows"), "{error}");
    }
}
