//! What the thesis claims, and what our numbers leave of it. Every verdict and every number of
//! the evidence is computed.

use serde::{Deserialize, Serialize};

use super::{Baseline, Experiment, PixelCost, Results, Sample};
use crate::Source;

/// What is left of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Our numbers say the same.
    Holds,
    /// Some of them do.
    InPart,
    /// They say otherwise.
    Fails,
}

impl Verdict {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::InPart => "holds in part",
            Self::Fails => "does not hold",
        }
    }

    fn of(holds: bool, in_part: bool) -> Self {
        match (holds, in_part) {
            (true, _) => Self::Holds,
            (false, true) => Self::InPart,
            (false, false) => Self::Fails,
        }
    }
}

/// A claim of the thesis with our verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What quotes it.
    pub key: String,
    /// What the thesis says, in English.
    pub claim: String,
    /// Where it does.
    pub place: String,
    /// What counts as holding.
    pub rule: String,
    /// What is left of it.
    pub verdict: Verdict,
    /// The numbers behind that.
    pub evidence: String,
}

impl Claim {
    /// Every claim that the results suffice to judge, in the thesis's order.
    pub(super) fn all(results: &Results) -> Vec<Self> {
        let claims = [
            best(results),
            width(results),
            stalls(results),
            worst(results),
            floor(results),
            more_epochs(results),
            frey_dimensions(results),
            latents(results),
            few_labels(results),
            shapes(results),
            film(results),
        ];
        claims.into_iter().flatten().collect()
    }
}

/// A claim whose verdict follows from whether it holds, or holds in part.
fn claim(
    key: &str,
    (text, place): (&str, &str),
    rule: &str,
    (holds, in_part): (bool, bool),
    evidence: String,
) -> Option<Claim> {
    Some(Claim {
        key: key.into(),
        claim: text.into(),
        place: place.into(),
        rule: rule.into(),
        verdict: Verdict::of(holds, in_part),
        evidence,
    })
}

/// The last training losses of an experiment, over its seeds.
fn last_loss(results: &Results, name: &str) -> Option<Sample> {
    let runs = results.runs(name).iter();
    Sample::of(runs.filter_map(|run| Some(run.epochs.last()?.loss)))
}

/// The training losses at an epoch, over seeds.
fn loss_at(results: &Results, name: &str, epoch: usize) -> Option<Sample> {
    let records = results.runs(name).iter().flat_map(|run| &run.epochs);
    Sample::of(records.filter(|r| r.epoch == epoch).map(|r| r.loss))
}

/// Mean test loss.
fn test_loss(results: &Results, name: &str) -> Option<Sample> {
    Sample::of(results.runs(name).iter().map(|run| run.test.loss))
}

/// The last losses of all widths of the latent space at 500 units, `(z, loss)`.
fn losses_by_latent(results: &Results) -> Vec<(i64, Sample)> {
    let latents = [2, 5, 10, 20, 50].into_iter();
    latents
        .filter_map(|z| Some((z, last_loss(results, &format!("mnist-z{z}"))?)))
        .collect()
}

fn loss_of(losses: &[(i64, Sample)], latent: i64) -> Option<&Sample> {
    Some(&losses.iter().find(|(z, _)| *z == latent)?.1)
}

fn list(losses: &[(i64, Sample)]) -> String {
    let parts = losses
        .iter()
        .map(|(z, loss)| format!("z = {z}: {}", loss.text(2)));
    parts.collect::<Vec<_>>().join("; ")
}

/// The larger of two spreads, doubled; what luck of the seed explains.
fn luck(a: &Sample, b: &Sample) -> f64 {
    2.0 * a.spread.unwrap_or(0.0).max(b.spread.unwrap_or(0.0))
}

fn best(results: &Results) -> Option<Claim> {
    let losses = losses_by_latent(results);
    let twenty = loss_of(&losses, 20)?;
    let others = losses.iter().filter(|(z, _)| *z != 20);
    let (z, next) = others.min_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let lead = next.mean - twenty.mean;
    let lowest = lead > 0.0;
    let wider = last_loss(results, "mnist-z20-h700");
    let wider = wider.map_or_else(String::new, |w| {
        format!(
            " The thesis's lead over z = 50 is 1.43 nats; 700 units instead of 500 alone bring {:.2}.",
            twenty.mean - w.mean
        )
    });
    claim(
        "best-dimension",
        (
            "20 latent dimensions give the lowest loss",
            "section 5.1.1.4",
        ),
        "at 500 units, z = 20 ends lowest in training, by more than twice the spread over seeds",
        (lead > luck(twenty, next), lowest),
        format!(
            "Training loss, {}. z = 20 ends {:.2} nats {} z = {z}, the best of the others.{wider}",
            list(&losses),
            lead.abs(),
            if lowest { "below" } else { "above" },
        ),
    )
}

