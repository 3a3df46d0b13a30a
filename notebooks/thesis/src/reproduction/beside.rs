//! The losses that the thesis prints, as tables: its own, and runs beside them.

use super::statistics::MOST_DECIMALS;
use super::{Experiment, Results};
use vae_core::History;
use vae_core::display::Table;

const NONE: &str = "–";

/// The training losses that the thesis prints for some experiments, each column by its heading and
/// the experiment's name; nats per image, with so many decimals, at most 17.
pub fn printed(caption: &str, columns: &[(&str, &str)], decimals: usize) -> Table {
    let decimals = decimals.min(MOST_DECIMALS);
    let losses: Vec<_> = columns.iter().map(|(_, name)| thesis(name)).collect();
    let mut epochs: Vec<usize> = losses.iter().flat_map(|all| all.iter().map(|l| l.0)).collect();
    epochs.sort_unstable();
    epochs.dedup();
    let heads = columns.iter().map(|(head, _)| *head);
    let table = Table::new(caption, std::iter::once("epoch").chain(heads));
    epochs.into_iter().fold(table, |table, epoch| {
        let cells = losses.iter().map(|all| {
            let found = all.iter().find(|(at, _)| *at == epoch);
            found.map_or(NONE.to_string(), |(_, loss)| format!("{loss:.decimals$}"))
        });
        table.row(std::iter::once(epoch.to_string()).chain(cells))
    })
}

/// The training losses that the thesis prints for one experiment beside those of runs, each with a
/// heading and the experiment whose full runs of ours stand in the next column, as mean ± sample
/// deviation over seeds; nats per image.
pub fn beside(caption: &str, experiment: &str, runs: &[(&str, &History, &str)]) -> Table {
    let ours = runs.iter().flat_map(|(name, ..)| [name.to_string(), format!("{name}, full")]);
    let heads = ["epoch", "thesis"].map(String::from).into_iter().chain(ours);
    let mut table = Table::new(caption, heads);
    for (_, history, _) in runs {
        table = table.with_source(&history.source);
    }
    let published = Results::published().ok();
    thesis(experiment).iter().fold(table, |table, &(epoch, loss)| {
        let mut row = vec![epoch.to_string(), format!("{loss:.2}")];
        for (_, history, full) in runs {
            let here = history.epochs.iter().find(|record| record.epoch == epoch);
            let all = published.as_ref().and_then(|results| results.loss_at(full, epoch));
            row.push(here.map_or(NONE.to_string(), |record| format!("{:.2}", record.loss)));
            row.push(all.map_or(NONE.to_string(), |sample| sample.text(2)));
        }
        table.row(row)
    })
}

fn thesis(experiment: &str) -> &'static [(usize, f64)] {
    Experiment::named(experiment).map_or(&[], |found| found.thesis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::{EpochRecord, Source, train::Terms};

    #[test]
    fn the_thesis_stands_beside_a_run_and_our_full_runs() {
        let record = |epoch, loss| EpochRecord {
            epoch,
            loss,
            terms: Terms::elbo(loss, 0.0),
            test_loss: None,
            seconds: 1.0,
        };
        let history =
            History { source: Source::Mnist, epochs: vec![record(1, 180.123), record(2, 150.0)] };
        let table = beside("c", "mnist-z2", &[("ours", &history, "mnist-z2")]).markdown();
        let lines: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
        assert!(lines[0].contains("| epoch | thesis | ours | ours, full |"), "{table}");
        assert!(lines[2].starts_with("| 1 | 177.77 | 180.12 | 180.46 ± 1.59"), "{table}");
        assert!(lines[6].starts_with("| 50 | 135.98 | – | 135.40 ± 0.31"), "{table}");
    }

    #[test]
    fn epochs_that_only_one_experiment_has_are_blank_for_the_other() {
        let table = printed("c", &[("two", "frey-z2"), ("twenty", "frey-z20")], 6).markdown();
        assert!(table.contains("| 100 | 350.949242 | 350.949242 |"), "{table}");
        assert!(table.contains("| 5000 | – | 346.750311 |"), "{table}");
        assert!(table.contains("| 200 | 350.1"), "{table}");
    }
}
