//! Points of the latent plane in a square grid.

use tch::{Device, Kind, Tensor};

use vae_core::{Error, Result};

/// How the lines of a latent grid are spaced.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Grid {
    /// Evenly, from `-half_width` to `half_width`.
    Square {
        /// The largest coordinate, in standard deviations of the prior.
        half_width: f64,
    },
    /// By the inverse normal distribution function, so that between two lines lies the same share
    /// of the prior: `z = Φ⁻¹((i + ½) / side)`.
    Quantiles,
}

impl Grid {
    /// The coordinates of the grid's lines, rising.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for no lines, or a half-width that is not a positive number.
    pub fn coordinates(self, side: usize) -> Result<Vec<f64>> {
        if side == 0 || side > 1000 {
            return Err(wrong("side", side, "choose a side from 1 to 1000"));
        }
        let shares = (0..side).map(|i| (i as f64 + 0.5) / side as f64);
        match self {
            Self::Square { half_width } if !(half_width.is_finite() && half_width > 0.0) => {
                Err(wrong("half_width", half_width, "choose a positive number, such as 3"))
            }
            Self::Square { .. } if side == 1 => Ok(vec![0.0]),
            Self::Square { half_width } => {
                let step = 2.0 * half_width / (side - 1) as f64;
                Ok((0..side).map(|i| i as f64 * step - half_width).collect())
            }
            Self::Quantiles => {
                let shares: Vec<f64> = shares.collect();
                let quantiles = Tensor::from_slice(&shares).f_special_ndtri()?;
                Ok(Vec::<f64>::try_from(&quantiles)?)
            }
        }
    }
}

/// The points `[side², 2]` of a grid, row by row as on the page: the first row has the largest z₂,
/// and z₁ rises from left to right (thesis, section 6.3).
///
/// # Errors
/// As [`Grid::coordinates`].
pub fn latent_grid(side: usize, grid: Grid) -> Result<Tensor> {
    let lines = grid.coordinates(side)?;
    let points: Vec<f32> = lines
        .iter()
        .rev()
        .flat_map(|z2| lines.iter().flat_map(move |z1| [*z1 as f32, *z2 as f32]))
        .collect();
    let flat = Tensor::from_slice(&points).f_to_device(Device::Cpu)?;
    Ok(flat.f_to_kind(Kind::Float)?.f_view([-1, 2])?)
}

fn wrong(field: &'static str, given: impl std::fmt::Display, remedy: &str) -> Error {
    Error::config(field, given, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_grid_starts_at_the_upper_left() {
        let points = latent_grid(3, Grid::Square { half_width: 2.0 }).unwrap();
        let values = Vec::<f32>::try_from(&points.view(-1)).unwrap();
        assert_eq!(points.size(), [9, 2]);
        assert_eq!(values[..8], [-2., 2., 0., 2., 2., 2., -2., 0.]);
        assert_eq!(values[16..], [2., -2.]);
    }

    #[test]
    fn quantiles_are_those_of_the_normal_distribution() {
        let lines = Grid::Quantiles.coordinates(20).unwrap();
        assert!((lines[19] - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((lines[0] + lines[19]).abs() < 1e-12);
        assert_eq!(Grid::Quantiles.coordinates(1).unwrap(), [0.0]);
    }

    #[test]
    fn refuses_grids_that_make_no_sense() {
        assert!(latent_grid(0, Grid::Quantiles).is_err());
        assert!(latent_grid(5, Grid::Square { half_width: f64::NAN }).is_err());
        assert!(latent_grid(5, Grid::Square { half_width: -1.0 }).is_err());
    }
}
