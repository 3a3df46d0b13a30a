//! What is published of the papers' tables is what its runs measured.

use vae_core::dataset::checkout;
use vae_papers::{Paper, Table};

#[test]
fn the_published_table_is_that_of_its_runs() {
    let folder = checkout().join("data/reproduction/papers");
    for paper in Paper::ALL {
        let table = Table::collect(paper, std::slice::from_ref(&folder)).unwrap();
        assert!(!table.lines.is_empty(), "{paper}");
        let text = std::fs::read_to_string(folder.join("results.md")).unwrap();
        for part in [table.comparison().markdown(), table.curve().markdown()] {
            assert!(text.contains(&part), "{paper}: make results.md again with --merge");
        }
    }
}
