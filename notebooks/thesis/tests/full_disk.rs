//! What becomes of a run where the disk is full.

use std::process::Command;

const NEWEST: &str = "checkpoint.safetensors";

/// A limit on the size of files stands in for a full disk: writing breaks off in the middle.
#[test]
fn a_full_disk_leaves_the_last_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let train = |epochs: &str, limit: &str| {
        let vae = env!("CARGO_BIN_EXE_vae");
        let script = format!(
            "trap '' XFSZ; {limit}; exec '{vae}' train --dataset synthetic-faces --hidden 32 \
             --train-size 100 --epochs {epochs} --resume --out run"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(folder.path());
        shell.env("OMP_NUM_THREADS", "1").output().unwrap()
    };
    assert!(train("1", "true").status.success());
    let newest = folder.path().join("run").join(NEWEST);
    let before = std::fs::read(&newest).unwrap();

    let full = train("3", "ulimit -f 64");
    let errors = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(1), "{errors}");
    assert!(errors.contains("cannot write") && errors.contains(NEWEST), "{errors}");
    assert!(std::fs::read(&newest).unwrap() == before, "the checkpoint changed");
    assert!(train("3", "true").status.success());
}
