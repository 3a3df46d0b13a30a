//! How much a notebook computes.
//!
//! A cell says what a whole run takes, as in `effort::epochs(10)`, and gets that number. Where the
//! environment variable `VAE_QUICK` is 1 it gets fewer, so that a test can run every notebook
//! through the same code.

use std::ops::Div;

use vae_core::{Result, Split};

/// So many epochs; two at the most in a short run.
pub fn epochs<N: Number>(n: N) -> N {
    if is_short() { n.min(N::from(2)) } else { n }
}

/// So many images; a tenth of them in a short run, at least twelve and at most 1,000.
pub fn images<N: Number>(n: N) -> N {
    if is_short() { tenth(n, 12).min(N::from(1_000)) } else { n }
}

/// How often something is repeated, such as draws, steps or seeds; a tenth as often in a short run,
/// and at least twice.
pub fn repeats<N: Number>(n: N) -> N {
    if is_short() { tenth(n, 2) } else { n }
}

/// The first `train` and `test` [`images`] of a data set, or as many as there are.
///
/// # Errors
/// Where libtorch cannot make the smaller sets.
pub fn split(data: &Split, train: usize, test: usize) -> Result<Split> {
    Ok(Split {
        train: data.train.take(images(train).min(data.train.len()))?,
        test: data.test.take(images(test).min(data.test.len()))?,
    })
}

/// A whole number of a type that cells count in.
pub trait Number: Copy + Ord + Div<Output = Self> + From<u16> {}

impl<N: Copy + Ord + Div<Output = N> + From<u16>> Number for N {}

fn is_short() -> bool {
    std::env::var_os("VAE_QUICK").is_some_and(|value| value == "1")
}

/// A tenth of `n`, at least `least`, and never more than `n`.
fn tenth<N: Number>(n: N, least: u16) -> N {
    (n / N::from(10)).max(N::from(least)).min(n)
}

#[cfg(test)]
mod tests {
    use vae_core::Source;
    use vae_core::dataset::load_or_synthetic;

    use super::*;

    #[test]
    fn a_short_run_takes_a_tenth_and_never_more_than_there_is() {
        assert_eq!(tenth(5_000_000_i64, 2), 500_000);
        assert_eq!(tenth(3_u64, 2), 2);
        assert_eq!(tenth(1_usize, 2), 1);
        assert_eq!(tenth(60_usize, 10), 10);
    }

    #[test]
    fn a_split_is_cut_to_what_is_asked_and_no_further_than_it_goes() {
        let data = load_or_synthetic(&Source::FreyFaces).unwrap();
        let cut = split(&data, 20, 1_000_000).unwrap();
        let most = images(1_000_000).min(data.test.len());
        assert!(data.train.len() > 20);
        assert_eq!((cut.train.len(), cut.test.len()), (images(20), most));
    }
}