fn width(results: &Results) -> Option<Claim> {
    let thesis = Experiment::named("mnist-z20")?.thesis;
    let distance = |name: &str| {
        let gaps = thesis
            .iter()
            .filter_map(|&(epoch, loss)| Some((loss_at(results, name, epoch)?.mean - loss).abs()));
        Some(Sample::of(gaps)?.mean)
    };
    let (narrow, wide) = (distance("mnist-z20")?, distance("mnist-z20-h700")?);
    claim(
        "width",
        (
            "experiment 4 (z = 20) has 500 units in each hidden layer",
            "section 5.1.1.4",
        ),
        "the thesis's losses lie nearer to our runs with 500 units than to those with 700",
        (narrow < wide, false),
        format!(
            "Over the thesis's epochs its losses lie {narrow:.2} nats from ours with 500 units on \
             average, and {wide:.2} from ours with 700."
        ),
    )
}

fn stalls(results: &Results) -> Option<Claim> {
    let losses = losses_by_latent(results);
    let (twenty, fifty) = (loss_of(&losses, 20)?, loss_of(&losses, 50)?);
    let active =
        |name| Some(Sample::of(results.runs(name).iter().map(|r| r.active_units as f64))?.text(1));
    let gain = twenty.mean - fifty.mean;
    claim(
        "stalls",
        ("beyond 20 dimensions the loss stalls", "section 7.1"),
        "z = 50 gains less than 0.5 nats of training loss on z = 20",
        (gain < 0.5, false),
        format!(
            "From z = 20 to z = 50 the training loss goes from {} to {}, the test loss from {} to \
             {}. Of 20 dimensions {} are active, of 50 {}.",
            twenty.text(2),
            fifty.text(2),
            test_loss(results, "mnist-z20")?.text(2),
            test_loss(results, "mnist-z50")?.text(2),
            active("mnist-z20")?,
            active("mnist-z50")?,
        ),
    )
}

fn worst(results: &Results) -> Option<Claim> {
    let losses = losses_by_latent(results);
    let two = loss_of(&losses, 2)?;
    let others = losses.iter().filter(|(z, _)| *z != 2);
    let (z, next) = others.max_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let gap = two.mean - next.mean;
    claim(
        "worst-dimension",
        ("two dimensions are worst", "section 7.1"),
        "z = 2 ends highest, by more than twice the spread over seeds",
        (gap > luck(two, next), gap > 0.0),
        format!("{}; z = 2 ends {gap:.2} nats above z = {z}.", list(&losses)),
    )
}

/// The pixels' own cost on a data set, or on its stand-in.
fn pixel_cost(results: &Results, source: Source) -> Option<&PixelCost> {
    let stand_in = source.synthetic_counterpart();
    results
        .pixels
        .iter()
        .find(|p| p.dataset == source || p.dataset == stand_in)
}

fn floor(results: &Results) -> Option<Claim> {
    let frey = pixel_cost(results, Source::FreyFaces)?;
    let ours = last_loss(results, "frey-z2")?;
    let thesis = 347.798731;
    let above = |loss: f64| loss - frey.entropy;
    claim(
        "frey-floor",
        (
            "the loss on Frey Faces settles near 347.8 nats, and that is the model's own",
            "section 5.1.2",
        ),
        "more than half of that loss can be removed by a better model at all",
        (above(thesis) > 0.5 * thesis, false),
        format!(
            "A Bernoulli likelihood on these grey pixels costs {:.2} nats an image whatever the \
             model (their own entropy), and the mean image alone reaches {:.2}. So {:.2} of the \
             thesis's {thesis:.2} nats and {:.2} of our {:.2} are left to any model.",
            frey.entropy,
            frey.mean_image,
            above(thesis),
            above(ours.mean),
            ours.mean,
        ),
    )
}

