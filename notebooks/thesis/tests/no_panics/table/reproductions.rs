//! Reproductions: experiments, tasks, results, and what is computed from them.

use std::ops::ControlFlow;
use std::path::PathBuf;

use tch::{Device, Kind, Tensor};
use vae_core::{Dataset, History, ImageShape, Source, Vae, VaeConfig};
use vae_thesis::classifier::ConfusionMatrix;
use vae_thesis::reproduction::{
    Baseline, Course, Experiment, Interval, LabelCurve, Model, OutputDir, PixelCost, Results,
    RunInfo, Sample, Task, beside, experiments, fall_to_floor, neighbour_confusion, printed,
    reproduce, time_neighbours,
};

use crate::models::IMAGE;
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, files, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

const TEXTS: [&str; 6] =
    ["", "mnist-z2", "é\0", "pixels", "mnist-z2/train-seed-18446744073709551615", "x/seed-"];
/// Images that a model can learn from soon.
fn few() -> Dataset {
    vae_core::dataset::synthetic::digits(20, 0).unwrap()
}

fn digits() -> vae_core::dataset::Split {
    vae_core::dataset::load(&Source::SyntheticDigits, std::path::Path::new("")).unwrap()
}

const SEEDS: [u64; 3] = [0, 1, u64::MAX];

/// Where nothing can be written, of a short run.
fn places() -> Vec<OutputDir> {
    unwritable().into_iter().map(|folder| OutputDir { folder, quick: true }).collect()
}

fn sources() -> [Source; 7] {
    [
        Source::Mnist,
        Source::FreyFaces,
        Source::SyntheticDigits,
        Source::SyntheticFaces,
        Source::FashionMnist,
        Source::Other(String::new()),
        Source::Untrained,
    ]
}

/// The thesis's first, with sizes and lengths that cannot be.
fn strange() -> Vec<Experiment> {
    let first = || experiments().remove(0);
    let mut all = vec![first()];
    for n in SIZES {
        all.push(Experiment { latent: n, ..first() });
        all.push(Experiment { hidden: n, ..first() });
    }
    all.extend(COUNTS.map(|epochs| Experiment { epochs, ..first() }));
    all.extend(sources().map(|dataset| Experiment { dataset, ..first() }));
    all
}

/// One of each kind, of strange experiments too.
fn tasks() -> Vec<Task> {
    let others = [Task::Pixels(Source::FreyFaces), Task::PixelTime];
    let classify = Baseline::ALL
        .into_iter()
        .flat_map(|baseline| COUNTS.map(|labels| Task::Classify(baseline, Some(labels))));
    let trained =
        strange().into_iter().flat_map(|e| [Task::Train(e.clone(), u64::MAX), Task::Measure(e, 0)]);
    trained.chain(classify).chain(others).collect()
}

fn samples() -> Vec<Sample> {
    let mut all: Vec<Sample> = NUMBERS.iter().filter_map(|&x| Sample::of([x, 1.0])).collect();
    all.extend(NUMBERS.iter().filter_map(|&x| Sample::of([x])));
    all.push(Sample { values: vec![], mean: f64::NAN, spread: None });
    all.push(Sample { values: vec![], mean: 0.0, spread: Some(-1.0) });
    all
}

/// The published results, then such with no number left as it was.
fn results() -> Vec<Results> {
    let published = || Results::published().unwrap();
    let mut all = vec![published()];
    for x in NUMBERS {
        let mut results = published();
        for run in results.trainings.iter_mut().flat_map(|t| &mut t.runs) {
            for record in &mut run.epochs {
                (record.loss, record.test_loss, record.seconds) = (x, Some(x), x);
            }
            (run.fastest_epoch, run.test.loss, run.train.kl) = (x, x, x);
            (run.train_images, run.active_units) = (usize::MAX, usize::MAX);
            run.neighbours = Some(ConfusionMatrix { counts: vec![vec![1], vec![usize::MAX; 3]] });
            for accuracies in &mut run.classifiers {
                accuracies.values = vec![x; accuracies.values.len() / 2];
            }
        }
        for pixels in &mut results.pixels {
            (pixels.entropy, pixels.mean_image) = (x, x);
        }
        all.push(results);
    }
    let mut empty = published();
    empty.trainings.iter_mut().for_each(|t| t.runs.clear());
    empty.classifiers.clear();
    empty.pixels.clear();
    all.push(empty);
    all
}

