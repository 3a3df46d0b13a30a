//! M2's two bounds: of a row whose label is known, and of one whose label is not.

use tch::{Device, Kind, Tensor};
use vae_core::{Error, Result};

use crate::model::M2;

impl M2 {
    /// E\[log p(x|y, z)\] + log p(y) − KL(q(z|x, y) ‖ p(z)) ≤ log p(x, y), `[B]`, nats, with one z
    /// a row from noise ε `[B, J]` (paper, equation 6, whose −𝓛(x, y) this is).
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where `x` is not `[B, D]`, `y` not `[B]` or `eps`
    /// not `[B, J]`.
    pub fn labelled_bound(&self, x: &Tensor, y: &Tensor, eps: &Tensor) -> Result<Tensor> {
        let q = self.q_z(x, y)?;
        let z = q.reparameterise(eps)?;
        let log_p_y = -(self.config().classes as f64).ln();
        Ok(self.log_p_x(x, y, &z)? - q.kl()? + log_p_y)
    }

    /// Σ_y q(y|x) (L(x, y) − log q(y|x)) ≤ log p(x), `[B]`, nats, with L the
    /// [`labelled_bound`](Self::labelled_bound) of each class (paper, equation 7, whose −𝓤(x) this
    /// is). Noise ε is `[K · B, J]`: one row for each image in class 0, then for each in class 1….
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where `x` is not `[B, D]` or `eps` not
    /// `[K · B, J]`.
    pub fn unlabelled_bound(&self, x: &Tensor, eps: &Tensor) -> Result<Tensor> {
        let log_q = self.log_q_y(x)?; //                                     [B, K]
        let (rows, classes) = log_q.size2()?;
        let y = Tensor::f_arange(classes, (Kind::Int64, Device::Cpu))?
            .f_repeat_interleave_self_int(rows, 0, None)?; //                [K · B]
        let of_each = self.labelled_bound(&x.f_repeat([classes, 1])?, &y, eps)?;
        let of_each = of_each.f_view([classes, rows])?.f_tr()?; //           [B, K]
        let terms = log_q.f_exp()? * (of_each - log_q);
        Ok(terms.f_sum_dim_intlist(1, false, x.f_kind()?)?)
    }

