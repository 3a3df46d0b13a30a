//! `vae`: trains, evaluates and shows variational autoencoders from the shell.

mod codes;
mod data;
mod evaluate;
mod images;
mod interrupt;
mod new;
mod own;
mod reproduce;
mod runs;
mod threads;
mod train;
mod weights;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Train, evaluate and look at variational autoencoders on MNIST, Frey Faces and your own images.
///
/// A first run needs no data: `vae train --dataset synthetic-digits --latent 2 --epochs 5 --out
/// first-run`, then `vae manifold first-run --out manifold.png`. `vae data fetch` brings the real
/// data sets; `vae train --data my-pictures --out my-run` learns from yours.
#[derive(Parser)]
#[command(name = "vae", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Train(Box<train::Arguments>),
    Evaluate(evaluate::Arguments),
    Sample(images::Sample),
    Reconstruct(images::Reconstruct),
    Manifold(images::Manifold),
    Encode(codes::Encode),
    Decode(codes::Decode),
    Interpolate(codes::Interpolate),
    Import(weights::Import),
    Export(weights::Export),
    /// List the pretrained models, whose names stand for a run's folder everywhere
    Models,
    Data(data::Arguments),
    New(new::Arguments),
    Reproduce(reproduce::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    threads::spin_briefly();
    let result = match arguments.command {
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Sample(arguments) => images::sample(&arguments).map(done),
        Command::Reconstruct(arguments) => images::reconstruct(&arguments).map(done),
        Command::Manifold(arguments) => images::manifold(&arguments).map(done),
        Command::Encode(arguments) => codes::encode(&arguments).map(done),
        Command::Decode(arguments) => codes::decode(&arguments).map(done),
        Command::Interpolate(arguments) => codes::interpolate(&arguments).map(done),
        Command::Import(arguments) => weights::import(&arguments).map(done),
        Command::Export(arguments) => weights::export(&arguments).map(done),
        Command::Models => runs::list().map(done),
        Command::New(arguments) => new::run(&arguments).map(done),
        Command::Data(arguments) => data::run(&arguments).map(done),
        Command::Reproduce(arguments) => reproduce::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("vae: {error}");
            ExitCode::FAILURE
        }
    }
}

fn done((): ()) -> ExitCode {
    ExitCode::SUCCESS
}
