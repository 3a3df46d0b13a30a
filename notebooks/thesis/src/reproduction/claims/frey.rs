//! The losses on Frey Faces (section 5.1.2).

use super::{Claim, Results, Verdict, distance};
use vae_core::Source;

/// The thesis's last loss with two dimensions.
const THESIS: f64 = 347.798731;

/// 'The loss is near 347.8', seen against the least that any model could pay.
pub fn floor(results: &Results) -> Option<Claim> {
    let frey = results.pixel_cost(&Source::FreyFaces)?;
    let ours = results.last_loss("frey-z2")?;
    let above = |loss: f64| loss - frey.entropy;
    let bits = |run: &str, images: &str| {
        let row = results.comparison(&format!("{run}/bits-{images}"))?;
        Some(row.ours.text(3))
    };
    let both = |run: &str| Some((bits(run, "test")?, bits(run, "train")?));
    let grey = match (both("frey-z2-logistic"), both("frey-z20-logistic")) {
        (Some((two, two_learnt)), Some((twenty, twenty_learnt))) => format!(
            " With a discretised logistic likelihood, whose loss is a code length, held-out faces \
             take {two} bits per pixel at z = 2 and {twenty} at z = 20, where storing them plainly \
             takes 8; the faces learnt from take {two_learnt} and {twenty_learnt}, so these runs \
             overfit."
        ),
        _ => String::new(),
    };
    Some(Claim {
        key: "frey-floor".into(),
        claim: "the loss on Frey Faces measures the model".into(),
        place: "section 5.1.2".into(),
        rule: "more than half of the thesis's 347.80 nats could be removed by any model at all"
            .into(),
        verdict: Verdict::of(above(THESIS) > 0.5 * THESIS, false),
        evidence: format!(
            "A Bernoulli likelihood on these grey pixels costs {:.2} nats an image whatever the \
             model (their own entropy), and the mean image alone reaches {:.2}. So {:.2} of the \
             thesis's {THESIS:.2} nats and {:.2} of our {:.2} are left to the model.{grey}",
            frey.entropy,
            frey.mean_image,
            above(THESIS),
            above(ours.mean),
            ours.mean,
        ),
    })
}

/// Annex D draws its batches in random order; did the run on Frey Faces?
pub fn order(results: &Results) -> Option<Claim> {
    let shuffled = distance(results, "frey-z2", "frey-z2")?;
    let in_order = distance(results, "frey-z2", "frey-z2-in-order")?;
    Some(Claim {
        key: "frey-order".into(),
        claim: "batches of faces are drawn in random order, as annex D's loader does on MNIST"
            .into(),
        place: "section 5.1.2.1, annex D.9".into(),
        rule: "its losses lie nearer to our shuffled runs than to those in the film's order".into(),
        verdict: Verdict::of(shuffled < in_order, false),
        evidence: format!(
            "Over the thesis's epochs its losses with two dimensions lie {shuffled:.2} nats from \
             our shuffled runs on average, and {in_order:.2} from a run in which every batch is \
             a hundred frames in a row."
        ),
    })
}

/// 'More epochs hardly help.'
pub fn more_epochs(results: &Results) -> Option<Claim> {
    let frey = results.pixel_cost(&Source::FreyFaces)?;
    let at = |epoch| results.loss_at("frey-z20", epoch);
    let (early, late) = (at(1_000)?, at(5_000)?);
    let share = (early.mean - late.mean) / (early.mean - frey.entropy);
    let held_out = |epoch| results.held_out_at("frey-z20", epoch);
    let (early_test, late_test) = (held_out(1_000)?, held_out(5_000)?);
    Some(Claim {
        key: "more-epochs".into(),
        claim: "more epochs hardly help on Frey Faces".into(),
        place: "section 5.1.2.2".into(),
        rule: "from epoch 1,000 to 5,000 the training loss at z = 20 loses less than a tenth of \
               what lies above the pixels' entropy; in part, if only the held-out loss does not \
               fall"
            .into(),
        verdict: Verdict::of(share < 0.1, late_test.mean >= early_test.mean),
        evidence: format!(
            "z = 20: training loss {} at epoch 1,000 and {} at 5,000, {:.0}% of what lies above \
             the pixels' entropy of {:.2}; held-out loss {} and {}.",
            early.text(2),
            late.text(2),
            100.0 * share,
            frey.entropy,
            early_test.text(2),
            late_test.text(2),
        ),
    })
}

/// 'The second run has 20 dimensions.'
pub fn dimensions(results: &Results) -> Option<Claim> {
    let twenty = distance(results, "frey-z20", "frey-z20-in-order")?;
    let two = distance(results, "frey-z20", "frey-z2-in-order")?;
    let shuffled = distance(results, "frey-z20", "frey-z20")?;
    Some(Claim {
        key: "frey-dimensions".into(),
        claim: "the second run on Frey Faces has 20 latent dimensions".into(),
        place: "section 5.1.2.2".into(),
        rule: "its losses lie nearer to our runs with 20 dimensions than to that with two".into(),
        verdict: Verdict::of(twenty.min(shuffled) < two, false),
        evidence: format!(
            "At epochs 100 and 1,000 it prints 350.949242 and 347.798731, to the last decimal \
             what the run with two dimensions prints. Over the thesis's epochs its losses lie \
             {two:.2} nats on average from our run with two dimensions in the film's order, \
             {twenty:.2} from that with 20, and {shuffled:.2} from 20 shuffled."
        ),
    })
}
