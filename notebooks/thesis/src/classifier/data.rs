//! What a classifier learns from: codes instead of pixels, few labels instead of all.

use tch::Tensor;

use vae_core::dataset::{self, ImageSet, idx, load_or_synthetic, synthetic};
use vae_core::{Dataset, Error, Provenance, Result, Source, Vae};

/// How many of MNIST's first training images the thesis's loader holds out, and how many digits are
/// drawn in their place.
const ASIDE: usize = 5_000;
const ASIDE_SYNTHETIC: usize = 1_000;

/// The means μ(x) of every image's code by a trained encoder that stays as it is, `[N, J]`
/// (thesis section 5.2.1 as its text describes it).
///
/// # Errors
/// Where the images are not of the model's size.
pub fn codes(vae: &Vae, data: &dyn ImageSet) -> Result<Tensor> {
    vae.encode_set(data)
}

/// The images that take no part in training, to choose between models by: of MNIST the first 5,000
/// training images, which the thesis's loader held out for validation, or 1,000 more synthetic
/// digits where MNIST's files are absent.
///
/// # Errors
/// As [`load_or_synthetic`].
pub fn validation_or_synthetic() -> Result<Dataset> {
    let data = load_or_synthetic(&Source::Mnist)?; // which also checks the files
    if data.source().is_synthetic() {
        let first = data.train.len() + data.test.len();
        return synthetic::digits(first + ASIDE_SYNTHETIC, 0)?
            .subset(first..first + ASIDE_SYNTHETIC);
    }
    let dir = dataset::data_dir();
    let [images, labels, ..] = dataset::files(&Source::Mnist) else {
        return Err(Error::own("MNIST is known by no files"));
    };
    let places = [images, labels].map(|file| file.find(&dir).unwrap_or_else(|| file.place(&dir)));
    let contents = idx::read(&places[0])?;
    let images = idx::parse_images(&contents, &places[0])?;
    let labels = idx::parse_labels(&idx::read(&places[1])?, &places[1])?;
    let pixels = Tensor::f_from_slice(images.pixels())?.f_view([-1, images.shape.pixels()])?;
    Dataset::new(pixels, Some(labels), images.shape, Source::Mnist)?.subset(0..ASIDE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::VaeConfig;
    use vae_core::model::Architecture;

    #[test]
    fn what_is_set_aside_is_learnt_from_nowhere() {
        let data = load_or_synthetic(&Source::Mnist).unwrap();
        let aside = validation_or_synthetic().unwrap();
        assert_eq!(aside.source(), data.source());
        assert_eq!(aside.classes(), (0..10).collect::<Vec<i64>>());
        let bytes = |set: &Dataset, i: i64| Vec::<u8>::try_from(set.images().get(i)).unwrap();
        let all = |set: &Dataset| (0..set.len() as i64).map(|i| bytes(set, i)).collect::<Vec<_>>();
        let known: std::collections::HashSet<_> =
            all(&data.train).into_iter().chain(all(&data.test)).collect();
        let held_out = all(&aside);
        assert_eq!(held_out.len(), if data.source().is_synthetic() { 1_000 } else { 5_000 });
        assert!(held_out.iter().all(|image| !known.contains(image)));
    }

    #[test]
    fn codes_are_those_of_the_vae() {
        let data = synthetic::digits(1_003, 0).unwrap();
        let config = VaeConfig {
            architecture: Architecture::mlp([4, 4]),
            latent: 3,
            ..VaeConfig::default()
        };
        let vae = Vae::new(config, 0).unwrap();
        let z = codes(&vae, &data).unwrap();
        assert_eq!(z.size(), [1_003, 3]);
        let last = vae.encode_mean(&data.range(1_000, 3).unwrap()).unwrap();
        assert_eq!(z.narrow(0, 1_000, 3), last);
    }
}