/// Looks up every name, with every number.
fn looked_up<T>(look: impl Fn(&Results, &str, usize) -> T) {
    for results in results() {
        for name in TEXTS {
            COUNTS
                .iter()
                .for_each(|&n| returns(&format!("{name}, {n}"), || look(&results, name, n)));
        }
    }
}

/// Trainings without a step or an image, and with such as cannot be.
fn courses() -> Vec<Course> {
    let of = |latent, epoch, costs, film| Course {
        latent,
        source: Source::Untrained,
        epoch,
        costs,
        film,
    };
    let mut all = vec![of(2, 1, vec![], vec![])];
    all.extend(SIZES.map(|latent| of(latent, 10, vec![200.0; 25], vec![])));
    for epoch in COUNTS {
        all.push(of(3, epoch, NUMBERS.to_vec(), vec![(epoch, Tensor::new())]));
    }
    all.extend(tensors(784).into_iter().map(|(_, images)| of(2, 1, vec![1.0], vec![(1, images)])));
    all
}

fn curves() -> Vec<LabelCurve> {
    let of = |accuracies| LabelCurve { name: "é\0".into(), accuracies };
    let mut all = vec![of(vec![]), of(vec![(0, vec![])])];
    for n in COUNTS {
        all.push(of(vec![(n, NUMBERS.to_vec()), (100, vec![1.0, 2.0])]));
    }
    all
}

fn info() -> RunInfo {
    RunInfo::now(String::new(), true, usize::MAX, 0)
}

