//! Our side of `make bench`: asked by a line `NAME COUNT` on standard input, runs NAME so often
//! and answers by a line of JSON, the milliseconds of each.
//!
//!     echo "step-float32 100" | cargo run --release --example contestant [FILE]
//!
//! Writes the images that the steps learn from, a byte a pixel, into FILE for the others.

mod chores;
mod others;
mod products;
mod steps;
mod traffic;

use std::io::BufRead;
use std::time::Instant;

use vae_core::dataset::load_or_synthetic;
use vae_core::{Provenance, Result, Source};
use vae_testing::{peak_memory, resident_memory};

use chores::Chores;
use products::Products;
use steps::Steps;
use tch::Kind;
use traffic::Traffic;

/// What is run, by the name that it is asked for.
type Contest<'a> = (&'static str, Box<dyn FnMut() -> Result<()> + 'a>);

fn main() -> Result<()> {
    let before = resident_memory();
    let data = load_or_synthetic(&Source::Mnist)?;
    let steps = Steps::new(&data.train)?;
    if let Some(path) = std::env::args_os().nth(1) {
        steps.write_images(path.as_ref())?;
    }
    let chores = Chores::new(&data)?;
    let mut contests: Vec<Contest> = vec![];
    contests.extend(steps.contests()?);
    for kind in [Kind::Float, Kind::BFloat16] {
        let mut products = Products::new(kind);
        contests.push((products.name(), Box::new(move || products.run())));
    }
    let mut traffic = Traffic::new();
    contests.push(("adam-traffic", Box::new(move || traffic.run())));
    contests.extend(others::contests(&data.train)?);
    contests.extend(chores.contests()?);
    println!(
        "{}",
        serde_json::json!({ "ready": data.train.source().to_string(), "images": data.train.len() })
    );
    for line in std::io::stdin().lock().lines().map_while(|line| line.ok()) {
        let (name, count) = line.split_once(' ').unwrap_or((&line, "1"));
        if name == "memory" {
            let megabytes = peak_memory().zip(before).map(|(peak, before)| peak - before);
            println!("{}", serde_json::json!({ "name": name, "megabytes": megabytes }));
            continue;
        }
        let Some((_, run)) = contests.iter_mut().find(|(known, _)| *known == name) else {
            println!("{}", serde_json::json!({ "name": name, "unknown": true }));
            continue;
        };
        let milliseconds = time(count.parse().unwrap_or(1), run)?;
        println!("{}", serde_json::json!({ "name": name, "milliseconds": milliseconds }));
    }
    Ok(())
}

fn time(count: usize, run: &mut impl FnMut() -> Result<()>) -> Result<Vec<f64>> {
    let mut milliseconds = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        run()?;
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(milliseconds)
}
