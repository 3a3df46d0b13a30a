//! Random numbers from an explicit seed, in independent streams.
//!
//! Nothing here touches libtorch's global generator: what a stream yields depends on its seed,
//! its purpose and its index alone, so that epoch 7 draws the same noise whether or not the
//! run was stopped before it.

use rand::SeedableRng;
use rand::distr::{Distribution, StandardUniform};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use tch::Tensor;

use crate::error::{Error, Result};

/// What a stream of random numbers is for; streams of different purposes never overlap.
///
/// One overlap is older than this promise. The synthetic images of a seed are drawn from the words
/// of its streams 0 to 6 of [`User`](Self::User), and of no others: digits from stream 0, faces from
/// all seven. Runs on these images go on only with the same images, and results rest on what users
/// drew, so both keep their words. Who draws by hand for synthetic images of the same seed, and
/// wants numbers that have nothing to do with them, takes a stream from 7 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Whatever a reader draws by hand.
    User = 0,
    /// Initial weights and biases.
    Weights = 1,
    /// The order of the training images in one epoch.
    Order = 2,
    /// The noise ε of the training steps of one epoch.
    Noise = 3,
    /// The noise ε of an evaluation: always the same, so that losses compare.
    Evaluation = 4,
    /// Which pixels of a grey image are white.
    Binarisation = 6,
    /// The codes and chains of an estimate of log p(x).
    Evidence = 7,
}

/// The generator number `index`, below [`DRAWING`], that draws the synthetic images of a seed.
pub(crate) fn drawing(seed: u64, index: u64) -> ChaCha8Rng {
    debug_assert!(index < DRAWING);
    Random::stream(seed, Purpose::User, index).generator
}

/// How many generators draw the synthetic images of a seed.
pub(crate) const DRAWING: u64 = 7;

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random {
    generator: ChaCha8Rng,
    is_blank: bool,
}

impl Random {
    /// The free stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self::stream(seed, Purpose::User, 0)
    }

    /// The stream of a seed for one purpose; `index` tells apart epochs, say.
    pub fn stream(seed: u64, purpose: Purpose, index: u64) -> Self {
        // The generator numbers its streams in 64 bits, of which the purpose takes eight; those of
        // the index that find no room there change the key.
        let mut key = ChaCha8Rng::seed_from_u64(seed).get_seed();
        key[31] ^= (index >> 56) as u8;
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream((purpose as u64) << 56 | index & (u64::MAX >> 8));
        Self { generator, is_blank: false }
    }

    /// A stream from which no weights are drawn: they will be read from a file.
    #[doc(hidden)]
    pub fn blank() -> Self {
        Self { is_blank: true, ..Self::new(0) }
    }

    /// Whether weights need not be drawn.
    #[doc(hidden)]
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// How many words of 32 bits were drawn.
    pub fn position(&self) -> u64 {
        self.generator.get_word_pos() as u64
    }

    /// The same stream, from a position on.
    pub fn at(mut self, position: u64) -> Self {
        self.generator.set_word_pos(position.into());
        self
    }

    /// A tensor of independent N(0, 1) numbers, float32.
    pub fn standard_normal(&mut self, shape: &[i64]) -> Result<Tensor> {
        self.fill(shape, StandardNormal)
    }

    /// A tensor of independent numbers uniform on [0, 1), float32.
    pub fn uniform(&mut self, shape: &[i64]) -> Result<Tensor> {
        self.fill(shape, StandardUniform)
    }

    /// The numbers 0 … n−1 in random order: 8n bytes, which memory must have.
    pub fn permutation(&mut self, n: usize) -> Vec<i64> {
        let mut order: Vec<i64> = (0..n as i64).collect();
        order.shuffle(&mut self.generator);
        order
    }

    fn fill<D: Distribution<f32>>(&mut self, shape: &[i64], distribution: D) -> Result<Tensor> {
        notebook_front::check()?;
        let numbers = distribution.sample_iter(&mut self.generator);
        let numbers: Vec<f32> = numbers.take(count(shape)?).collect();
        Ok(Tensor::f_from_slice(&numbers)?.f_reshape(shape)?)
    }
}

