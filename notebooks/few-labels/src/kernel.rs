//! Classifiers above codes that need no training: ridge regression on the labels, linear or by
//! a kernel. A support vector machine draws nearly the same borders (Rifkin & Klautau, 2004), and
//! this is one system of linear equations, with the held-out error of each row in closed form.

use tch::{Kind, Tensor};
use vae_core::{Error, Result};

/// How alike two rows are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kernel {
    /// 1 + a·b: a linear classifier with a constant.
    Linear,
    /// exp(−‖a − b‖² / 2w²): near rows have like labels.
    Gaussian {
        /// w, in units of x.
        width: f64,
    },
}

impl Kernel {
    /// `[A, D]`, `[B, D]` → `[A, B]`.
    fn of(self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        Ok(match self {
            Self::Linear => a.f_matmul(&b.f_tr()?)? + 1.0,
            Self::Gaussian { width } => {
                let squared = Tensor::f_cdist(a, b, 2.0, None)?.f_square()?;
                (squared / (-2.0 * width * width)).f_exp()?
            }
        })
    }
}

/// Σᵢ αᵢₖ k(x, xᵢ) for each class k: ridge regression on one-hot labels. Kernel width and ridge are
/// those of the fewest mistakes on rows left out one by one; no other rows are looked at.
#[derive(Debug)]
pub struct KernelClassifier {
    kernel: Kernel,
    rows: Tensor,
    /// `[N, K]`.
    alpha: Tensor,
    left_out: f64,
}

/// Times the median distance between rows.
const WIDTHS: [f64; 7] = [0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0];

/// Of the mean of the kernel's diagonal.
const RIDGES: [f64; 7] = [1e-4, 1e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0];

/// The system has as many equations as rows.
const MOST_ROWS: i64 = 5_000;

impl KernelClassifier {
    /// A linear one.
    ///
    /// # Errors
    /// Where there is not one label a row, a label is no class, or there are fewer than 2 rows or
    /// more than 5,000.
    pub fn linear(x: &Tensor, labels: &[i64], classes: i64) -> Result<Self> {
        let (x, y) = check(x, labels, classes)?;
        best([Kernel::Linear], &x, &y)
    }

    /// One with a Gaussian kernel.
    ///
    /// # Errors
    /// As [`linear`](Self::linear).
    pub fn gaussian(x: &Tensor, labels: &[i64], classes: i64) -> Result<Self> {
        let (x, y) = check(x, labels, classes)?;
        let distances = x.f_pdist(2.0)?;
        let median = distances.f_median()?.f_double_value(&[])?;
        let scale = if median > 0.0 { median } else { 1.0 };
        best(WIDTHS.map(|times| Kernel::Gaussian { width: times * scale }), &x, &y)
    }

    /// The kernel that was chosen.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The share of its rows whose label is wrong without them.
    pub fn left_out_error(&self) -> f64 {
        self.left_out
    }

    /// The label of each row, `[B, D]` → `[B]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where `x` is not `[B, D]`.
    pub fn classify(&self, x: &Tensor) -> Result<Tensor> {
        let columns = self.rows.size()[1];
        let size = x.size();
        if size.len() != 2 || size[1] != columns || !fits(&size) {
            return Err(Error::shape("a kernel classifier", format!("[B, {columns}]"), size));
        }
        let mut labels = Vec::new();
        for part in x.f_split(PART, 0)? {
            let scores = self.kernel.of(&part.f_to_kind(Kind::Double)?, &self.rows)?;
            labels.push(scores.f_matmul(&self.alpha)?.f_argmax(1, false)?);
        }
        Ok(Tensor::f_cat(&labels, 0)?)
    }
}

/// Rows at a time: each has a number for every row that was learnt from.
const PART: i64 = 1_000;

/// Whether a matrix is one that memory has room for.
fn fits(size: &[i64]) -> bool {
    size.iter().try_fold(1_i64, |product, &n| product.checked_mul(n)).is_some_and(|n| n <= 1 << 28)
}

/// Rows in double precision, labels one-hot about their mean.
fn check(x: &Tensor, labels: &[i64], classes: i64) -> Result<(Tensor, Tensor)> {
    let rows = labels.len() as i64;
    if x.size().len() != 2 || x.size()[0] != rows || x.size()[1] == 0 || !fits(&x.size()) {
        return Err(Error::shape("a kernel classifier", format!("[{rows}, D]"), x.size()));
    }
    if !(2..=MOST_ROWS).contains(&rows) {
        return Err(Error::config("rows", rows, format!("choose 2 to {MOST_ROWS}")));
    }
    if !(2..=1_000).contains(&classes) {
        return Err(Error::config("classes", classes, "choose a number from 2 to 1000"));
    }
    if let Some(label) = labels.iter().find(|label| !(0..classes).contains(*label)) {
        return Err(Error::config("label", label, format!("labels are 0 to {}", classes - 1)));
    }
    let x = x.f_to_kind(Kind::Double)?;
    if !bool::try_from(x.f_isfinite()?.f_all()?)? {
        return Err(Error::config("rows", "numbers that are not finite", "look for damaged rows"));
    }
    let y = Tensor::f_from_slice(labels)?.f_one_hot(classes)?.f_to_kind(Kind::Double)?;
    Ok((x, y - 1.0 / classes as f64))
}

