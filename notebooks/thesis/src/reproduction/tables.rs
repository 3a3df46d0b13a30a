//! The results as tables, for a notebook and as Markdown.

use super::{Comparison, Experiment, Results, experiments};
use vae_core::{Error, Result, Source};
use vae_plot::figure::Table;

/// The lines of the README between which the results stand.
const BEGIN: &str = "<!-- results -->";
const END: &str = "<!-- end of results -->";

/// How a verdict of the comparison is found.
const RULE: &str = "A verdict says whether the thesis's one run lies in the 95% interval for one \
                    further run of our n (mean ± t s √(1 + 1/n), 4.97 s for three): of few seeds it \
                    is wide, and *compatible* then says little.";

impl Results {
    /// Thesis, ours, difference and verdict, of all rows where the thesis gives a number.
    pub fn comparison_table(&self) -> Table {
        let caption = "Losses are −ELBO in nats per image, means over the epoch's batches.";
        let heads = ["", "thesis", "ours", "difference", "verdict", "where"];
        let table = self.sourced(Table::new(caption, heads));
        let rows = self.comparisons.iter().filter(|row| row.thesis.is_some());
        rows.fold(table, |table, row| {
            table.row(compared(row).into_iter().chain([row.place.clone()]))
        })
    }

    /// The short table: each training run's last epoch and the classifiers.
    pub fn summary_table(&self) -> Table {
        let heads = ["", "thesis", "ours", "difference", "verdict"];
        let caption = "Training loss (−ELBO) of the last epoch in nats per image; test accuracy.";
        let table = self.sourced(Table::new(caption, heads));
        self.summary().into_iter().fold(table, |table, row| table.row(compared(row)))
    }

    /// The rows of the short table.
    pub fn summary(&self) -> Vec<&Comparison> {
        let last = |row: &&Comparison| {
            let name = row.key.split('/').next().unwrap_or_default();
            let experiment = Experiment::named(name);
            experiment.is_none_or(|e| row.key == format!("{name}/epoch-{}", e.epochs))
        };
        let rows = self.comparisons.iter().filter(|row| row.thesis.is_some());
        rows.filter(last).collect()
    }

    /// The claims without their evidence.
    pub fn verdicts_table(&self) -> Table {
        let table = Table::new("", ["claim", "where the thesis makes it", "verdict"]);
        self.claims.iter().fold(table, |table, claim| {
            table.row([claim.claim.as_str(), claim.place.as_str(), claim.verdict.text()])
        })
    }

    /// The part of the README that shows the results, between the two lines that mark it.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where the text has no such lines.
    pub fn update_readme(&self, readme: &str) -> Result<String> {
        let marks = || Some((readme.find(BEGIN)? + BEGIN.len(), readme.find(END)?));
        let (begin, end) = marks().filter(|(b, e)| b <= e).ok_or_else(|| {
            Error::config(
                "README",
                "a text without marks",
                format!("it needs a line {BEGIN} and, below, a line {END}"),
            )
        })?;
        Ok(format!("{}\n{}\n{}", &readme[..begin], self.short_markdown(), &readme[end..]))
    }

    fn short_markdown(&self) -> String {
        format!(
            "{}\n{}\nMade by `{}` on {}, {} with {} cores; ± behind a mean is the sample standard \
             deviation over seeds or draws. {RULE} [All numbers, the evidence and what the thesis left \
             out](data/reproduction/results.md).\n",
            self.summary_table().markdown(),
            self.verdicts_table().markdown(),
            self.made.command,
            self.made.date,
            self.made.cpu,
            self.made.cores,
        )
    }

    /// What the thesis left out, a row an experiment: test loss, its two terms, active units,
    /// seconds of the fastest epoch.
    pub fn details_table(&self) -> Table {
        let heads = [
            "",
            "seeds",
            "training loss",
            "test loss",
            "reconstruction",
            "KL",
            "bits per pixel",
            "active units",
            "seconds an epoch, at best",
        ];
        let caption = "Nats per image; reconstruction, KL and bits on the test images; bits where \
                       the likelihood is one of discrete grey levels. A latent dimension is active \
                       where its posterior mean varies by more than 0.01 over the training images.";
        let table = self.sourced(Table::new(caption, heads));
        experiments().iter().fold(table, |table, experiment| {
            let runs = self.runs(experiment.name);
            let Some(last) = runs.first().and_then(|run| run.epochs.last()) else {
                return table;
            };
            let cell = |key: &str, decimals| {
                let row = self.comparison(&format!("{}/{key}", experiment.name));
                row.map(|row| row.ours.text(decimals)).unwrap_or_default()
            };
            table.row([
                experiment.title(),
                runs.len().to_string(),
                cell(&format!("epoch-{}", last.epoch), 2),
                cell("test", 2),
                cell("reconstruction", 2),
                cell("kl", 2),
                cell("bits-test", 3),
                cell("active", 1),
                cell("seconds", 2),
            ])
        })
    }