fn go_on(_: &vae_core::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub const CALLS: &[Call] = &[
    ("beside::printed", || {
        for name in TEXTS {
            for decimals in COUNTS {
                returns(name, || printed(name, &[(name, name)], decimals));
            }
        }
    }),
    ("beside::beside", || {
        let history = History { source: Source::Untrained, epochs: vec![] };
        for name in TEXTS {
            returns(name, || beside(name, name, &[(name, &history, name)]));
        }
    }),
    ("faces::fall_to_floor", || {
        let history = History { source: Source::Untrained, epochs: vec![] };
        for name in TEXTS {
            for floor in NUMBERS {
                answers(name, || fall_to_floor(name, &history, floor, name));
            }
        }
    }),
    ("Course::beginning", || {
        let data = digits();
        courses().iter().for_each(|course| answers("a course", || course.beginning(&data)));
        courses().iter().for_each(|course| answers("its losses", || course.falls()));
        courses().iter().for_each(|course| returns("its points", || course.points()));
    }),
    ("Course::strip", || {
        let data = digits();
        courses().iter().for_each(|course| answers("a course", || course.strip(&data)));
    }),
    ("LabelCurve::with_labels", || {
        for curve in curves() {
            COUNTS.iter().for_each(|n| returns("a number", || curve.with_labels(*n)));
        }
    }),
    ("LabelCurve::above", || {
        for curve in curves() {
            for other in curves() {
                COUNTS.iter().for_each(|n| returns("a number", || curve.above(&other, *n)));
            }
        }
    }),
    ("LabelCurve::figure", || {
        let data = few();
        answers("all", || LabelCurve::figure(&curves(), &["é\0"], &data));
        for curve in curves() {
            answers("one", || LabelCurve::figure(std::slice::from_ref(&curve), &[""], &data));
        }
        answers("none", || LabelCurve::figure(&[], &[], &data));
    }),
    ("LabelCurve::table", || {
        returns("all", || LabelCurve::table(&curves(), &COUNTS, &few()).html());
    }),
    ("Model::train", || {
        for latent in SIZES {
            let config = VaeConfig { latent, ..VaeConfig::default() };
            answers(&latent.to_string(), || Model::train(config, &few(), 1));
        }
        for epochs in [0, 1] {
            answers("epochs", || Model::train(VaeConfig::default(), &few(), epochs));
        }
    }),
    ("Model::published", || {
        for name in TEXTS {
            sources().iter().for_each(|source| returns(name, || Model::published(name, source)));
        }
    }),
    ("Model::alike", || {
        for name in TEXTS {
            answers(name, || Model::alike(&[name, "mnist-z5"], &few(), 1));
        }
        answers("none", || Model::alike(&[], &few(), usize::MAX));
    }),
    ("Model::published_or_trained", || {
        for name in TEXTS {
            answers(name, || Model::published_or_trained(name, &few(), 1));
        }
    }),
    ("Model::rows", || {
        let model =
            || Model { vae: Vae::new(VaeConfig::default(), 0).unwrap(), epochs: usize::MAX };
        for (name, images) in tensors(784) {
            let both = [model(), model()];
            answers(&name, || Model::rows("é\0", &both, |_| Ok(images.shallow_clone())));
        }
        answers("none", || Model::rows("", &[], |_| Ok(Tensor::new())));
    }),
    ("neighbours::neighbour_confusion", || {
        for (name, x) in tensors(2).into_iter().chain(tensors(600)) {
            answers(&name, || neighbour_confusion(&x, &[1, 255]));
        }
        for labels in [&[][..], &[1], &[0; 3]] {
            let x = Tensor::zeros([2, 2], (Kind::Float, Device::Cpu));
            answers(&format!("{labels:?}"), || neighbour_confusion(&x, labels));
        }
    }),
    ("neighbours::time_neighbours", || {
        tensors(2).iter().for_each(|(name, x)| answers(name, || time_neighbours(x)));
    }),
    ("OutputDir::load", || {
        for source in sources() {
            answers(&source.to_string(), || places()[0].load(&source));
        }
    }),
    ("OutputDir::run", || {
        strange().iter().for_each(|e| returns("a run", || places()[0].run(e, u64::MAX)));
    }),
    ("OutputDir::merge", || {
        let folder = tempfile::tempdir().unwrap();
        let place = OutputDir { folder: folder.path().into(), quick: true };
        for path in paths() {
            answers(&format!("{path:?}"), || place.merge(std::slice::from_ref(&path)));
        }
        answers("itself", || place.merge(&[folder.path().into()]));
    }),
    ("Experiment::named", || TEXTS.iter().for_each(|n| returns(n, || Experiment::named(n)))),
    ("Experiment::model", || {
        strange().iter().for_each(|e| answers("a model", || e.model().validate()));
    }),
    ("Experiment::training", || {
        for e in strange() {
            answers("a protocol", || e.training(u64::MAX, false).validate());
        }
    }),
    ("Experiment::bits_per_pixel", || {
        for e in strange().iter().chain(&experiments()) {
            NUMBERS.iter().for_each(|nats| returns("nats", || e.bits_per_pixel(*nats)));
        }
    }),
    ("Sample::of", || {
        for a in NUMBERS {
            NUMBERS.iter().for_each(|b| returns(&format!("{a}, {b}"), || Sample::of([a, *b, a])));
        }
        returns("none", || Sample::of([]));
    }),
    ("Sample::text", || {
        for sample in samples() {
            for decimals in COUNTS {
                returns(&decimals.to_string(), || sample.text(decimals));
            }
        }
    }),
    ("Sample::above", || {
        for a in samples() {
            samples().iter().for_each(|b| returns("two", || a.above(b)));
            returns("a sample", || (a.further_run(), a.mean_interval()));
        }
    }),
    ("Interval::holds", || {
        for estimate in NUMBERS {
            for half in NUMBERS {
                let interval = Interval { estimate, half };
                NUMBERS.iter().for_each(|x| returns("a value", || interval.holds(*x)));
            }
        }
    }),
    ("Interval::text", || {
        for decimals in COUNTS {
            let interval = Interval { estimate: f64::MAX, half: f64::NAN };
            returns(&decimals.to_string(), || interval.text(decimals));
        }
    }),
    ("RunInfo::now", || returns("numbers", info)),
    ("live::reproduce", || {
        for place in places() {
            for seeds in SEEDS {
                answers("no such name", || reproduce(&place, &["nowhere"], Some(seeds)));
                answers(&seeds.to_string(), || reproduce(&place, &["pixel-time"], Some(seeds)));
            }
        }
    }),
    ("Results::runs", || looked_up(|results, name, _| results.runs(name).len())),
    ("Results::comparison", || looked_up(|results, key, _| results.comparison(key).is_some())),
    ("Results::loss_at", || looked_up(|results, name, epoch| results.loss_at(name, epoch))),
    ("Results::held_out_at", || looked_up(|results, name, epoch| results.held_out_at(name, epoch))),
    ("Results::last_loss", || looked_up(|results, name, _| results.last_loss(name))),
    ("Results::test_loss", || looked_up(|results, name, _| results.test_loss(name))),
    ("Results::pixel_accuracy", || {
        looked_up(|results, _, n| Baseline::ALL.map(|b| results.pixel_accuracy(b, Some(n))));
    }),
    ("Results::code_accuracy", || {
        looked_up(|results, name, n| results.code_accuracy(name, Some(n)))
    }),
    ("Results::gain_by_codes", || {
        looked_up(|results, name, n| {
            [None, Some(n), Some(100)].map(|labels| results.gain_by_codes(name, labels))
        });
    }),
    ("Results::pixel_cost", || {
        for results in results() {
            sources().iter().for_each(|s| returns("a source", || results.pixel_cost(s).is_some()));
        }
    }),
    ("Results::conclude", || {
        for mut results in results() {
            returns("numbers", || results.conclude());
            returns("a table", || results.summary_table());
            returns("a text", || results.markdown());
        }
    }),
    ("Results::update_readme", || {
        let (begin, end) = ("<!-- results -->", "<!-- end of results -->");
        for results in results() {
            for text in ["", begin, &format!("{end}{begin}"), &format!("é{begin}é{end}é")] {
                answers(text, || results.update_readme(text));
            }
        }
    }),
    ("Results::collect", || {
        for folder in paths() {
            let place = OutputDir { folder, quick: true };
            answers(&format!("{place:?}"), || Results::collect(&place, info()));
        }
        let folder = tempfile::tempdir().unwrap();
        let (place, measured) = (
            OutputDir { folder: folder.path().into(), quick: true },
            folder.path().join("measurements"),
        );
        let names = ["mnist-z2/seed-0", "classifier-pixels/all", "pixels/mnist", "pixel-time/frey"];
        for name in names {
            let path = measured.join(name).with_extension("json");
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            for (i, bytes) in files().into_iter().enumerate() {
                std::fs::write(&path, bytes).unwrap();
                answers(&format!("{name}, file {i}"), || Results::collect(&place, info()));
            }
            std::fs::remove_file(&path).unwrap();
        }
    }),
    ("Results::read", || {
        paths().iter().for_each(|path| answers(&format!("{path:?}"), || Results::read(path)));
    }),
    ("Results::write", || {
        let results = results();
        for path in unwritable() {
            answers(&format!("{path:?}"), || results[0].write(&path));
        }
        let folder = tempfile::tempdir().unwrap();
        results.iter().for_each(|r| answers("numbers", || r.write(folder.path())));
    }),
    ("Task::plan", || {
        for seeds in SEEDS {
            for name in TEXTS {
                answers(name, || Task::plan(&places()[0], Some(seeds), &[name.into()]));
            }
            answers(&seeds.to_string(), || Task::plan(&places()[0], Some(seeds), &[]));
        }
    }),
    ("Task::of_seed", || {
        for seed in SEEDS {
            for name in TEXTS {
                answers(name, || Task::of_seed(&places()[0], seed, &[name.into()]));
            }
        }
    }),
    ("Task::named", || TEXTS.iter().for_each(|n| returns(n, || Task::named(&places()[0], n)))),
    ("Task::cost", || tasks().iter().for_each(|t| returns("a task", || t.cost(&places()[0])))),
    ("Task::hours", || tasks().iter().for_each(|t| returns("a task", || t.hours(&places()[0])))),
    ("Task::is_done", || {
        for task in tasks() {
            let folder = PathBuf::from("/dev/null");
            answers(&task.to_string(), || {
                task.is_done(&OutputDir { folder: folder.clone(), quick: false })
            });
            answers(&task.to_string(), || task.is_done(&places()[0]));
        }
    }),
    ("Task::run", || {
        // Those that end soon: drawing images anew for each takes a while.
        let quick = |task: &&Task| match task {
            Task::Train(e, _) => e.dataset == Source::Mnist && (e.latent < 1 || e.hidden < 1),
            Task::Measure(..) => true,
            _ => false,
        };
        for task in tasks().iter().filter(quick) {
            answers(&task.to_string(), || task.run(&places()[0], go_on));
        }
        answers("pixels", || Task::Pixels(Source::FreyFaces).run(&places()[0], go_on));
    }),
    ("PixelCost::of", || {
        let bytes = |n: i64| Tensor::zeros([n, 6], (Kind::Uint8, Device::Cpu));
        let set = |n| Dataset::new(bytes(n), None, IMAGE, Source::Untrained).unwrap();
        answers("four", || PixelCost::of(&set(4)));
        answers("none", || PixelCost::of(&set(4).take(0)?));
        let one = ImageShape::grey(1, 6);
        answers("a row", || PixelCost::of(&Dataset::new(bytes(2), None, one, Source::Untrained)?));
    }),
];
