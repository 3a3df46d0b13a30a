//! Training steps, by our trainer and as one would write them with tch alone, and whole epochs.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::Path;

use tch::nn::OptimizerConfig;
use tch::{Device, Kind, Tensor, nn};
use vae_core::{Dataset, Precision, Random, Result, TrainConfig, Trainer, Vae, VaeConfig, bench};

use crate::Contest;

/// Batches that the steps take in turn.
const BATCHES: usize = 50;
pub const BATCH: usize = 100;
pub const LATENT: i64 = 20;

pub struct Steps<'a> {
    train: &'a Dataset,
    batches: Vec<Tensor>,
    next: Cell<usize>,
}

impl<'a> Steps<'a> {
    pub fn new(train: &'a Dataset) -> Result<Self> {
        let batches = (0..BATCHES).map(|i| train.range(i * BATCH, BATCH));
        Ok(Self { train, batches: batches.collect::<Result<_>>()?, next: Cell::new(0) })
    }

    /// All batches, a byte a pixel.
    pub fn write_images(&self, path: &Path) -> Result<()> {
        let images = self.train.images().narrow(0, 0, (BATCHES * BATCH) as i64);
        let pixels: Vec<u8> = images.flatten(0, -1).try_into()?;
        std::fs::write(path, pixels).expect("a file that can be written");
        Ok(())
    }

    pub fn contests(&self) -> Result<Vec<Contest<'_>>> {
        let mut float32 = trainer(Precision::Float32)?;
        let mut bfloat16 = trainer(Precision::Bfloat16)?;
        let (mut random, mut again) = (Random::new(0), Random::new(0));
        let mut tch = WithTch::new();
        Ok(vec![
            ("step-float32", Box::new(move || self.step(&mut float32, &mut random))),
            ("step-bfloat16", Box::new(move || self.step(&mut bfloat16, &mut again))),
            ("step-tch", Box::new(move || tch.step(self.batch()))),
            ("epoch-float32", self.epochs(Precision::Float32)?),
            ("epoch-bfloat16", self.epochs(Precision::Bfloat16)?),
        ])
    }

    fn batch(&self) -> &Tensor {
        let i = self.next.get();
        self.next.set((i + 1) % BATCHES);
        &self.batches[i]
    }

    fn step(&self, trainer: &mut Trainer, random: &mut Random) -> Result<()> {
        let eps = random.standard_normal(&[BATCH as i64, LATENT])?;
        bench::step(trainer, self.batch(), &eps)?;
        Ok(())
    }

    /// An epoch with all that comes with one: order, batches, noise, sums, a line of the log.
    fn epochs(&self, precision: Precision) -> Result<Box<dyn FnMut() -> Result<()> + '_>> {
        let mut trainer = trainer(precision)?;
        Ok(Box::new(move || {
            let epochs = trainer.history().epochs.len() + 1;
            trainer.set_epochs(epochs)?;
            trainer.fit_with(self.train, None, |progress| {
                eprintln!("{progress}");
                ControlFlow::Continue(())
            })
        }))
    }
}

fn trainer(precision: Precision) -> Result<Trainer> {
    let model = VaeConfig { latent: LATENT, ..VaeConfig::default() };
    let protocol = TrainConfig { precision, ..TrainConfig::default() };
    Trainer::new(Vae::new(model, 0)?, protocol)
}

/// The same model and step with tch's own layers, autograd and Adam.
struct WithTch {
    layers: Vec<nn::Linear>,
    adam: nn::Optimizer,
    _variables: nn::VarStore,
}

impl WithTch {
    fn new() -> Self {
        let variables = nn::VarStore::new(Device::Cpu);
        let root = variables.root();
        let sizes = [
            (784, 500),
            (500, 500),
            (500, LATENT),
            (500, LATENT),
            (LATENT, 500),
            (500, 500),
            (500, 784),
        ];
        let layer = |(i, (n_in, n_out)): (usize, (i64, i64))| {
            nn::linear(&root / i, n_in, n_out, Default::default())
        };
        let layers = sizes.into_iter().enumerate().map(layer).collect();
        let adam = nn::Adam::default().build(&variables, 1e-3);
        Self {
            layers,
            adam: adam.expect("Adam of tch takes any parameters"),
            _variables: variables,
        }
    }

    fn step(&mut self, x: &Tensor) -> Result<()> {
        let [e1, e2, mu, log_var, d1, d2, output] = &self.layers[..] else {
            unreachable!("seven layers")
        };
        let h = x.apply(e1).relu().apply(e2).relu();
        let (mu, log_var) = (h.apply(mu), h.apply(log_var));
        let std = (&log_var * 0.5).exp();
        let z = &mu + std.randn_like() * std;
        let logits = z.apply(d1).relu().apply(d2).relu().apply(output);
        let none = None::<&Tensor>;
        let cost = logits.binary_cross_entropy_with_logits(x, none, none, tch::Reduction::Sum);
        let terms: Tensor = &log_var + 1.0 - mu.square() - log_var.exp();
        let loss = (cost - terms.sum(Kind::Float) * 0.5) / x.size()[0] as f64;
        self.adam.backward_step(&loss);
        loss.double_value(&[]);
        Ok(())
    }
}
