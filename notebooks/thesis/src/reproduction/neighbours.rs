//! Who lies beside whom in the latent plane.

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use super::statistics::median;
use crate::classifier::ConfusionMatrix;
use vae_core::{Error, Result};

/// Rows whose distances to all others are computed at a time.
const BATCH: i64 = 500;

/// For each label, the labels of its points' nearest neighbours: `x` is `[N, J]`.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) for fewer than two points, or not as many as labels.
pub fn neighbour_confusion(x: &Tensor, labels: &[i64]) -> Result<ConfusionMatrix> {
    let operation = "neighbour_confusion";
    if points(operation, x)? != labels.len() as i64 {
        return Err(Error::shape(operation, format!("[{}, J]", labels.len()), x.size()));
    }
    let nearest = nearest_neighbours(x)?;
    let labels_beside: Vec<i64> = nearest.iter().map(|&i| labels[i as usize]).collect();
    ConfusionMatrix::new(labels, &labels_beside)
}

/// How a plane keeps the order of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeNeighbours {
    /// For each frame but the last: the share of all other frames that lie nearer to it than the
    /// next frame of the film does. Their median; one half by chance.
    pub frames_nearer_than_the_next: f64,
    /// The share of frames whose nearest neighbour is at most [`WITHIN`] frames away in time.
    pub nearest_is_close_in_time: f64,
    /// The same share if neighbours were drawn at random.
    pub by_chance: f64,
}

/// A neighbour in time is at most so many frames away: at the film's 25 frames or so a second,
/// a fifth of a second.
pub const WITHIN: i64 = 5;

/// Compares nearness in space, `[N, J]`, with nearness in time, the order of the rows.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) for fewer than two points.
pub fn time_neighbours(x: &Tensor) -> Result<TimeNeighbours> {
    let n = points("time_neighbours", x)?;
    let nearest = nearest_neighbours(x)?;
    let in_time = (0_i64..).zip(&nearest);
    let close = in_time.filter(|(i, j)| (i - *j).abs() <= WITHIN).count();
    let partners: i64 = (0..n)
        .map(|i| (i - WITHIN).max(0)..=(i + WITHIN).min(n - 1))
        .map(|window| window.count() as i64 - 1)
        .sum();
    Ok(TimeNeighbours {
        frames_nearer_than_the_next: median(shares_nearer_than_the_next(x)?),
        nearest_is_close_in_time: close as f64 / n as f64,
        by_chance: partners as f64 / (n * (n - 1)) as f64,
    })
}

/// How many points `[N, J]` holds: at least two, of real coordinates.
fn points(operation: &str, x: &Tensor) -> Result<i64> {
    match x.size()[..] {
        [n, _] if n >= 2 && x.is_floating_point() => Ok(n),
        [n, _] if n >= 2 => {
            Err(Error::element_type(operation, "real numbers", format!("{:?}", x.f_kind()?)))
        }
        _ => Err(Error::shape(operation, "[N, J], N at least 2", x.size())),
    }
}

/// The index of each row's nearest other row.
fn nearest_neighbours(x: &Tensor) -> Result<Vec<i64>> {
    let mut nearest = Vec::new();
    for_each_batch(x, |_, distances| {
        let indices = distances.f_argmin(1, false)?;
        nearest.extend(Vec::<i64>::try_from(indices)?);
        Ok(())
    })?;
    Ok(nearest)
}

/// For each row i but the last, the share of the other rows nearer to it than row i + 1.
fn shares_nearer_than_the_next(x: &Tensor) -> Result<Vec<f64>> {
    let others = (x.size()[0] - 2).max(1) as f64; // besides itself and the next
    let mut shares = Vec::new();
    for_each_batch(x, |start, distances| {
        let [rows, n] = distances.size()[..] else {
            return Ok(());
        };
        let rows = rows.min(n - 1 - start);
        let distances = distances.f_narrow(0, 0, rows)?;
        let next = Tensor::f_arange_start(start + 1, start + 1 + rows, (Kind::Int64, x.device()))?;
        let to_next = distances.f_gather(1, &next.f_unsqueeze(1)?, false)?;
        let nearer = distances.f_less_tensor(&to_next)?;
        let counts = nearer.f_sum_dim_intlist(1, false, Kind::Double)?;
        shares.extend(Vec::<f64>::try_from(counts / others)?);
        Ok(())
    })?;
    Ok(shares)
}

/// Calls `visit` with the first row's index and the distances `[B, N]` of a batch of rows to all
/// rows; a row's distance to itself is infinite.
fn for_each_batch(x: &Tensor, mut visit: impl FnMut(i64, &Tensor) -> Result<()>) -> Result<()> {
    let n = x.size()[0];
    let x = x.f_to_kind(Kind::Double)?;
    for start in (0..n).step_by(BATCH as usize) {
        let rows = x.f_narrow(0, start, BATCH.min(n - start))?;
        let distances = Tensor::f_cdist(&rows, &x, 2.0, None::<i64>)?;
        let _ = distances.f_diagonal(start, 0, 1)?.f_fill_(f64::INFINITY)?;
        visit(start, &distances)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_line_every_neighbour_is_the_next() {
        let x = Tensor::arange(1_200, (Kind::Float, tch::Device::Cpu)).square(); // ever further
        let time = time_neighbours(&x.unsqueeze(1)).unwrap();
        assert_eq!(time.nearest_is_close_in_time, 1.0);
        assert!((time.by_chance - 10.0 / 1_199.0).abs() < 1e-4);
        assert!(time.frames_nearer_than_the_next < 0.01);
    }

    #[test]
    fn what_has_no_neighbours_is_refused() {
        let zeros = |size: &[i64], kind| Tensor::zeros(size, (kind, tch::Device::Cpu));
        let sizes: [&[i64]; 5] = [&[], &[3], &[0, 2], &[1, 2], &[2, 2, 2]];
        let mut points: Vec<_> = sizes.iter().map(|size| zeros(size, Kind::Float)).collect();
        points.extend([zeros(&[3, 2], Kind::Int64), zeros(&[3, 2], Kind::ComplexFloat)]);
        for x in points {
            assert!(time_neighbours(&x).is_err(), "{x:?}");
            assert!(neighbour_confusion(&x, &[1, 2, 3]).is_err(), "{x:?}");
        }
        assert!(neighbour_confusion(&zeros(&[3, 2], Kind::Float), &[1, 2]).is_err());
        assert!(neighbour_confusion(&zeros(&[3, 2], Kind::Float), &[1, 2, 3]).is_ok());
    }

    #[test]
    fn pairs_of_labels_are_counted() {
        let x = Tensor::from_slice(&[0.0_f32, 0.1, 5.0, 5.1, 9.0]).unsqueeze(1);
        let m = neighbour_confusion(&x, &[3, 8, 4, 4, 9]).unwrap();
        assert_eq!((m.counts[3][8], m.counts[8][3], m.counts[4][4], m.counts[9][4]), (1, 1, 2, 1));
    }
}
