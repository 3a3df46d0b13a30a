//! Which images are learnt from, and which are held out.

use vae_core::dataset::SplitConfig;
use vae_core::{Error, Purpose, Random, Result};

/// Of `count` images, `held_out` of which may be told apart already (then the counts are of two
/// sets): the places of those to learn from, and of those to test with.
pub struct Places {
    pub train: Vec<i64>,
    pub test: Vec<i64>,
}

/// Of one set, some are held out, a tenth where nobody says how many.
pub fn of_one(count: usize, config: &SplitConfig) -> Result<Places> {
    let test = config.test_size.unwrap_or((count / 10).max(1));
    let most = count.saturating_sub(test);
    let train = config.train_size.unwrap_or(most);
    check("test-size", test, count.saturating_sub(1), count)?;
    check("train-size", train, most, count)?;
    let order = shuffled(count, config.seed, 0);
    let (mut held_out, mut rest) = (order[..test].to_vec(), order[test..][..train].to_vec());
    held_out.sort_unstable();
    rest.sort_unstable();
    Ok(Places { train: rest, test: held_out })
}

/// Of two sets, all or as many as are asked for.
pub fn of_two(train: usize, test: usize, config: &SplitConfig) -> Result<Places> {
    let some = |field, count, size: Option<usize>, index| {
        let size = size.unwrap_or(count);
        check(field, size, count, count)?;
        let mut places = shuffled(count, config.seed, index)[..size].to_vec();
        places.sort_unstable();
        Ok::<_, Error>(places)
    };
    Ok(Places {
        train: some("train-size", train, config.train_size, 0)?,
        test: some("test-size", test, config.test_size, 1)?,
    })
}

fn check(field: &str, size: usize, most: usize, count: usize) -> Result<()> {
    match (1..=most).contains(&size) {
        true => Ok(()),
        false if most == 0 => {
            let remedy = "at least two images are needed, one to learn from and one to test with";
            Err(Error::config(field, size, format!("of {count} images: {remedy}")))
        }
        false => {
            Err(Error::config(field, size, format!("choose from 1 to {most}; there are {count}")))
        }
    }
}

fn shuffled(count: usize, seed: u64, index: u64) -> Vec<i64> {
    // A place of its own among the free streams, far from those that small numbers name.
    Random::stream(seed, Purpose::User, 0x73_70_6c_69_74 + index).permutation(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(train_size: Option<usize>, test_size: Option<usize>, seed: u64) -> SplitConfig {
        SplitConfig { train_size, test_size, seed, test: None }
    }

    #[test]
    fn no_image_is_on_both_sides() {
        let places = of_one(30, &config(None, None, 0)).unwrap();
        assert_eq!((places.train.len(), places.test.len()), (27, 3));
        let mut all = [places.train, places.test].concat();
        all.sort_unstable();
        assert_eq!(all, (0..30).collect::<Vec<_>>());
    }

    #[test]
    fn a_seed_is_a_split() {
        let test = |seed| of_one(30, &config(Some(5), Some(5), seed)).unwrap().test;
        assert_eq!(test(1), test(1));
        assert_ne!(test(1), test(2));
    }

    #[test]
    fn more_than_there_are_is_refused() {
        for (count, train, test) in [(1, None, None), (5, Some(5), None), (5, None, Some(5))] {
            assert!(of_one(count, &config(train, test, 0)).is_err());
        }
        assert!(of_one(5, &config(Some(0), None, 0)).is_err());
        assert!(of_two(5, 5, &config(Some(6), None, 0)).is_err());
        assert_eq!(of_two(5, 4, &config(None, Some(2), 0)).unwrap().train, [0, 1, 2, 3, 4]);
    }
}
