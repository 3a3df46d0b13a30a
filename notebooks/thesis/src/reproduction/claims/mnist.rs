//! The losses on MNIST (sections 5.1.1 and 7.1).

use super::{Claim, Results, Sample, Verdict, by_latent, distance, list, luck};

fn of_latent(losses: &[(i64, Sample)], latent: i64) -> Option<&Sample> {
    Some(&losses.iter().find(|(z, _)| *z == latent)?.1)
}

/// '20 dimensions are best.'
pub fn best(results: &Results) -> Option<Claim> {
    let losses = by_latent(|name| results.last_loss(name));
    let twenty = of_latent(&losses, 20)?;
    let others = losses.iter().filter(|(z, _)| *z != 20);
    let (z, next) = others.min_by(|a, b| a.1.mean.total_cmp(&b.1.mean))?;
    let lead = next.mean - twenty.mean;
    let side = if lead > 0.0 { "below" } else { "above" };
    let wider = results.last_loss("mnist-z20-h700");
    let wider = wider.map_or_else(String::new, |wider| {
        let gain = twenty.mean - wider.mean;
        format!(" With 700 units in place of 500, z = 20 gains {gain:.2} nats.")
    });
    Some(Claim {
        key: "best-dimension".into(),
        claim: "20 latent dimensions give the lowest loss (by 1.43 nats)".into(),
        place: "section 5.1.1.4".into(),
        rule: "at 500 units, z = 20 ends lowest in training, by more than twice the spread over \
               seeds; in part, if lowest by less"
            .into(),
        verdict: Verdict::of(lead > luck(twenty, next), lead > 0.0),
        evidence: format!(
            "Training loss, {}. z = 20 ends {:.2} nats {side} z = {z}, the best of the others.{wider}",
            list(&losses),
            lead.abs(),
        ),
    })
}

/// 'Experiment 4 has 500 units.'
pub fn width(results: &Results) -> Option<Claim> {
    let narrow = distance(results, "mnist-z20", "mnist-z20")?;
    let wide = distance(results, "mnist-z20", "mnist-z20-h700")?;
    Some(Claim {
        key: "width".into(),
        claim: "experiment 4 (z = 20) has 500 units in each hidden layer".into(),
        place: "section 5.1.1.4".into(),
        rule: "its losses lie nearer to our runs with 500 units than to those with 700".into(),
        verdict: Verdict::of(narrow < wide, false),
        evidence: format!(
            "Over the thesis's epochs its losses lie {narrow:.2} nats from ours with 500 units on \
             average, and {wide:.2} from ours with 700."
        ),
    })
}

/// 'Beyond 20 it stalls.'
pub fn stalls(results: &Results) -> Option<Claim> {
    let losses = by_latent(|name| results.last_loss(name));
    let (twenty, fifty) = (of_latent(&losses, 20)?, of_latent(&losses, 50)?);
    let active = |name: &str| {
        let runs = results.runs(name).iter();
        Some(Sample::of(runs.map(|run| run.active_units as f64))?.text(1))
    };
    Some(Claim {
        key: "stalls".into(),
        claim: "beyond 20 dimensions the loss stalls".into(),
        place: "section 7.1".into(),
        rule: "z = 50 gains less than 0.5 nats of training loss on z = 20".into(),
        verdict: Verdict::of(twenty.mean - fifty.mean < 0.5, false),
        evidence: format!(
            "From z = 20 to z = 50 the training loss goes from {} to {}, the test loss from {} to \
             {}. Of 20 dimensions {} are active, of 50 {}.",
            twenty.text(2),
            fifty.text(2),
            results.test_loss("mnist-z20")?.text(2),
            results.test_loss("mnist-z50")?.text(2),
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
    let gap = two.mean - next.mean;
    Some(Claim {
        key: "worst-dimension".into(),
        claim: "two dimensions are worst".into(),
        place: "section 7.1".into(),
        rule: "z = 2 ends highest, by more than twice the spread over seeds; in part, if highest \
               by less"
            .into(),
        verdict: Verdict::of(gap > luck(two, next), gap > 0.0),
        evidence: format!(
            "z = 2 ends at {}, {gap:.2} nats above z = {z}, the worst of the others.",
            two.text(2)
        ),
    })
}
