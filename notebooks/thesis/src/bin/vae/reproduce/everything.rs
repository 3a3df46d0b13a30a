//! `vae reproduce --papers`: one page that sets the thesis and every paper beside what was
//! measured.

use std::path::Path;

use vae_core::dataset::checkout;
use vae_core::display::text::duration;
use vae_core::save::files::write_atomically;
use vae_core::{Error, Pretrained, Result};
use vae_papers::{Claim, Paper};
use vae_thesis::reproduction::{Claim as Sentence, Comparison, Experiment, Results};

/// Prints the page, or writes it into a folder.
pub fn run(out: Option<&Path>) -> Result<()> {
    let page = page()?;
    let Some(folder) = out else {
        print!("{page}");
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
    let path = folder.join("README.md");
    write_atomically(&path, page.as_bytes())?;
    println!("{}", path.display());
    Ok(())
}

/// What the page says of itself.
const HEAD: &str = "\
# What others report, and what was measured here

One line for each number and each sentence of the thesis and of the papers that is measured again: \
theirs, ours, what follows, and how it is made. It is made of the results beside it by \
`vae reproduce --papers --out data/reproduction/papers`, and says what was not run yet, too. Commands \
take `--out DIR`; those of papers, `--seed S`.
";

fn page() -> Result<String> {
    let results = Results::published()?;
    let numbers = results.summary().into_iter().map(|row| number(row, &results)).collect();
    let sentences = results.claims.iter().map(sentence).collect();
    let mut parts = vec![
        HEAD.to_string(),
        section("The thesis's numbers", "../results.md", numbers),
        section("The thesis's sentences", "../results.md", sentences),
    ];
    let folder = checkout().join("data/reproduction/papers");
    for paper in Paper::ALL {
        let claims = paper.protocol().claims(std::slice::from_ref(&folder))?;
        parts.push(section(paper.protocol().title(), &format!("{paper}/results.md"), claims));
    }
    Ok(parts.join("\n"))
}

fn section(title: &str, more: &str, claims: Vec<Claim>) -> String {
    let caption = format!("[The protocol in full, and all numbers]({more}).");
    format!("## {title}\n\n{}", Claim::table(&caption, &claims).markdown())
}

/// A number of the thesis beside ours.
fn number(row: &Comparison, results: &Results) -> Claim {
    let name = row.key.split('/').next().unwrap_or_default();
    let (unit, n) = (if row.unit == "%" { "%" } else { "" }, row.ours.values.len());
    let interval = row.interval.map(|half| format!("; ± {half:.2} (95%, one further run)"));
    let experiment = Experiment::named(name);
    Claim {
        what: row.quantity.clone(),
        theirs: row.thesis.map(|thesis| format!("{thesis:.2}{unit}")).unwrap_or_default(),
        ours: format!("{}{unit}", row.ours.text(2)),
        verdict: row.verdict.clone(),
        seeds: format!("{n} {}{}", noun(&experiment, n), interval.unwrap_or_default()),
        protocol: protocol(&experiment),
        time: experiment.and_then(|experiment| time(&experiment, results)).unwrap_or_default(),
        command: format!("vae reproduce --only {name}"),
        weights: weights(name),
    }
}

fn noun(experiment: &Option<Experiment>, n: usize) -> &'static str {
    match (experiment, n) {
        (Some(_), 1) => "seed",
        (Some(_), _) => "seeds",
        (None, 1) => "draw",
        (None, _) => "draws",
    }
}

fn protocol(experiment: &Option<Experiment>) -> String {
    match experiment {
        Some(e) => {
            let order = if e.shuffle { "" } else { ", in the film's order" };
            format!("{} epochs, {} units, z = {}{order}", e.epochs, e.hidden, e.latent)
        }
        None => "as in the thesis's annexes F and G".into(),
    }
}

/// All epochs of all seeds, by the fastest epoch of each.
fn time(experiment: &Experiment, results: &Results) -> Option<String> {
    let runs = results.runs(experiment.name);
    let seconds = runs.iter().map(|run| run.fastest_epoch * experiment.epochs as f64);
    let all: f64 = seconds.sum();
    (!runs.is_empty()).then(|| format!("{} at its fastest epochs' pace", duration(all)))
}

/// The model of seed 0, where one of this name is kept.
fn weights(name: &str) -> String {
    match Pretrained::names().iter().any(|known| known == name) {
        true => format!("data/pretrained/{name}"),
        false => String::new(),
    }
}

/// A sentence of the thesis, with the first of what our numbers say to it.
fn sentence(claim: &Sentence) -> Claim {
    Claim {
        what: claim.claim.clone(),
        theirs: claim.place.clone(),
        ours: claim.evidence.split_inclusive(". ").next().unwrap_or_default().trim_end().into(),
        verdict: claim.verdict.text().into(),
        seeds: "those of its numbers".into(),
        protocol: format!("holds if: {}", claim.rule),
        command: "vae reproduce".into(),
        ..Claim::default()
    }
}