    /// Noise is drawn for so many rows at a time; none of them may be absent.
    pub(crate) fn check_rows(&self, x: &Tensor) -> Result<i64> {
        match x.size()[..] {
            [rows, columns] if rows > 0 && columns == self.config().columns => Ok(rows),
            _ => {
                let wanted = format!("[B, {}] with B > 0", self.config().columns);
                Err(Error::shape("M2", wanted, x.size()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vae_core::Random;
    use vae_core::model::log_prior;

    use super::*;
    use crate::{M2Config, Observed};

    fn small(observed: Observed) -> M2 {
        let config = M2Config {
            columns: 6,
            classes: 3,
            latent: 2,
            hidden: vec![8],
            observed,
            ..M2Config::default()
        };
        M2::new(config, 1).unwrap()
    }

    fn class(k: i64, rows: i64) -> Tensor {
        Tensor::full([rows], k, (Kind::Int64, Device::Cpu))
    }

    /// log p(x, y) of one x and every class, by a fine grid over the two latents.
    fn by_grid(m2: &M2, x: &Tensor) -> Vec<f64> {
        let axis = Tensor::linspace(-7, 7, 281, (Kind::Float, Device::Cpu));
        let z = Tensor::cartesian_prod(&[&axis, &axis]); // [281², 2]
        let rows = z.size()[0];
        let area = (14.0_f64 / 280.0).powi(2).ln();
        let all = x.expand([rows, x.size()[1]], false);
        (0..3)
            .map(|k| {
                let joint = m2.log_p_x(&all, &class(k, rows), &z).unwrap() + log_prior(&z).unwrap();
                joint.to_kind(Kind::Double).logsumexp(0, false).double_value(&[]) + area
                    - 3_f64.ln()
            })
            .collect()
    }

    #[test]
    fn the_labelled_bound_lies_below_the_joint_by_the_kl_to_the_posterior() {
        for observed in [Observed::Pixels, Observed::Reals] {
            let (m2, x) = (small(observed), Random::new(5).uniform(&[1, 6]).unwrap().round());
            let exact = by_grid(&m2, &x);
            let n = 40_000;
            for (k, exact) in (0..3).zip(exact) {
                let (many, y) = (x.repeat([n, 1]), class(k, n));
                let eps = Random::new(k as u64).standard_normal(&[n, 2]).unwrap();
                let bound = m2.labelled_bound(&many, &y, &eps).unwrap().to_kind(Kind::Double);
                let mean = bound.mean(Kind::Double).double_value(&[]);
                // KL(q ‖ p(z|x, y)) by the same codes: log q − log p(x, y, z) + log p(x, y)
                let q = m2.q_z(&many, &y).unwrap();
                let z = q.reparameterise(&eps).unwrap();
                let joint =
                    m2.log_p_x(&many, &y, &z).unwrap() + log_prior(&z).unwrap() - 3_f64.ln();
                let gap =
                    (q.log_prob(&z).unwrap() - joint).mean(Kind::Double).double_value(&[]) + exact;
                assert!(
                    gap > 0.0 && (exact - mean - gap).abs() < 0.02,
                    "{k}: {exact} {mean} {gap}"
                );
            }
        }
    }

    #[test]
    fn the_unlabelled_bound_is_the_sum_over_classes_and_below_the_evidence() {
        let (m2, x) = (small(Observed::Pixels), Random::new(5).uniform(&[4, 6]).unwrap().round());
        let eps = Random::new(2).standard_normal(&[12, 2]).unwrap();
        let whole = m2.unlabelled_bound(&x, &eps).unwrap();
        let log_q = m2.log_q_y(&x).unwrap();
        for i in 0..4 {
            let mut by_hand = 0.0;
            for k in 0..3 {
                let noise = eps.get(k * 4 + i).view([1, 2]);
                let one = x.get(i).view([1, 6]);
                let bound = m2.labelled_bound(&one, &class(k, 1), &noise).unwrap();
                let log_q = log_q.double_value(&[i, k]);
                by_hand += log_q.exp() * (bound.double_value(&[0]) - log_q);
            }
            assert!((whole.double_value(&[i]) - by_hand).abs() < 1e-5);
        }
        let one = x.get(0).view([1, 6]);
        let evidence: f64 = by_grid(&m2, &one).iter().map(|log_p| log_p.exp()).sum::<f64>().ln();
        let n = 20_000;
        let eps = Random::new(3).standard_normal(&[3 * n, 2]).unwrap();
        let bound = m2.unlabelled_bound(&one.repeat([n, 1]), &eps).unwrap();
        let bound = bound.mean(Kind::Double).double_value(&[]);
        assert!(bound < evidence && evidence - bound < 3.0, "{bound} {evidence}");
    }

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        let (m2, x) = (small(Observed::Reals), Random::new(5).uniform(&[2, 6]).unwrap());
        let x = x.to_kind(Kind::Double);
        let eps = Random::new(2).standard_normal(&[6, 2]).unwrap().to_kind(Kind::Double);
        for parameter in m2.parameters() {
            let mut parameter = parameter.shallow_clone();
            let _no_graph = tch::no_grad_guard();
            let exact = parameter.to_kind(Kind::Double).set_requires_grad(true);
            parameter.set_data(&exact);
        }
        let value = || m2.unlabelled_bound(&x, &eps).unwrap().sum(Kind::Double);
        let gradients = Tensor::run_backward(&[value()], &m2.parameters(), false, false);
        for ((name, parameter), gradient) in m2.named_parameters().into_iter().zip(&gradients) {
            let (h, at) = (1e-5, parameter.numel() as i64 / 2);
            let shifted = |by: f64| {
                let _no_graph = tch::no_grad_guard();
                let _ = parameter.view(-1).get(at).g_add_scalar_(by);
                let moved = value().double_value(&[]);
                let _ = parameter.view(-1).get(at).g_add_scalar_(-by);
                moved
            };
            let slope = (shifted(h) - shifted(-h)) / (2.0 * h);
            let wanted = gradient.reshape(-1).double_value(&[at]);
            assert!(
                (slope - wanted).abs() < 1e-6 * wanted.abs().max(1.0),
                "{name}: {slope} {wanted}"
            );
        }
    }
}
