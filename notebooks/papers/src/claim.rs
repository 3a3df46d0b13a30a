//! One line of the page that sets the thesis and all papers beside what was measured.

use vae_core::display::Table;
use vae_core::display::text::duration;

/// What somebody reports, and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claim {
    /// What it is of: a row of a table, or a sentence.
    pub what: String,
    /// Their number, where they give one.
    pub theirs: String,
    /// Ours; nothing where it was not run yet.
    pub ours: String,
    /// What follows.
    pub verdict: String,
    /// Seeds or draws, and the interval where there is one.
    pub seeds: String,
    /// The protocol in a few words.
    pub protocol: String,
    /// What the runs took.
    pub time: String,
    /// The command that makes it.
    pub command: String,
    /// The folder of the weights, where they are kept.
    pub weights: String,
}

impl Claim {
    /// A row that was not run yet, and what it would take.
    pub(crate) fn not_run(self, hours: f64) -> Self {
        let verdict = format!("not run; would take {}", duration(hours * 3_600.0));
        Self { verdict, ..self }
    }

    /// Claims, a line each.
    pub fn table(caption: &str, claims: &[Self]) -> Table {
        let heads = [
            "what",
            "theirs",
            "ours",
            "verdict",
            "seeds, interval",
            "protocol",
            "run time",
            "command",
            "weights",
        ];
        claims.iter().fold(Table::new(caption, heads), |table, claim| {
            let code = |text: &str| match text.is_empty() {
                true => String::new(),
                false => format!("`{text}`"),
            };
            let Self { what, theirs, ours, verdict, seeds, protocol, time, .. } = claim;
            let first = [what, theirs, ours, verdict, seeds, protocol, time].map(String::clone);
            table.row(first.into_iter().chain([code(&claim.command), code(&claim.weights)]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_a_line() {
        let claim = Claim { what: "row".into(), command: "vae x".into(), ..Claim::default() };
        let text = Claim::table("All.", &[claim.not_run(2.0)]).markdown();
        assert!(text.contains("| row |  |  | not run; would take 2 h 0 min |"), "{text}");
        assert!(text.contains("| `vae x` |  |") && text.contains("All."), "{text}");
    }
}
