//! The weights that are kept of a table are those of its numbers.

use vae_core::dataset::{Binarised, checkout, data_dir, load};
use vae_core::save::files::read_json;
use vae_core::{Pretrained, Source, evaluate};
use vae_papers::burda::{StageResult, active_units};

#[test]
fn burdas_autoencoder_is_that_of_its_row() {
    let vae = Pretrained::load("mnist-burda-vae-1").unwrap().vae;
    let folder = checkout().join("data/reproduction/papers/burda-2016/vae-1/seed-0");
    let stages: Vec<StageResult> = read_json(&folder.join("stages.json")).unwrap();
    let last = stages.last().unwrap();
    let test = match load(&Source::Mnist, &data_dir()) {
        Ok(split) => split.test,
        Err(error) => return vae_testing::skipped(&error.to_string()),
    };
    let shown = Binarised::new(&test, 0);
    let loss = evaluate(&vae, &shown).unwrap().loss;
    let apart = (loss - last.test.loss).abs(); // of half precision
    assert!(apart < 0.01 && last.test.images == test.len(), "{loss}, recorded {last:?}");
    assert_eq!(active_units(&vae, &shown).unwrap().len(), last.active_units);
}
