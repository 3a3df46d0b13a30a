//! What is published of the papers' tables is what its runs measured.

use vae_core::dataset::checkout;
use vae_papers::Paper;

#[test]
fn the_published_table_is_that_of_its_runs() {
    let folder = checkout().join("data/reproduction/papers");
    for paper in Paper::ALL {
        let report = paper.protocol().report(std::slice::from_ref(&folder)).unwrap();
        assert!(report.lines.as_array().is_some_and(|lines| !lines.is_empty()), "{paper}");
        let path = folder.join(paper.to_string()).join("results.md");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(paper.protocol().title()) && text.contains(paper.protocol().words()));
        for table in report.tables {
            let table = table.markdown();
            assert!(text.contains(&table), "{paper}: make results.md again with --merge\n{table}");
        }
    }
}
