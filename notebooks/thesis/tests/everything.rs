//! The page that sets the thesis and every paper beside what was measured is made of its results.

#[path = "support/program.rs"]
mod program;

use program::{succeed, vae};
use vae_core::dataset::checkout;
use vae_papers::Paper;

#[test]
fn the_page_is_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let said = succeed(&["reproduce", "--papers"], folder.path());
    let path = checkout().join("data/reproduction/papers/README.md");
    let kept = std::fs::read_to_string(path).unwrap();
    let command = "vae reproduce --papers --out data/reproduction/papers";
    assert!(kept == said, "make it again with `{command}`");
    assert!(said.contains(command));
    for paper in Paper::ALL {
        assert!(said.contains(paper.protocol().title()), "{paper}");
        let measured = said.contains(&format!("]({paper}/results.md)"));
        assert!(measured, "{paper}");
    }
}

#[test]
fn the_page_is_written_where_one_says_and_takes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let page = succeed(&["reproduce", "--papers"], at);
    assert_eq!(succeed(&["reproduce", "--papers", "--out", "x"], at).trim(), "x/README.md");
    assert_eq!(std::fs::read_to_string(at.join("x/README.md")).unwrap(), page);
    let refused = vae(&["reproduce", "--papers", "--paper", "burda-2016"], at);
    assert_eq!(refused.status.code(), Some(2));
}
