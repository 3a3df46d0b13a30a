//! The classifiers (sections 5.2 and 7).

use super::{Claim, Results, Verdict, by_latent, list, luck};
use crate::reproduction::{Baseline, LABEL_COUNTS};

/// '98% with latents against 92% with pixels.'
pub fn latents(results: &Results) -> Option<Claim> {
    let pixels = results.pixel_accuracy(Baseline::Pixels, None)?;
    let annex = results.pixel_accuracy(Baseline::AnnexF, None)?;
    let codes = by_latent(|name| results.code_accuracy(name, None));
    let (z, best) = codes.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    Some(Claim {
        key: "latents-98".into(),
        claim: "98% with latent variables against 92% with pixels".into(),
        place: "sections 5.2.3 and 7.1".into(),
        rule: "a softmax layer on the codes of a trained, frozen encoder reaches 97.5%; in part, \
               if it only beats pixels"
            .into(),
        verdict: Verdict::of(best.mean >= 97.5, best.mean > pixels.mean),
        evidence: format!(
            "Pixels: {}%. Annex F's network, whose encoder is trained on the labels: {}%. Codes of \
             a trained and frozen encoder, best at z = {z}: {}% ({}).",
            pixels.text(2),
            annex.text(2),
            best.text(2),
            list(&codes),
        ),
    })
}

/// The outlook: few labels, latent variables from all images.
pub fn few_labels(results: &Results) -> Option<Claim> {
    let mut wins = Vec::new();
    let mut parts = Vec::new();
    for labels in LABEL_COUNTS {
        let pixels = results.pixel_accuracy(Baseline::Pixels, Some(labels));
        let codes = by_latent(|name| results.code_accuracy(name, Some(labels)));
        let best = codes.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
        let (Some(pixels), Some((z, best))) = (pixels, best) else {
            continue;
        };
        wins.push(best.mean - pixels.mean > luck(best, &pixels));
        parts.push(format!(
            "{labels} labels: {}% on pixels, {}% on the best codes, those of z = {z} ({})",
            pixels.text(1),
            best.text(1),
            list(&codes),
        ));
    }
    let won = wins.iter().filter(|&&win| win).count();
    (!wins.is_empty()).then(|| Claim {
        key: "few-labels".into(),
        claim: "with few labels, latent variables learnt from all images help".into(),
        place: "section 7.2, as an outlook".into(),
        rule: "the best codes beat pixels by more than twice the spread over draws, whatever the \
               number of labels; in part, for one number at least"
            .into(),
        verdict: Verdict::of(won == wins.len(), won > 0),
        evidence: format!("{}.", parts.join("; ")),
    })
}
