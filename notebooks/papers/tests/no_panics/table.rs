//! Every public function that takes input, and a call of it with every input.

use std::fmt::Display;
use std::ops::ControlFlow;
use std::path::PathBuf;

use tch::{Device, Kind, Tensor};
use vae_core::{Dataset, Evaluation, ImageShape, Provenance, Source, Vae, VaeConfig};
use vae_evidence::{AnnealingConfig, MeanEvidence};
use vae_papers::burda::{
    Burda2016, ROWS, Row, StageResult, active_units, comparison, curve, epochs_through,
    without_inactive,
};
use vae_papers::cremer2018::{self, Checks, Cremer2018, Gaps, Levels};
use vae_papers::kingma2013::Kingma2013;
use vae_papers::kingma2014::{self, ClassifierError, Kingma2014, Outcome};
use vae_papers::rezende2015::{self, Rezende2015};
use vae_papers::{Claim, Job, Line, Paper, Place, Protocol, Report, collect};

use crate::models::{IMAGE, config, models_and};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, files, paths, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

const PAPER: Paper = Paper::of(&Burda2016);
const TEXTS: [&str; 5] = ["", "vae-1", "VAE-1", "é\0", "../../vae-1"];
const SEEDS: [u64; 4] = [0, 1, 3, u64::MAX];

/// A model of every family, of one code and of three too.
fn models() -> Vec<Vae> {
    models_and(vec![VaeConfig { latent: 1, ..config() }, VaeConfig { latent: 3, ..config() }])
}

fn sets() -> Vec<Dataset> {
    let of = |count: i64, shape: ImageShape| {
        let bytes = Tensor::zeros([count, shape.pixels()], (Kind::Uint8, Device::Cpu));
        Dataset::new(bytes, None, shape, Source::Other("a test's".into())).unwrap()
    };
    let empty = of(4, IMAGE).take(0).into_iter();
    [of(4, IMAGE), of(1, IMAGE), of(3, ImageShape::grey(1, 5))].into_iter().chain(empty).collect()
}

fn job(row: &'static str) -> Job {
    Job { paper: PAPER, row, seed: 0 }
}

/// Where nothing can be written, of a short run.
fn places() -> Vec<Place> {
    unwritable().into_iter().map(|folder| Place { folder, quick: true }).collect()
}

/// What a stage would have measured, of ordinary and of impossible numbers.
fn stages() -> Vec<StageResult> {
    let of = |x: f64, n: usize| {
        let evidence = MeanEvidence { log_p: x, standard_error: x, estimate_error: x, images: n };
        StageResult {
            stage: n,
            epochs: n,
            train_loss: x,
            fastest_epoch: x,
            dataset: Source::Untrained,
            test: Evaluation { loss: x, reconstruction: x, kl: x, images: n },
            samples: n as i64,
            evidence,
            unreliable: n,
            active_units: n,
            evidence_of_active: evidence,
        }
    };
    NUMBERS.iter().flat_map(|x| COUNTS.map(|n| of(*x, n))).collect()
}

type Lines = Vec<Line<Vec<StageResult>>>;

fn tables() -> Vec<Lines> {
    let line = |row: &str, result: Vec<StageResult>| Line {
        row: row.into(),
        seed: u64::MAX,
        folder: String::new(),
        result,
    };
    let all = stages();
    let lines = all.windows(2).flat_map(|two| {
        [line("vae-1", vec![]), line("nowhere", two.to_vec()), line("dreg-5", two.to_vec())]
    });
    let whole = line("iwae-50", all[..8].to_vec());
    let too_long = line("vae-1", all.clone());
    vec![vec![], lines.collect(), vec![whole, too_long]]
}

/// What a draw of labels would have measured, of ordinary and of impossible numbers.
fn outcomes() -> Vec<Line<Outcome>> {
    let of = |row: &str, x: f64, n: usize| {
        let error = ClassifierError { classifier: row.into(), held_out: x, test: x };
        let result = Outcome {
            dataset: Source::Untrained,
            labels: n,
            test_images: n,
            vae: None,
            dimensions: None,
            epochs: (n, n),
            errors: vec![error.clone(), error],
            curve: vec![],
        };
        Line { row: row.into(), seed: n as u64, folder: String::new(), result }
    };
    let rows = ["m1-100", "m2-100", "m1m2-1000", "nowhere"];
    let numbers = || NUMBERS.iter().flat_map(|x| COUNTS.map(|n| (*x, n)));
    rows.iter().flat_map(|row| numbers().map(|(x, n)| of(row, x, n))).collect()
}