fn more_epochs(results: &Results) -> Option<Claim> {
    let frey = pixel_cost(results, Source::FreyFaces)?;
    let name = "frey-z20";
    let (early, late) = (
        loss_at(results, name, 1_000)?,
        loss_at(results, name, 5_000)?,
    );
    let share = (early.mean - late.mean) / (early.mean - frey.entropy);
    let held_out = |epoch| {
        let records = results.runs(name).iter().flat_map(|run| &run.epochs);
        Sample::of(
            records
                .filter(|r| r.epoch == epoch)
                .filter_map(|r| r.test_loss),
        )
    };
    let (early_test, late_test) = (held_out(1_000)?, held_out(5_000)?);
    claim(
        "more-epochs",
        ("more epochs hardly help on Frey Faces", "section 5.1.2.2"),
        "from epoch 1,000 to 5,000 z = 20 gains less than a tenth of what lies above the pixels' \
         entropy in training; in part, if only held-out faces gain nothing",
        (share < 0.1, late_test.mean >= early_test.mean),
        format!(
            "z = 20: training loss {} at epoch 1,000 and {} at 5,000, {:.0}% of what lies above \
             the pixels' entropy of {:.2}; held-out loss {} and {}.",
            early.text(2),
            late.text(2),
            100.0 * share,
            frey.entropy,
            early_test.text(2),
            late_test.text(2),
        ),
    )
}

fn frey_dimensions(results: &Results) -> Option<Claim> {
    let thesis = Experiment::named("frey-z20")?.thesis;
    let at = |name: &str, epoch| loss_at(results, name, epoch).map(|s| s.mean);
    let distance = |name: &str| {
        let gaps = thesis
            .iter()
            .filter_map(|&(epoch, loss)| Some((at(name, epoch)? - loss).abs()));
        Some(Sample::of(gaps)?.mean)
    };
    let (twenty, two) = (distance("frey-z20")?, distance("frey-z2-long")?);
    claim(
        "frey-dimensions",
        (
            "the second run on Frey Faces has 20 latent dimensions",
            "section 5.1.2.2",
        ),
        "its losses lie nearer to our runs with 20 dimensions than to those with two",
        (twenty < two, false),
        format!(
            "It prints 350.949242 at epoch 100 and 347.798731 at 1,000, to the last decimal what \
             the run with two dimensions prints. Over the thesis's epochs its losses lie \
             {twenty:.2} nats from ours with 20 dimensions on average, and {two:.2} from ours with \
             two.",
        ),
    )
}

/// The accuracy of a baseline, percent.
fn baseline(results: &Results, which: Baseline, labels: Option<usize>) -> Option<Sample> {
    let found = results.classifiers.iter().find(|c| c.baseline == which)?;
    let accuracies = found.accuracies.iter().find(|a| a.labels == labels)?;
    Sample::of(accuracies.values.iter().map(|share| 100.0 * share))
}

/// The accuracy of a softmax layer on frozen codes, percent.
fn frozen(results: &Results, name: &str, labels: Option<usize>) -> Option<Sample> {
    let accuracies = results.runs(name).iter().flat_map(|run| &run.classifiers);
    let values = accuracies
        .filter(|a| a.labels == labels)
        .flat_map(|a| &a.values);
    Sample::of(values.map(|share| 100.0 * share))
}

fn latents(results: &Results) -> Option<Claim> {
    let pixels = baseline(results, Baseline::Pixels, None)?;
    let annex = baseline(results, Baseline::AnnexF, None)?;
    let codes: Vec<(i64, Sample)> = [2, 5, 10, 20, 50]
        .into_iter()
        .filter_map(|z| Some((z, frozen(results, &format!("mnist-z{z}"), None)?)))
        .collect();
    let (z, best) = codes.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    claim(
        "latents-98",
        (
            "98% with latent variables against 92% with pixels",
            "sections 5.2.3 and 7.1",
        ),
        "a softmax layer on the codes of a trained, frozen encoder reaches 97.5%; in part, if it \
         beats pixels at all",
        (best.mean >= 97.5, best.mean > pixels.mean),
        format!(
            "Pixels: {}%. Annex F's network, whose encoder is trained on the labels: {}%. Codes of \
             a trained and frozen encoder, best at z = {z}: {}% ({}).",
            pixels.text(2),
            annex.text(2),
            best.text(2),
            list(&codes),
        ),
    )
}

