//! Tables and lines that show themselves in a notebook, a run's history among them; pictures are
//! another crate's.

#[doc(inline)]
pub use vae_base::display::{Table, show_html, text};

use text::number;

use crate::train::{EpochRecord, History};

impl History {
    /// Shows the history as a table in a notebook.
    pub fn evcxr_display(&self) {
        history_table(self).evcxr_display();
    }
}

/// What a run measured at epochs 1, 2, 5, 10, 20, 50, … and the last, in nats per image (thesis,
/// tables of section 5.1). The seconds stay out, so that the same run shows the same table.
pub fn history_table(history: &History) -> Table {
    let count = history.epochs.len();
    let tested = history.epochs.iter().any(|r| r.test_loss.is_some());
    let mut columns = vec![history.loss_name("training")];
    let terms = history.last().map(|record| &record.terms);
    columns.extend(terms.into_iter().flat_map(|terms| terms.labels()));
    columns.extend(tested.then(|| history.loss_name("held-out")));
    let epochs = if count == 1 { "epoch" } else { "epochs" };
    let caption = format!("{count} {epochs} of training, means in nats per image.");
    let heads = std::iter::once("epoch".to_string()).chain(columns);
    let table = Table::new(caption, heads).with_source(&history.source);
    let shown = history.epochs.iter().enumerate();
    let shown = shown.filter(|(i, record)| i + 1 == count || count <= 10 || is_round(record.epoch));
    shown.fold(table, |table, (_, record)| table.row(cells(record)))
}

fn cells(record: &EpochRecord) -> Vec<String> {
    let mut cells = vec![record.epoch.to_string(), number(record.loss, 2)];
    cells.extend(record.terms.iter().map(|(_, nats)| number(nats, 2)));
    cells.extend(record.test_loss.map(|nats| number(nats, 2)));
    cells
}

/// 1, 2 or 5 times a power of ten.
fn is_round(mut epoch: usize) -> bool {
    while epoch >= 10 && epoch.is_multiple_of(10) {
        epoch /= 10;
    }
    matches!(epoch, 1 | 2 | 5)
}