/// What would have been measured of a model, of ordinary and of impossible numbers.
fn gaps() -> Vec<Line<Gaps>> {
    let of = |row: &str, x: f64, n: usize| {
        let n = n.min(3);
        let levels = Levels {
            encoder: vec![x; n],
            gaussian: vec![x; 3 - n],
            flow: vec![x; n],
            log_p: vec![x; n],
        };
        let result = Gaps {
            dataset: Source::Untrained,
            epochs: n,
            train_loss: x,
            test: Evaluation { loss: x, reconstruction: x, kl: x, images: n },
            seconds: (x, x),
            annealing: [AnnealingConfig::default(), AnnealingConfig::default()],
            learnt: levels.clone(),
            unseen: levels,
            checks: Some(Checks { grid: vec![x; n], below: vec![x; n], above: vec![x] }),
        };
        Line { row: row.into(), seed: n as u64, folder: String::new(), result }
    };
    let numbers = || NUMBERS.iter().flat_map(|x| COUNTS.map(|n| (*x, n)));
    ["z2", "z20", "nowhere"].iter().flat_map(|row| numbers().map(|(x, n)| of(row, x, n))).collect()
}

/// Files as a job of flows would have left them, of no data and of impossible numbers.
fn results_of_flows() -> Vec<Vec<u8>> {
    let texts = [
        r#"{"parabola": []}"#,
        r#"{"parabola": [{"length": 0, "gaps": [], "seconds": 1e308}]}"#,
        r#"{"parabola": [{"length": -9, "gaps": [-1e308, 0.0, 1e308, 1e308], "seconds": -1.0}]}"#,
        r#"{"images": {}}"#,
        r#"{"images": []}"#,
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}

fn stop(_: &dyn Display) -> ControlFlow<()> {
    ControlFlow::Break(())
}

fn go_on(_: &dyn Display) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Every paper.
fn of_papers(call: impl Fn(&dyn Protocol)) {
    Paper::ALL.iter().for_each(|paper| call(paper.protocol()));
}

pub const CALLS: &[Call] = &[
    ("Protocol::has_seed", || {
        of_papers(|paper| {
            for row in TEXTS {
                SEEDS.iter().for_each(|&seed| returns(row, || paper.has_seed(row, seed)));
            }
        });
    }),
    ("Protocol::hours", || {
        of_papers(|paper| TEXTS.iter().for_each(|row| returns(row, || paper.hours(row))));
    }),
    ("Protocol::run", || {
        of_papers(|paper| {
            for place in places() {
                for row in TEXTS {
                    answers(row, || paper.run(&job(row), &place, None, &mut go_on));
                }
            }
        });
    }),
    ("Protocol::report", || {
        of_papers(|paper| {
            for folder in paths().into_iter().chain(unwritable()) {
                answers(&format!("{folder:?}"), || paper.report(std::slice::from_ref(&folder)));
            }
        });
    }),
    ("Protocol::claims", || {
        of_papers(|paper| {
            for folder in paths().into_iter().chain(unwritable()) {
                answers(&format!("{folder:?}"), || paper.claims(std::slice::from_ref(&folder)));
            }
        });
    }),
    ("Claim::table", || {
        for text in TEXTS {
            let claim = Claim { what: text.into(), command: text.into(), ..Claim::default() };
            returns(text, || Claim::table(text, &[claim.clone(), claim.clone()]));
        }
        returns("none", || Claim::table("", &[]));
    }),
    ("Paper::jobs", || {
        for seeds in SEEDS {
            answers(&seeds.to_string(), || PAPER.jobs(seeds));
        }
    }),
    ("Paper::jobs_of", || SEEDS.iter().for_each(|&seed| returns("a seed", || PAPER.jobs_of(seed)))),
    ("Job::folder", || {
        for place in places() {
            for row in TEXTS {
                returns(row, || job(row).folder(&place));
            }
        }
    }),
    ("Job::hours", || TEXTS.iter().for_each(|row| returns(row, || job(row).hours()))),
    ("Job::run", || {
        for place in places() {
            for row in TEXTS {
                answers(row, || job(row).run(&place, Some(1), &mut go_on));
            }
            for row in kingma2014::ROWS.map(|row| row.name).into_iter().chain(TEXTS) {
                let job = Job { paper: Paper::of(&Kingma2014), row, seed: 0 };
                answers(row, || job.run(&place, Some(1), &mut go_on));
            }
            for row in ["aevb-mnist-3", "wake-sleep-frey-20"].into_iter().chain(TEXTS) {
                let job = Job { paper: Paper::of(&Kingma2013), row, seed: 0 };
                answers(row, || job.run(&place, Some(1), &mut go_on));
            }
            for row in ["z2", "z20-wide"].into_iter().chain(TEXTS) {
                let job = Job { paper: Paper::of(&Cremer2018), row, seed: 0 };
                answers(row, || job.run(&place, None, &mut go_on));
            }
            for row in ["parabola", "mnist-0", "mnist-32"].into_iter().chain(TEXTS) {
                let job = Job { paper: Paper::of(&Rezende2015), row, seed: 0 };
                answers(row, || job.run(&place, Some(1), &mut go_on));
                answers(row, || job.run(&place, None, &mut go_on));
            }
            for last in [0, 9, usize::MAX] {
                let place = Place { quick: false, ..place.clone() };
                answers(&last.to_string(), || job("vae-1").run(&place, Some(last), &mut go_on));
                let job = Job { paper: Paper::of(&Kingma2013), row: "aevb-frey-2", seed: 0 };
                answers(&last.to_string(), || job.run(&place, Some(last), &mut go_on));
            }
        }
    }),
    ("line::collect", || {
        let of = |folders: &[PathBuf]| collect::<Vec<StageResult>>(PAPER, folders);
        let folders: Vec<PathBuf> = paths().into_iter().chain(unwritable()).collect();
        for folder in &folders {
            answers(&format!("{folder:?}"), || of(std::slice::from_ref(folder)));
        }
        answers("all of them", || of(&folders));
        answers("none", || of(&[]));
        let folder = tempfile::tempdir().unwrap();
        let seed = folder.path().join("burda-2016/vae-1/seed-0");
        std::fs::create_dir_all(&seed).unwrap();
        for (i, bytes) in files().into_iter().enumerate() {
            std::fs::write(seed.join("stages.json"), bytes).unwrap();
            answers(&format!("file {i}"), || of(&[folder.path().into()]));
        }
        let row = folder.path().join("kingma-2013/aevb-frey-2/seed-0");
        std::fs::create_dir_all(&row).unwrap();
        for (i, bytes) in files().into_iter().enumerate() {
            std::fs::write(row.join("curve.json"), bytes).unwrap();
            let report = || Kingma2013.report(&[folder.path().into()]);
            answers(&format!("file {i}"), report);
        }
        let row = folder.path().join("rezende-2015/parabola/seed-0");
        std::fs::create_dir_all(&row).unwrap();
        let place = Place { folder: folder.path().into(), quick: true };
        let job = Job { paper: Paper::of(&Rezende2015), row: "parabola", seed: 0 };
        for (i, bytes) in files().into_iter().chain(results_of_flows()).enumerate() {
            std::fs::write(row.join("result.json"), &bytes).unwrap();
            let of = || [folder.path().to_path_buf()];
            answers(&format!("file {i}"), || Rezende2015.report(&of()));
            answers(&format!("file {i}"), || Rezende2015.claims(&of()));
            std::fs::write(row.join("result.json"), bytes).unwrap();
            answers(&format!("file {i}"), || job.run(&place, None, &mut stop));
        }
    }),
    ("Report::new", || {
        for lines in tables() {
            answers("lines", || Report::new(&lines, vec![comparison(&lines)]));
        }
        answers("no number", || Report::new(&NUMBERS, vec![]));
    }),
    ("table::comparison", || {
        tables().iter().for_each(|lines| returns("lines", || comparison(lines)));
        outcomes().windows(2).for_each(|two| returns("two", || kingma2014::comparison(two)));
        returns("all", || kingma2014::comparison(&outcomes()));
    }),
    ("table::levels", || returns("all", || cremer2018::levels(&gaps()))),
    ("table::parts", || returns("all", || cremer2018::parts(&gaps()))),
    ("table::trust", || returns("all", || cremer2018::trust(&gaps()))),
    ("table::curve", || {
        tables().iter().for_each(|lines| returns("lines", || curve(lines)));
        returns("all", || kingma2014::curve(&outcomes()));
    }),
    ("protocol::epochs_through", || {
        for stage in COUNTS.into_iter().chain([8, 40, 41, 64]) {
            returns(&stage.to_string(), || epochs_through(stage));
        }
    }),
    ("Row::named", || {
        for name in TEXTS {
            returns(name, || (Row::named(name), rezende2015::Row::named(name)));
        }
    }),
    ("Row::objective", || {
        for row in ROWS {
            for samples in SIZES {
                returns(&samples.to_string(), || Row { samples, ..row }.objective());
                returns(&samples.to_string(), || Row { samples, ..row }.title());
            }
        }
    }),
    ("inactive::active_units", || {
        for vae in models() {
            for data in sets() {
                answers(&format!("{vae}, {}", data.image_shape()), || active_units(&vae, &data));
            }
        }
    }),
    ("inactive::without_inactive", || {
        for vae in models() {
            answers(&format!("{vae}, none"), || without_inactive(&vae, &[]));
            for unit in SIZES {
                answers(&format!("{vae}, {unit}"), || without_inactive(&vae, &[unit]));
                answers(&format!("{vae}, 0, {unit}"), || without_inactive(&vae, &[0, unit]));
            }
            answers(&format!("{vae}, many"), || without_inactive(&vae, &[0; 100_000]));
        }
    }),
];
