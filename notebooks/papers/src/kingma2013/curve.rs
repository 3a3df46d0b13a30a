//! What is measured of a curve.

use serde::{Deserialize, Serialize};
use vae_core::Source;

use crate::Measured;

/// The bound after so many images.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Images seen.
    pub samples: u64,
    /// Of the images learnt from, nats an image.
    pub train: f64,
    /// Of the test images.
    pub test: f64,
}

/// One curve, as far as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// The images.
    pub dataset: Source,
    /// How many were learnt from, and how many are for the test.
    pub images: (usize, usize),
    /// What the steps took, without the bound's; on a shared machine, what stood in their way too.
    pub seconds: f64,
    /// The bound, point by point.
    pub points: Vec<Point>,
}

impl Curve {
    /// Images seen at the last point.
    pub(super) fn reached(&self) -> u64 {
        self.points.last().map_or(0, |point| point.samples)
    }

    /// The point after so many images.
    pub(super) fn at(&self, samples: u64) -> Option<&Point> {
        self.points.iter().find(|point| point.samples == samples)
    }
}

impl Measured for Curve {
    const FILE: &'static str = "curve.json";

    fn reach(&self) -> usize {
        self.points.len()
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let bits = |point: &Point| (point.samples, point.train.to_bits(), point.test.to_bits());
        self.points.iter().zip(&other.points).all(|(a, b)| bits(a) == bits(b))
    }
}