    /// Test accuracies of every classifier, with all labels and with few, percent.
    pub fn classifier_table(&self) -> Table {
        let few = super::LABEL_COUNTS.map(|n| format!("{n} labels"));
        let heads = [String::new(), "all labels".into()].into_iter().chain(few);
        let caption = "Test accuracy in percent, over draws and, on codes, seeds; with few labels, \
                       as many steps as with all.";
        let table = self.sourced_by_labelled(Table::new(caption, heads));
        let rows = super::Baseline::ALL.map(|b| (b.name().to_string(), b.title().to_string()));
        let codes = experiments().into_iter().filter(|e| e.dataset == Source::Mnist);
        let codes = codes.map(|e: Experiment| {
            (format!("{}/codes", e.name), format!("softmax on the codes of {}", e.title()))
        });
        rows.into_iter().chain(codes).fold(table, |table, (name, title)| {
            let all = std::iter::once("all".to_string());
            let keys = all.chain(super::LABEL_COUNTS.map(|n| n.to_string()));
            let cells: Vec<String> = keys
                .map(|key| self.comparison(&format!("{name}/{key}")))
                .map(|row| row.map(|row| row.ours.text(2)).unwrap_or_default())
                .collect();
            match cells.iter().all(String::is_empty) {
                true => table,
                false => table.row(std::iter::once(title).chain(cells)),
            }
        })
    }

    /// The thesis's claims, each with its verdict and the evidence.
    pub fn claims_table(&self) -> Table {
        let heads = ["claim", "verdict", "evidence", "where the thesis makes it"];
        let table = self.sourced(Table::new("", heads));
        self.claims.iter().fold(table, |table, claim| {
            table.row([
                claim.claim.as_str(),
                claim.verdict.text(),
                claim.evidence.as_str(),
                claim.place.as_str(),
            ])
        })
    }

    /// `results.md`: all four tables and what made them.
    pub fn markdown(&self) -> String {
        let made = &self.made;
        let quick = if made.quick { " **A shortened run, for a test.**" } else { "" };
        format!(
            "# The thesis, measured again\n\n\
             Made by `{}` on {} on {} ({} cores, {} at a time with {} each); {}.{quick} Spreads \
             (±) are sample standard deviations over seeds or draws. {RULE} Every number follows \
             from `results.json`.\n\n\
             ## Thesis and ours\n\n{}\n\
             ## Claims\n\n{}\n\
             ## What the thesis left out\n\n{}\n\
             ## Classifiers\n\n{}",
            made.command,
            made.date,
            made.cpu,
            made.cores,
            plural(made.jobs, "job"),
            plural(made.threads, "thread"),
            made.versions.join(", "),
            self.comparison_table().markdown(),
            self.claims_table().markdown(),
            self.details_table().markdown(),
            self.classifier_table().markdown(),
        )
    }

    /// Names every data set that the numbers come from.
    fn sourced(&self, table: Table) -> Table {
        let runs = self.trainings.iter().flat_map(|t| &t.runs);
        let trained = runs.map(|run| &run.dataset);
        let sources = trained.chain(self.pixels.iter().map(|p| &p.dataset));
        sources.fold(table, |table, source| table.with_source(source))
    }

    /// Names those whose images carry labels to be told apart by.
    fn sourced_by_labelled(&self, table: Table) -> Table {
        let runs = self.trainings.iter().flat_map(|t| &t.runs);
        let labelled = runs.filter(|run| !run.classifiers.is_empty());
        labelled.fold(table, |table, run| table.with_source(&run.dataset))
    }
}

fn plural(n: usize, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

/// Quantity, thesis, ours, difference, verdict.
fn compared(row: &Comparison) -> [String; 5] {
    let unit = if row.unit == "%" { "%" } else { "" };
    let thesis = row.thesis.map(|x| format!("{x:.2}{unit}"));
    let difference = row.difference.map(|x| format!("{x:+.2}"));
    [
        row.quantity.clone(),
        thesis.unwrap_or_default(),
        format!("{}{unit}", row.ours.text(2)),
        difference.unwrap_or_default(),
        row.verdict.clone(),
    ]
}
