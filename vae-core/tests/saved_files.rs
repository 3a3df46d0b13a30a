//! Every truncation and every flipped bit of small checkpoints, models, configurations and
//! histories: what was saved, or an error.

mod support;

use std::ops::ControlFlow;
use vae_core::model::Architecture;

use proptest::prelude::*;
use support::{StopAt, bits, timeless};
use tch::Tensor;
use vae_core::{
    Dataset, EpochRecord, ImageShape, Progress, RunConfig, Source, TrainConfig, Trainer, Vae,
    VaeConfig, parse,
};

const SHAPE: ImageShape = ImageShape::grey(1, 2);

/// A run of a tiny model that stands inside its second epoch.
fn trainer() -> Trainer {
    let config = VaeConfig {
        image: SHAPE,
        architecture: Architecture::mlp([2, 2]),
        latent: 1,
        ..VaeConfig::default()
    };
    let protocol = TrainConfig { epochs: 2, batch_size: 2, ..TrainConfig::default() };
    let mut trainer = Trainer::new(Vae::new(config, 0).unwrap(), protocol).unwrap();
    let images = Tensor::from_slice(&[0u8, 255, 51, 102, 153, 204]).view([3, 2]);
    let data = Dataset::new(images, None, SHAPE, Source::Other("three".into())).unwrap();
    let images = StopAt::new(&data, 3, &trainer);
    let go_on = |_: &Progress| ControlFlow::Continue(());
    trainer.fit_with(&images, Some(&data), go_on).unwrap();
    assert_eq!(trainer.position(), "epoch 2, batch 1");
    trainer
}

fn model() -> (RunConfig, Vec<u8>) {
    let trainer = trainer();
    (trainer.run_config(), parse::to_model(trainer.vae()).unwrap())
}

fn config() -> Vec<u8> {
    serde_json::to_vec(&trainer().run_config()).unwrap()
}

fn history() -> Vec<u8> {
    serde_json::to_vec(&trainer().history().epochs).unwrap()
}

/// All files that differ from `bytes` in one bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..8 * bytes.len()).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

fn cuts(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|end| bytes[..end].to_vec())
}

fn is_finite(vae: &Vae) -> bool {
    bits(vae).iter().flatten().all(|x| x.is_finite())
}

#[test]
fn a_checkpoint_comes_back_whole() {
    let trainer = trainer();
    let again = parse::checkpoint(&parse::to_checkpoint(trainer.state()).unwrap()).unwrap();
    assert_eq!(bits(&again.vae), bits(trainer.vae()));
    assert_eq!(&again.history, trainer.history());
    assert_eq!(RunConfig::of_run(&again), trainer.run_config());
}

/// The checksum finds them all; resealed, as a stranger can, the parser behind it is on its own.
#[test]
fn checkpoints_that_were_changed_are_refused() {
    let bytes = parse::to_checkpoint(trainer().state()).unwrap();
    for mut changed in flips(&bytes).chain(cuts(&bytes)) {
        assert!(parse::checkpoint(&changed).is_err());
        if parse::reseal(&mut changed)
            && let Ok(trainer) = parse::checkpoint(&changed)
        {
            assert!(is_finite(&trainer.vae));
        }
    }
}

#[test]
fn models_that_were_changed_differ_in_one_number_at_most() {
    let (config, bytes) = model();
    let whole = parse::model(&config, &bytes).unwrap();
    for cut in cuts(&bytes) {
        assert!(parse::model(&config, &cut).is_err());
    }
    for flipped in flips(&bytes) {
        let Ok(vae) = parse::model(&config, &flipped) else {
            continue;
        };
        let (a, b) = (bits(&vae), bits(&whole));
        let pairs = a.iter().flatten().zip(b.iter().flatten());
        assert!(pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count() <= 1);
        assert!(is_finite(&vae));
    }
}

#[test]
fn configurations_that_were_changed_are_possible_or_refused() {
    let bytes = config();
    for changed in flips(&bytes).chain(cuts(&bytes)) {
        if let Ok(config) = parse::config(&changed) {
            config.model.validate().unwrap();
            config.training.map_or(Ok(()), |t| t.validate()).unwrap();
        }
    }
}

#[test]
fn histories_that_were_changed_are_finite_or_refused() {
    let bytes = history();
    assert_eq!(timeless(&parse::history(&bytes).unwrap()).len(), 1);
    for changed in flips(&bytes).chain(cuts(&bytes)) {
        let records = parse::history(&changed).unwrap_or_default();
        let finite = |r: &EpochRecord| {
            r.loss.is_finite() && r.terms.iter().all(|(_, nats)| nats.is_finite())
        };
        assert!(records.iter().all(finite));
    }
}

/// JSON that nests without end does not exhaust the stack.
#[test]
fn nesting_is_bounded() {
    for open in ["[", "{\"a\":"] {
        let text = open.repeat(1_000_000);
        assert!(parse::config(text.as_bytes()).is_err());
        assert!(parse::history(text.as_bytes()).is_err());
        let mut file = (text.len() as u64).to_le_bytes().to_vec();
        file.extend(text.as_bytes());
        assert!(parse::model(&model().0, &file).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn scrambled_files_never_panic(
        which in 0..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        shorten: bool,
    ) {
        let mut bytes = match which {
            0 => parse::to_checkpoint(trainer().state()).unwrap(),
            1 => model().1,
            2 => config(),
            _ => history(),
        };
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if shorten {
            bytes.truncate(cut.index(bytes.len()));
        }
        match which {
            0 => {
                parse::reseal(&mut bytes);
                let _ = parse::checkpoint(&bytes);
            }
            1 => drop(parse::model(&model().0, &bytes)),
            2 => drop(parse::config(&bytes)),
            _ => drop(parse::history(&bytes)),
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = parse::checkpoint(&bytes);
        let _ = parse::config(&bytes);
        let _ = parse::history(&bytes);
        let _ = parse::model(&model().0, &bytes);
    }
}
