//! The losses on MNIST (sections 5.1.1 and 7.1).

use super::{Claim, Results, Sample, Verdict, by_latent, compatible, distance, list};

fn of_latent(losses: &[(i64, Sample)], latent: i64) -> Option<&Sample> {
    Some(&losses.iter().find(|(z, _)| *z == latent)?.1)
}

/// By how much the thesis's twenty dimensions lead, nats (section 5.1.1.4).
const LEAD: f64 = 1.43;

/// '20 dimensions are best.'
pub fn best(results: &Results) -> Option<Claim> {
    let losses = by_latent(|name| results.last_loss(name));
    let twenty = of_latent(&losses, 20)?;
    let others = losses.iter().filter(|(z, _)| *z != 20);
    let (z, next) = others.min_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let lead = next.above(twenty)?;
    let wider = results.last_loss("mnist-z20-h700");
    let wider = wider.map_or_else(String::new, |wider| {
        let gain = twenty.mean - wider.mean;
        format!(" With 700 units in place of 500, z = 20 gains {gain:.2} nats.")
    });
    let test = |z: i64| results.test_loss(&format!("mnist-z{z}"));
    let test = test(*z)?.above(&test(20)?)?;
    Some(Claim {
        key: "best-dimension".into(),
        claim: "20 latent dimensions give the lowest loss (by 1.43 nats)".into(),
        place: "section 5.1.1.4".into(),
        rule: "at 500 units, the 95% interval of z = 20's lead over the best other lies above 0 \
               and holds 1.43 nats; in part, if it lies above 0 only"
            .into(),
        verdict: Verdict::of(lead.is_positive() && lead.holds(LEAD), lead.is_positive()),
        evidence: format!(
            "Training loss, {}. z = 20's lead over z = {z}, the best of the others: {} nats in \
             training, {} on the test images.{wider}",
            list(&losses),
            lead.text(2),
            test.text(2),
        ),
    })
}

/// 'Experiment 4 has 500 units.'
pub fn width(results: &Results) -> Option<Claim> {
    let narrow = distance(results, "mnist-z20", "mnist-z20")?;
    let wide = distance(results, "mnist-z20", "mnist-z20-h700")?;
    let (of_500, epochs) = compatible(results, "mnist-z20", "mnist-z20")?;
    let (of_700, _) = compatible(results, "mnist-z20", "mnist-z20-h700")?;
    Some(Claim {
        key: "width".into(),
        claim: "experiment 4 (z = 20) has 500 units in each hidden layer".into(),
        place: "section 5.1.1.4".into(),
        rule: "its losses lie nearer to our runs with 500 units than to those with 700".into(),
        verdict: Verdict::of(narrow < wide, false),
        evidence: format!(
            "Over the thesis's epochs its losses lie {narrow:.2} nats from ours with 500 \
             units on average, and {wide:.2} from ours with 700; within the 95% interval of a \
             further run of ours at {of_500} of {epochs} epochs with 500, at {of_700} with 700. Its epochs take \
             24.6 to 27.2 s, those of its other experiments 14.8 to 22.1; the author's notebook \
             has 700."
        ),
    })
}

/// 'Beyond 20 it stalls.'
pub fn stalls(results: &Results) -> Option<Claim> {
    let losses = by_latent(|name| results.last_loss(name));
    let (twenty, fifty) = (of_latent(&losses, 20)?, of_latent(&losses, 50)?);
    let gain = twenty.above(fifty)?;
    let active = |name: &str| {
        let runs = results.runs(name).iter();
        Some(Sample::of(runs.map(|run| run.active_units as f64))?.text(1))
    };
    let test = |z: i64| results.test_loss(&format!("mnist-z{z}"));
    let before = match test(10) {
        Some(ten) => format!(
            " From z = 10 to z = 20 the test loss still falls by {} nats.",
            ten.above(&test(20)?)?.text(2)
        ),
        None => String::new(),
    };
    Some(Claim {
        key: "stalls".into(),
        claim: "beyond 20 dimensions the loss stalls".into(),
        place: "section 7.1".into(),
        rule: "the 95% interval of what z = 50 gains on z = 20 in training lies below 0.5 nats"
            .into(),
        verdict: Verdict::of(gain.estimate + gain.half < 0.5, false),
        evidence: format!(
            "From z = 20 to z = 50 the training loss goes from {} to {}, a gain of {} nats; the \
             test loss from {} to {}.{before} Of 20 dimensions {} are active, of 50 {}.",
            twenty.text(2),
            fifty.text(2),
            gain.text(2),
            test(20)?.text(2),
            test(50)?.text(2),
            active("mnist-z20")?,
            active("mnist-z50")?,
        ),
    })
}

/// 'Two dimensions are worst.'
pub fn worst(results: &Results) -> Option<Claim> {
    let losses = by_latent(|name| results.last_loss(name));
    let two = of_latent(&losses, 2)?;
    let others = losses.iter().filter(|(z, _)| *z != 2);
    let (z, next) = others.max_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let gap = two.above(next)?;
    Some(Claim {
        key: "worst-dimension".into(),
        claim: "two dimensions are worst".into(),
        place: "section 7.1".into(),
        rule:
            "the 95% interval of z = 2's distance from the worst other lies above 0; in part, if \
               its middle does"
                .into(),
        verdict: Verdict::of(gap.is_positive(), gap.estimate > 0.0),
        evidence: format!(
            "z = 2 ends at {}, {} nats above z = {z}, the worst of the others.",
            two.text(2),
            gap.text(2),
        ),
    })
}
