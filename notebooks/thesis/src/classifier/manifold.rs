//! How good samples are: precision and recall, by the nearest neighbours of their features.

use tch::{Kind, Tensor};

use vae_core::{Error, Result};

/// Points whose distances to all others are computed at a time.
const BATCH: i64 = 500;

/// The region where some points lie, estimated from the points alone: a ball around each that
/// reaches to its k-th nearest neighbour (Kynkäänniemi and others, 2019, section 2).
#[derive(Debug)]
pub struct Manifold {
    /// `[N, F]`, double precision.
    points: Tensor,
    /// The radius of each ball, `[N, 1]`.
    radii: Tensor,
}

impl Manifold {
    /// The region of `points`, `[N, F]`, with balls that reach to the `k`-th nearest other point.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where the points are no matrix of real numbers,
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where a point has no `k` others.
    pub fn of(points: &Tensor, k: i64) -> Result<Self> {
        let n = rows("Manifold::of", points)?;
        if !(1..n).contains(&k) {
            let remedy = format!("choose a number from 1 to {}, the other points", n - 1);
            return Err(Error::config("k", k, remedy));
        }
        let points = points.f_detach()?.f_to_kind(Kind::Double)?;
        let mut radii = Vec::new();
        for some in points.f_split(BATCH, 0)? {
            let apart = Tensor::f_cdist(&some, &points, 2.0, None::<i64>)?; // [B, N]
            radii.push(apart.f_kthvalue(k + 1, 1, true)?.0); // itself is the nearest
        }
        Ok(Self { points, radii: Tensor::f_cat(&radii, 0)? })
    }

    /// The share of `points`, `[M, F]`, that lie in the region, 0 to 1.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where they are not as wide as the region's own.
    pub fn share_inside(&self, points: &Tensor) -> Result<f64> {
        let operation = "Manifold::share_inside";
        let m = rows(operation, points)?;
        let width = self.points.size()[1];
        if points.size()[1] != width {
            return Err(Error::shape(operation, format!("[M, {width}]"), points.size()));
        }
        let mut inside = 0.0;
        for some in points.f_detach()?.f_to_kind(Kind::Double)?.f_split(BATCH, 0)? {
            let apart = Tensor::f_cdist(&self.points, &some, 2.0, None::<i64>)?; // [N, B]
            let reached = apart.f_le_tensor(&self.radii)?.f_any_dim(0, false)?; //  [B]
            inside += reached.f_sum(Kind::Double)?.f_double_value(&[])?;
        }
        Ok(inside / m as f64)
    }
}

/// How many points `[N, F]` holds: at least one, of real numbers.
fn rows(operation: &str, x: &Tensor) -> Result<i64> {
    match x.size()[..] {
        [n, f] if n >= 1 && f >= 1 && x.is_floating_point() => Ok(n),
        [n, f] if n >= 1 && f >= 1 => {
            Err(Error::element_type(operation, "real numbers", format!("{:?}", x.f_kind()?)))
        }
        _ => Err(Error::shape(operation, "[N, F], both at least 1", x.size())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::Random;

    /// Precision and recall: drawn points in the region of the real ones, and the other way round.
    fn precision_and_recall(real: &Tensor, drawn: &Tensor) -> (f64, f64) {
        let inside = |region: &Tensor, points: &Tensor| {
            Manifold::of(region, 3).unwrap().share_inside(points).unwrap()
        };
        (inside(real, drawn), inside(drawn, real))
    }

    fn cloud(spread: f64, seed: u64) -> Tensor {
        Random::new(seed).standard_normal(&[1_200, 2]).unwrap() * spread
    }

    #[test]
    fn balls_reach_to_the_kth_neighbour_and_no_further() {
        let line = Tensor::from_slice(&[0.0, 1.0, 3.0, 9.0]).unsqueeze(1);
        let places = |x: &[f64]| Tensor::from_slice(x).unsqueeze(1);
        let first = Manifold::of(&line, 1).unwrap();
        assert_eq!(Vec::<f64>::try_from(first.radii.squeeze_dim(1)).unwrap(), [1.0, 1.0, 2.0, 6.0]);
        assert_eq!(first.share_inside(&places(&[-1.0, 2.0, 4.9, 15.0])).unwrap(), 1.0);
        assert_eq!(first.share_inside(&places(&[-1.1, 15.1])).unwrap(), 0.0);
        assert_eq!(
            Manifold::of(&line, 3).unwrap().share_inside(&places(&[-8.0, 18.1])).unwrap(),
            0.5
        );
    }

    #[test]
    fn too_narrow_loses_recall_and_too_wide_precision() {
        let real = cloud(1.0, 1);
        let (precision, recall) = precision_and_recall(&real, &cloud(1.0, 2));
        assert!(precision > 0.9 && recall > 0.9, "{precision}, {recall}");
        let (precision, recall) = precision_and_recall(&real, &cloud(0.2, 2));
        assert!(precision > 0.95 && recall < 0.3, "{precision}, {recall}");
        let (precision, recall) = precision_and_recall(&real, &cloud(5.0, 2));
        assert!(precision < 0.3 && recall > 0.9, "{precision}, {recall}");
        assert_eq!(precision_and_recall(&real, &(cloud(1.0, 2) + 100.0)), (0.0, 0.0));
    }

    #[test]
    fn what_has_no_neighbours_or_another_width_is_refused() {
        let zeros = |size: &[i64], kind| Tensor::zeros(size, (kind, tch::Device::Cpu));
        for k in [0, -1, 3, i64::MAX] {
            let error = Manifold::of(&zeros(&[3, 2], Kind::Float), k).unwrap_err().to_string();
            assert!(error.contains("from 1 to 2"), "{error}");
        }
        assert!(Manifold::of(&zeros(&[3, 2], Kind::Int64), 1).is_err());
        let region = Manifold::of(&zeros(&[3, 2], Kind::Float), 1).unwrap();
        assert!(region.share_inside(&zeros(&[3, 4], Kind::Float)).is_err());
        assert!(region.share_inside(&zeros(&[0, 2], Kind::Float)).is_err());
    }
}
