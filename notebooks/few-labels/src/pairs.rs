//! The sum over classes with most of its terms left to chance, and the same on average.
//!
//! Once q(y|x) is sure of a row, all classes but one add next to nothing to its bound and cost as
//! much. A class of probability q below `least` is therefore taken with probability q / `least`,
//! and weighs `least` where it is: q on average. The sum, and its gradient, keep their mean.

use tch::{Kind, Tensor};
use vae_core::{Error, Random, Result};

use crate::model::M2;

/// Rows of a batch and classes to try them in.
struct Pairs {
    /// The row, `[R]`; the first B are all rows, in their most probable class.
    row: Tensor,
    /// The class, `[R]`.
    class: Tensor,
    /// With what probability the pair is here, `[R]`.
    chance: Tensor,
}

impl Pairs {
    /// Of probabilities `[B, K]`, by uniform numbers of their shape.
    fn draw(q: &Tensor, least: f64, uniform: &Tensor) -> Result<Self> {
        let rows = q.size()[0];
        let (kind, device) = (q.f_kind()?, q.device());
        let chance = match least > 0.0 {
            true => (q.f_detach()? / least).f_clamp_max(1.0)?,
            false => q.f_ones_like()?.f_detach()?,
        };
        let top = q.f_argmax(1, true)?; //                                     [B, 1]
        let is_top = q.f_zeros_like()?.f_detach()?.f_scatter_value(1, &top, 1.0)?;
        let others = uniform.f_lt_tensor(&chance)?.f_logical_and(&is_top.f_eq(0.0)?)?;
        let others = others.f_nonzero()?; //                                   [R − B, 2]
        let all = Tensor::f_arange(rows, (Kind::Int64, device))?;
        let row = Tensor::f_cat(&[&all, &others.f_select(1, 0)?], 0)?;
        let class = Tensor::f_cat(&[&top.f_view([rows])?, &others.f_select(1, 1)?], 0)?;
        let picked =
            chance.f_index(&[Some(&others.f_select(1, 0)?), Some(&others.f_select(1, 1)?)])?;
        let sure = Tensor::f_ones([rows], (kind, device))?;
        Ok(Self { chance: Tensor::f_cat(&[&sure, &picked], 0)?, row, class })
    }
}

impl M2 {
    /// The [`unlabelled_bound`](Self::unlabelled_bound), `[B]`, with every class of at least
    /// probability `least` and some of the others, and how many terms that were: the same on
    /// average, and so is its gradient.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where `x` is not `[B, D]`, and for a `least` that
    /// is no probability.
    pub fn unlabelled_bound_by_chance(
        &self,
        x: &Tensor,
        least: f64,
        random: &mut Random,
    ) -> Result<(Tensor, i64)> {
        if !(0.0..=1.0).contains(&least) {
            return Err(Error::config("least", least, "choose a probability"));
        }
        let rows = self.check_rows(x)?;
        let kind = x.f_kind()?;
        let log_q = self.log_q_y(x)?; //                                       [B, K]
        let q = log_q.f_exp()?;
        let pairs = Pairs::draw(&q, least, &random.uniform(&q.size())?)?;
        let terms = pairs.row.size()[0];
        let eps = random.standard_normal(&[terms, self.config().latent])?.f_to_kind(kind)?;
        let bound = self.labelled_bound(&x.f_index_select(0, &pairs.row)?, &pairs.class, &eps)?;
        let weight = q.f_index(&[Some(&pairs.row), Some(&pairs.class)])? / &pairs.chance; // [R]
        // Σ_y q(y|x) = 1: what is taken off every class's bound comes back whole, and differences
        // between classes are all that chance multiplies.
        let level = bound.f_detach()?.f_narrow(0, 0, rows)?; //                [B]
        let above = weight * (&bound - level.f_index_select(0, &pairs.row)?);
        let sum = level.f_index_add(0, &pairs.row, &above)?;
        let entropy = (&q * &log_q).f_sum_dim_intlist(1, false, kind)?;
        Ok((sum - entropy, terms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::M2Config;

    /// A model that is nearly sure of some rows and of others not at all.
    fn model() -> (M2, Tensor) {
        let config =
            M2Config { columns: 6, classes: 4, latent: 2, hidden: vec![8], ..M2Config::default() };
        let m2 = M2::new(config, 3).unwrap();
        for (name, parameter) in m2.named_parameters() {
            if name == "classifier.logits.weight" {
                let _no_graph = tch::no_grad_guard();
                let _ = parameter.shallow_clone().g_mul_scalar_(6.0);
            }
        }
        (m2, Random::new(0).uniform(&[5, 6]).unwrap().round())
    }

    #[test]
    fn every_class_is_there_where_none_is_left_to_chance() {
        let (m2, x) = model();
        let (bound, terms) = m2.unlabelled_bound_by_chance(&x, 0.0, &mut Random::new(1)).unwrap();
        assert_eq!((bound.size(), terms), (vec![5], 20));
    }

    #[test]
    fn value_and_gradient_have_the_mean_of_the_whole_sum() {
        let (m2, x) = model();
        let classifier = || {
            let named = m2.named_parameters().into_iter();
            named
                .filter(|(name, _)| {
                    name == "classifier.logits.bias" || name == "decoder.logits.bias"
                })
                .map(|named| named.1)
                .collect::<Vec<_>>()
        };
        let of = |bound: &Tensor| {
            let loss = bound.sum(Kind::Float);
            let gradients = Tensor::run_backward(&[&loss], &classifier(), false, false);
            let flat: Vec<Tensor> = gradients.iter().map(|g| g.reshape(-1)).collect();
            let value = loss.detach().view([1]);
            Tensor::cat(&std::iter::once(value).chain(flat).collect::<Vec<_>>(), 0)
                .to_kind(Kind::Double)
        };
        let n = 2_000;
        let (mut by_chance, mut whole, mut fewest) = (Vec::new(), Vec::new(), i64::MAX);
        for i in 0..n {
            let random = &mut Random::new(i);
            let (bound, terms) = m2.unlabelled_bound_by_chance(&x, 0.2, random).unwrap();
            fewest = fewest.min(terms);
            by_chance.push(of(&bound));
            let eps = random.standard_normal(&[20, 2]).unwrap();
            whole.push(of(&m2.unlabelled_bound(&x, &eps).unwrap()));
        }
        assert!(fewest < 15, "chance never left a class out");
        let [chance, whole] = [by_chance, whole].map(|all| Tensor::stack(&all, 0));
        let gap = chance.mean_dim(0, false, Kind::Double) - whole.mean_dim(0, false, Kind::Double);
        let error = (chance.var_dim(0, true, false) + whole.var_dim(0, true, false)).sqrt()
            / (n as f64).sqrt();
        let worst = (gap / error).abs().max().double_value(&[]);
        assert!(worst < 4.5, "{worst} standard errors");
    }
}