/// More numbers than this (16 GB of them) are taken for a mistyped size.
const LARGEST: i64 = 1 << 32;

fn count(shape: &[i64]) -> Result<usize> {
    let product = shape.iter().try_fold(1_i64, |product, &n| product.checked_mul(n));
    match product.filter(|n| *n <= LARGEST && shape.iter().all(|&n| n >= 0)) {
        Some(count) => Ok(count as usize),
        None => {
            let remedy = format!("sizes are 0 or more, and their product at most {LARGEST}");
            Err(Error::config("shape", format!("{shape:?}"), remedy))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;
    use std::collections::HashSet;

    #[test]
    fn a_stream_depends_on_seed_purpose_and_index_alone() {
        let draw = |seed, purpose, index| {
            let z = Random::stream(seed, purpose, index).standard_normal(&[8]).unwrap();
            Vec::<f32>::try_from(z).unwrap()
        };
        let reference = draw(1, Purpose::Noise, 3);
        assert_eq!(reference, draw(1, Purpose::Noise, 3));
        assert_ne!(reference, draw(2, Purpose::Noise, 3));
        assert_ne!(reference, draw(1, Purpose::Order, 3));
        assert_ne!(reference, draw(1, Purpose::Noise, 4));
    }

    const PURPOSES: [Purpose; 7] = [
        Purpose::User,
        Purpose::Weights,
        Purpose::Order,
        Purpose::Noise,
        Purpose::Evaluation,
        Purpose::Binarisation,
        Purpose::Evidence,
    ];

    /// Every run of four words among the first 256 of a generator.
    fn runs(generator: &mut ChaCha8Rng) -> HashSet<[u32; 4]> {
        let words: Vec<u32> = (0..256).map(|_| generator.random()).collect();
        words.windows(4).map(|run| run.try_into().unwrap()).collect()
    }

    #[test]
    fn no_two_streams_share_words() {
        let top = 1 << 56;
        let indices = [0, 1, 6, 7, 1 << 32, top - 1, top, top + 1, 2 * top, 3 * top, u64::MAX];
        let mut seen = HashSet::new();
        let mut count = 0;
        for (seed, purpose) in [0, 1, u64::MAX].iter().flat_map(|s| PURPOSES.map(|p| (*s, p))) {
            for index in indices {
                let of_stream = runs(&mut Random::stream(seed, purpose, index).generator);
                count += of_stream.len();
                seen.extend(of_stream);
            }
        }
        assert_eq!(seen.len(), count);
    }

    /// What [`Purpose`] says of synthetic images, and not a stream more.
    #[test]
    fn synthetic_images_share_the_words_of_seven_streams_of_the_user() {
        for index in 0..DRAWING {
            let theirs = runs(&mut drawing(3, index));
            for (purpose, of) in PURPOSES.iter().flat_map(|p| (0..20).map(move |i| (*p, i))) {
                let shared = runs(&mut Random::stream(3, purpose, of).generator) == theirs;
                assert_eq!(shared, purpose == Purpose::User && of == index, "{purpose:?} {of}");
            }
        }
    }

    #[test]
    fn a_stream_goes_on_from_its_position() {
        let mut random = Random::stream(1, Purpose::Noise, 3);
        let _ = random.standard_normal(&[7, 3]).unwrap();
        let position = random.position();
        let draw = |mut r: Random| Vec::<f32>::try_from(r.standard_normal(&[40]).unwrap()).unwrap();
        let again = Random::stream(1, Purpose::Noise, 3).at(position);
        assert_eq!(draw(again), draw(random));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let z = Random::new(0).standard_normal(&[100_000]).unwrap();
        assert!(z.mean(tch::Kind::Double).double_value(&[]).abs() < 0.01);
        assert!((z.var(true).double_value(&[]) - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_permutation_holds_every_index_once() {
        let mut order = Random::new(5).permutation(1000);
        assert_ne!(order[..10], (0..10).collect::<Vec<i64>>()[..]);
        order.sort_unstable();
        assert_eq!(order, (0..1000).collect::<Vec<i64>>());
    }
}