/// The kernel and ridge of the fewest mistakes; of equally many, of the least squared error.
fn best(
    kernels: impl IntoIterator<Item = Kernel>,
    x: &Tensor,
    y: &Tensor,
) -> Result<KernelClassifier> {
    let labels = y.f_argmax(1, false)?;
    let mut found: Option<((f64, f64), KernelClassifier)> = None;
    for kernel in kernels {
        let (values, vectors) = kernel.of(x, x)?.f_linalg_eigh("L")?;
        let scale = values.f_mean(Kind::Double)?.f_double_value(&[])?.max(f64::MIN_POSITIVE);
        let turned = vectors.f_tr()?.f_matmul(y)?;
        for ridge in RIDGES {
            let inverse = (values.f_clamp_min(0.0)? + ridge * scale).f_reciprocal()?;
            let alpha = vectors.f_matmul(&(inverse.f_unsqueeze(1)? * &turned))?;
            let diagonal = vectors.f_square()?.f_matmul(&inverse.f_unsqueeze(1)?)?; // of (K + λI)⁻¹
            let left_out = y - &alpha / diagonal; // each row's score without it
            let wrong = left_out.f_argmax(1, false)?.f_ne_tensor(&labels)?;
            let wrong = wrong.f_to_kind(Kind::Double)?.f_mean(Kind::Double)?.f_double_value(&[])?;
            let squared = (&left_out - y).f_square()?.f_mean(Kind::Double)?.f_double_value(&[])?;
            if found.as_ref().is_none_or(|(least, _)| (wrong, squared) < *least) {
                let rows = x.shallow_clone();
                let new = KernelClassifier { kernel, rows, alpha, left_out: wrong };
                found = Some(((wrong, squared), new));
            }
        }
    }
    let none = || Error::config("rows", "numbers too large", "scale them");
    found.map(|(_, classifier)| classifier).ok_or_else(none)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::Random;

    /// Two classes: inside a ring and on it.
    fn rings(n: i64, seed: u64) -> (Tensor, Vec<i64>) {
        let mut random = Random::new(seed);
        let labels: Vec<i64> = (0..n).map(|i| i % 2).collect();
        let x = random.standard_normal(&[n, 2]).unwrap();
        let unit = &x / x.norm_scalaropt_dim(2.0, [1], true);
        let ring = Tensor::from_slice(&labels).view([n, 1]).to_kind(Kind::Float);
        (unit * ring * 4.0 + x * 0.6, labels)
    }

    fn accuracy(classifier: &KernelClassifier, x: &Tensor, labels: &[i64]) -> f64 {
        let right = classifier.classify(x).unwrap().eq_tensor(&Tensor::from_slice(labels));
        right.to_kind(Kind::Double).mean(Kind::Double).double_value(&[])
    }

    #[test]
    fn a_kernel_finds_a_ring_that_no_line_does() {
        let ((x, y), (test, test_y)) = (rings(100, 0), rings(1_000, 1));
        let curved = KernelClassifier::gaussian(&x, &y, 2).unwrap();
        let straight = KernelClassifier::linear(&x, &y, 2).unwrap();
        assert!(accuracy(&curved, &test, &test_y) > 0.95);
        assert!(accuracy(&straight, &test, &test_y) < 0.75);
    }

    #[test]
    fn a_row_left_out_is_predicted_without_it() {
        let (x, y) = rings(12, 3);
        let (rows, one_hot) = check(&x, &y, 2).unwrap();
        let (kernel, ridge) = (Kernel::Gaussian { width: 1.5 }, 0.1);
        let scores = |keep: &[i64], at: i64| {
            let chosen = Tensor::from_slice(keep);
            let (x, y) = (rows.index_select(0, &chosen), one_hot.index_select(0, &chosen));
            let matrix = kernel.of(&x, &x).unwrap()
                + Tensor::eye(keep.len() as i64, (Kind::Double, tch::Device::Cpu)) * ridge;
            let alpha = matrix.inverse().matmul(&y);
            kernel.of(&rows.narrow(0, at, 1), &x).unwrap().matmul(&alpha)
        };
        let all: Vec<i64> = (0..12).collect();
        let matrix = kernel.of(&rows, &rows).unwrap()
            + Tensor::eye(12, (Kind::Double, tch::Device::Cpu)) * ridge;
        let inverse = matrix.inverse();
        let alpha = inverse.matmul(&one_hot);
        let closed = &one_hot - &alpha / inverse.diagonal(0, 0, 1).unsqueeze(1);
        for at in 0..12 {
            let others: Vec<i64> = all.iter().copied().filter(|&i| i != at).collect();
            let gap = (scores(&others, at) - closed.narrow(0, at, 1)).abs().max();
            assert!(gap.double_value(&[]) < 1e-9);
        }
    }

    #[test]
    fn wrong_rows_and_labels_are_named() {
        let (x, y) = rings(10, 0);
        assert!(KernelClassifier::linear(&x, &y[..9], 2).is_err());
        assert!(KernelClassifier::linear(&x, &y, 1).is_err());
        assert!(KernelClassifier::gaussian(&x, &[2; 10], 2).is_err());
        let classifier = KernelClassifier::linear(&x, &y, 2).unwrap();
        assert!(
            classifier.classify(&Tensor::zeros([3, 3], (Kind::Float, tch::Device::Cpu))).is_err()
        );
    }
}