fn few_labels(results: &Results) -> Option<Claim> {
    let mut wins = Vec::new();
    let mut parts = Vec::new();
    for labels in super::FEW {
        let Some(pixels) = baseline(results, Baseline::Pixels, Some(labels)) else {
            continue;
        };
        let codes = frozen(results, "mnist-z50", Some(labels))?;
        wins.push(codes.mean - pixels.mean > luck(&codes, &pixels));
        parts.push(format!(
            "{labels} labels: {}% on codes, {}% on pixels",
            codes.text(1),
            pixels.text(1)
        ));
    }
    let won = wins.iter().filter(|&&win| win).count();
    claim(
        "few-labels",
        (
            "with few labels, latent variables learnt from all images help",
            "section 7.2, as an outlook",
        ),
        "codes of z = 50 beat pixels by more than twice the spread over draws, for every number \
         of labels; in part, for one number at least",
        (won == wins.len() && won > 0, won > 0),
        format!("{}.", parts.join("; ")),
    )
}

fn shapes(results: &Results) -> Option<Claim> {
    let runs = results.runs("mnist-z2");
    let matrices: Vec<_> = runs
        .iter()
        .filter_map(|run| run.neighbours.as_ref())
        .collect();
    let n = matrices.len().max(1) as f64;
    let near = |a: usize, b: usize| {
        let sum: f64 = matrices.iter().map(|m| m.share(a, b) + m.share(b, a)).sum();
        sum / (2.0 * n)
    };
    let mut pairs: Vec<(usize, usize, f64)> = (0..10)
        .flat_map(|a| (a + 1..10).map(move |b| (a, b)))
        .map(|(a, b)| (a, b, near(a, b)))
        .collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    let rank = |a, b| {
        pairs
            .iter()
            .position(|p| (p.0, p.1) == (a, b))
            .map(|i| i + 1)
    };
    let (three_eight, four_nine) = (rank(3, 8)?, rank(4, 9)?);
    let top: Vec<String> = pairs[..5]
        .iter()
        .map(|(a, b, share)| format!("{a} and {b} ({:.1}%)", 100.0 * share))
        .collect();
    let same = Sample::of(matrices.iter().map(|m| 100.0 * m.accuracy()))?;
    claim(
        "similar-shapes",
        (
            "equal digits lie close in the plane, and so do 3 and 8, 4 and 9, whose shapes are alike",
            "sections 6.2.1 and 7.1",
        ),
        "among the 45 pairs of digits, both are of the five that are most often nearest \
         neighbours; in part, if one is",
        (
            three_eight <= 5 && four_nine <= 5,
            three_eight <= 5 || four_nine <= 5,
        ),
        format!(
            "{}% of test images have a nearest neighbour of their own digit. Of different digits, \
             most often neighbours: {}. 4 and 9 are number {four_nine}, 3 and 8 number \
             {three_eight}.",
            same.text(1),
            top.join(", "),
        ),
    )
}

fn film(results: &Results) -> Option<Claim> {
    let pixels = results.pixel_time.as_ref()?;
    let runs = results.runs("frey-z2").iter();
    let times: Vec<_> = runs.filter_map(|run| run.time.as_ref()).collect();
    let close = Sample::of(times.iter().map(|t| 100.0 * t.nearest_is_close_in_time))?;
    let nearer = Sample::of(times.iter().map(|t| 100.0 * t.frames_nearer_than_the_next))?;
    let chance = 100.0 * pixels.by_chance;
    claim(
        "frey-plane",
        (
            "Frey's plane follows pose and expression: like faces lie together",
            "section 6.2.2",
        ),
        "as far as time can tell, which changes both little by little: half of the frames have at \
         most 5% of the others nearer to them than the next frame of the film; in part, if less \
         than 25%",
        (nearer.mean <= 5.0, nearer.mean < 25.0),
        format!(
            "Of the other frames, {}% (median) lie nearer in the plane than the next frame of the \
             film, where 50% would be chance and pixels give {:.1}%. The nearest frame in the \
             plane is at most {} frames away in time for {}% of frames (chance {chance:.1}%, \
             pixels {:.1}%).",
            nearer.text(1),
            100.0 * pixels.frames_nearer_than_the_next,
            super::WITHIN,
            close.text(1),
            100.0 * pixels.nearest_is_close_in_time,
        ),
    )
}
