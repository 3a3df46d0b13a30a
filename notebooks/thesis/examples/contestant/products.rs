//! The matrix products of one training step and nothing else.

use tch::{Device, Kind, Tensor};
use vae_core::Result;

const BATCH: i64 = 100;
/// Inputs and outputs of each layer of the thesis's model with 20 latent dimensions.
pub const LAYERS: [(i64, i64); 7] =
    [(784, 500), (500, 500), (500, 20), (500, 20), (20, 500), (500, 500), (500, 784)];

pub struct Products {
    kind: Kind,
    layers: Vec<Layer>,
}

/// What each product takes, and where its answer goes.
struct Layer {
    is_first: bool,
    weight: Tensor,
    x: Tensor,
    d_y: Tensor,
    y: Tensor,
    d_x: Tensor,
    d_weight: Tensor,
}

impl Products {
    pub fn new(kind: Kind) -> Self {
        let random = |size: [i64; 2]| Tensor::randn(size, (Kind::Float, Device::Cpu)).to_kind(kind);
        let layer = |(i, (n_in, n_out)): (usize, (i64, i64))| Layer {
            is_first: i == 0,
            weight: random([n_out, n_in]),
            x: random([BATCH, n_in]),
            d_y: random([BATCH, n_out]),
            y: random([BATCH, n_out]),
            d_x: random([BATCH, n_in]),
            d_weight: random([n_out, n_in]),
        };
        let layers = LAYERS.into_iter().enumerate().map(layer).collect();
        Self { kind, layers }
    }

    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::BFloat16 => "products-bfloat16",
            _ => "products-float32",
        }
    }

    pub fn run(&mut self) -> Result<()> {
        for layer in &self.layers {
            let _ = layer.x.f_mm_out(&layer.y, &layer.weight.tr())?;
        }
        for layer in self.layers.iter().rev() {
            let _ = layer.d_y.tr().f_mm_out(&layer.d_weight, &layer.x)?;
            if !layer.is_first {
                let _ = layer.d_y.f_mm_out(&layer.d_x, &layer.weight)?;
            }
        }
        Ok(())
    }
}
