//! The models kept with the project are what their records say.

use vae_core::dataset::{data_dir, load};
use vae_core::{Pretrained, Provenance, evaluate};

#[test]
fn every_pretrained_model_has_its_recorded_test_loss() {
    let names = Pretrained::names();
    assert!(names.iter().any(|name| name == "mnist-z2"), "{names:?}");
    for name in names {
        let model = Pretrained::load(&name).unwrap();
        assert!(model.history.last().is_some(), "{name} has no history");
        match load(model.vae.source(), &data_dir()) {
            Ok(split) => {
                let loss = evaluate(&model.vae, &split.test).unwrap().loss;
                let recorded = model.evaluation.loss;
                assert!((loss - recorded).abs() < 1e-2, "{name}: {loss}, recorded {recorded}");
            }
            Err(error) => vae_testing::skipped(&error.to_string()),
        }
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let error = Pretrained::load("mnist-z3").unwrap_err().to_string();
    assert!(error.contains("mnist-z2"), "{error}");
}
