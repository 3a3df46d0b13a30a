//! Every grader, tried with the solution, with the empty hole and with typical wrong answers.

use tch::{Kind, Tensor};
use vae_exercises::mistakes::{Mistake, Patient};
use vae_exercises::{Grade, answer, check, solution};

/// Right for the first, waiting for the second, and each other one told apart.
fn tried(right: Grade, empty: Grade, wrong: &[(Grade, &str)]) {
    assert!(right.is_right(), "{right:?}");
    assert_eq!(empty, Grade::Waits);
    assert!(wrong.len() >= 3);
    for (grade, part) in wrong {
        let Grade::NotYet(what) = grade else { panic!("{grade:?} for {part:?}") };
        assert!(what.contains(part), "{what:?} says nothing of {part:?}");
    }
}

#[test]
fn reparameterise() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, T) -> Tensor| check::reparameterise(|m, v, e| Some(f(m, v, e)));
    tried(
        grade(solution::reparameterise),
        check::reparameterise(|_, _, _| None),
        &[
            (grade(|mu, log_var, eps| mu + log_var * eps), "read as σ"),
            (grade(|mu, log_var, eps| mu + log_var.exp() * eps), "variance"),
            (grade(|mu, _, eps| mu + eps), "own size"),
            (grade(|mu, log_var, eps| mu - (log_var * 0.5).exp() * eps), "off by"),
            (grade(|mu, v, e| solution::reparameterise(&mu.detach(), &v.detach(), e)), "gradient"),
            (grade(|mu, _, _| mu.narrow(0, 0, 1)), "shape"),
        ],
    );
}

#[test]
fn kl_to_prior() {
    let grade = |f: fn(&Tensor, &Tensor) -> Tensor| check::kl_to_prior(|m, v| Some(f(m, v)));
    let mean = |mu: &Tensor, log_var: &Tensor| {
        let terms: Tensor = log_var + 1.0 - mu.square() - log_var.exp();
        terms.mean_dim(1_i64, false, Kind::Float) * -0.5
    };
    tried(
        grade(solution::kl_to_prior),
        check::kl_to_prior(|_, _| None),
        &[
            (grade(mean), "mean over the dimensions"),
            (grade(|mu, v| -solution::kl_to_prior(mu, v)), "sign"),
            (grade(|mu, v| solution::kl_to_prior(mu, v) * 2.0), "2.000 times"),
            (grade(|mu, v| solution::kl_to_prior(mu, &v.square().log())), "read as σ"),
            (grade(|mu, v| solution::kl_to_prior(mu, v).sum(Kind::Float)), "shape"),
        ],
    );
}

#[test]
fn log_likelihood() {
    let grade = |f: fn(&Tensor, &Tensor) -> Tensor| check::log_likelihood(|x, l| Some(f(x, l)));
    let by_probabilities = |x: &Tensor, l: &Tensor| {
        let (y, rest): (Tensor, Tensor) = (l.sigmoid(), 1.0 - l.sigmoid());
        let off: Tensor = 1.0 - x;
        let pixels: Tensor = x * y.log() + off * rest.log();
        pixels.sum_dim_intlist(1_i64, false, Kind::Float)
    };
    tried(
        grade(solution::log_likelihood),
        check::log_likelihood(|_, _| None),
        &[
            (grade(|x, l| solution::log_likelihood(x, l) / x.size()[1] as f64), "mean over"),
            (grade(|x, l| -solution::log_likelihood(x, l)), "sign"),
            (grade(by_probabilities), "logit 100"),
            (grade(|x, l| x * l - l.softplus()), "shape"),
        ],
    );
}

#[test]
fn elbo() {
    type T<'a> = &'a Tensor;
    type D<'a> = &'a dyn Fn(&Tensor) -> Tensor;
    let grade = |f: fn(T, (T, T), D, T) -> Tensor| check::elbo(|x, q, d, e| Some(f(x, q, d, e)));
    tried(
        grade(solution::elbo),
        check::elbo(|_, _, _, _| None),
        &[
            (grade(|x, q, d, e| -solution::elbo(x, q, d, e)), "loss"),
            (
                grade(|x, q, d, e| {
                    solution::elbo(x, q, d, e) + solution::kl_to_prior(q.0, q.1) * 2.0
                }),
                "added",
            ),
            (
                grade(|x, q, d, _| {
                    solution::log_likelihood(x, &d(q.0)) - solution::kl_to_prior(q.0, q.1)
                }),
                "decodes the mean",
            ),
            (grade(|x, q, d, e| solution::elbo(x, q, d, e).mean(Kind::Float)), "shape"),
        ],
    );
}

#[test]
fn adam() {
    type M<'a> = &'a mut Tensor;
    let grade = |f: fn(&Tensor, M, M, i32) -> Tensor| check::adam(|g, m, v, t| Some(f(g, m, v, t)));
    let uncorrected = |g: &Tensor, m: M, v: M, t: i32| {
        let _ = solution::adam(g, m, v, t);
        &*m * 1e-3 / (v.sqrt() + 1e-8)
    };
    let forgetful = |g: &Tensor, m: M, v: M, t: i32| {
        let (mut m, mut v) = (m.copy(), v.copy());
        solution::adam(g, &mut m, &mut v, t)
    };
    tried(
        grade(solution::adam),
        check::adam(|_, _, _, _| None),
        &[
            (grade(uncorrected), "step 1: means that start from 0"),
            (grade(forgetful), "stayed what it was"),
            (grade(|g, m, v, t| -solution::adam(g, m, v, t)), "sign"),
            (grade(|g, _, _, _| g * 1e-3), "plain gradient descent"),
        ],
    );
}

#[test]
fn training_step() {
    type Loss<'a> = &'a dyn Fn() -> Tensor;
    type Update<'a> = &'a mut dyn FnMut(usize, &Tensor);
    let grade = |f: fn(Loss, &[&Tensor], Update) -> f64| {
        check::training_step(|loss, all, update| Some(f(loss, all, update)))
    };
    let after = |loss: Loss, all: &[&Tensor], update: Update| {
        solution::training_step(loss, all, update);
        loss().double_value(&[])
    };
    let uphill = |loss: Loss, all: &[&Tensor], update: Update| {
        solution::training_step(loss, all, &mut |i, g| update(i, &-g))
    };
    let idle = |loss: Loss, _: &[&Tensor], _: Update| loss().double_value(&[]);
    let first = |loss: Loss, all: &[&Tensor], update: Update| {
        solution::training_step(loss, &all[..1], update)
    };
    tried(
        grade(solution::training_step),
        check::training_step(|_, _, _| None),
        &[
            (grade(after), "after the step"),
            (grade(uphill), "sign"),
            (grade(idle), "no parameter was moved"),
            (grade(first), "each parameter"),
        ],
    );
}

type Phi = (f64, f64);
type F<'a> = &'a dyn Fn(&Tensor) -> Tensor;

#[test]
fn score_gradient() {
    let grade =
        |f: fn(Phi, F, &Tensor) -> [Tensor; 2]| check::score_gradient(|q, g, e| Some(f(q, g, e)));
    let plain = |q: Phi, f: F, eps: &Tensor| solution::score_gradient(q, f, 0.0, eps);
    let unscaled = |q: Phi, f: F, eps: &Tensor| {
        let [a, b] = solution::score_gradient(q, f, 0.0, eps);
        [a * (0.5 * q.1).exp(), b]
    };
    let doubled = |q: Phi, f: F, eps: &Tensor| {
        let [a, b] = solution::score_gradient(q, f, 0.0, eps);
        [a, b * 2.0]
    };
    let mean = |q: Phi, f: F, eps: &Tensor| {
        solution::score_gradient(q, f, 0.0, eps).map(|t| t.mean(Kind::Double))
    };
    tried(
        grade(plain),
        check::score_gradient(|_, _, _| None),
        &[
            (grade(unscaled), "σ has a part in it"),
            (grade(doubled), "one half"),
            (grade(mean), "shape"),
            (grade(|q, f, e| solution::score_gradient(q, f, 0.0, e).map(|t| -t)), "sign"),
        ],
    );
}

#[test]
fn path_gradient() {
    let grade =
        |f: fn(Phi, F, &Tensor) -> [Tensor; 2]| check::path_gradient(|q, g, e| Some(f(q, g, e)));
    let by_sigma = |q: Phi, f: F, eps: &Tensor| {
        let [a, _] = solution::path_gradient(q, f, eps);
        let b = &a * eps;
        [a, b]
    };
    let at_eps = |_: Phi, f: F, eps: &Tensor| [f(eps), f(eps) * eps];
    let no_half = |q: Phi, f: F, eps: &Tensor| {
        let [a, b] = solution::path_gradient(q, f, eps);
        [a, b * 2.0]
    };
    tried(
        grade(solution::path_gradient),
        check::path_gradient(|_, _, _| None),
        &[
            (grade(by_sigma), "derivative by σ"),
            (grade(at_eps), "taken at ε"),
            (grade(no_half), "one half"),
        ],
    );
}

#[test]
fn baseline() {
    type Estimator = fn(Phi, F, f64, &Tensor) -> [Tensor; 2];
    let grade = |f: Estimator| check::baseline(|q, g, b, e| Some(f(q, g, b, e)));
    let after = |q: Phi, f: F, b: f64, eps: &Tensor| {
        solution::score_gradient(q, f, 0.0, eps).map(|terms| terms - b)
    };
    tried(
        grade(solution::score_gradient),
        check::baseline(|_, _, _, _| None),
        &[
            (grade(after), "before the score multiplies"),
            (grade(|q, f, _, e| solution::score_gradient(q, f, 0.0, e)), "without the baseline"),
            (grade(|q, f, b, e| solution::score_gradient(q, f, -b, e)), "added"),
        ],
    );
}

#[test]
fn bound() {
    let grade = |f: fn(&[f64], &[f64], f64) -> f64| check::bound(|j, q, s| Some(f(j, q, s)));
    let fit_only = |joint: &[f64], q: &[f64], step: f64| {
        joint.iter().zip(q).map(|(j, q)| q.exp() * j).sum::<f64>() * step
    };
    let evidence = |joint: &[f64], _: &[f64], step: f64| {
        (joint.iter().map(|j| j.exp()).sum::<f64>() * step).ln()
    };
    tried(
        grade(solution::bound),
        check::bound(|_, _, _| None),
        &[
            (grade(|j, q, s| -solution::bound(j, q, s)), "sign"),
            (grade(fit_only), "log q(z) is missing"),
            (grade(evidence), "evidence itself"),
            (grade(|j, q, _| solution::bound(j, q, 1.0)), "width of a cell"),
        ],
    );
}

#[test]
fn jensen() {
    let grade = |f: fn(&[f64]) -> (f64, f64)| check::jensen(|u| Some(f(u)));
    let sums = |u: &[f64]| (u.iter().map(|u| u.ln()).sum(), solution::jensen(u).1);
    let log_of_sum = |u: &[f64]| (solution::jensen(u).0, u.iter().sum::<f64>().ln());
    tried(
        grade(solution::jensen),
        check::jensen(|_| None),
        &[
            (grade(sums), "a sum where a mean"),
            (grade(log_of_sum), "logarithm of the sum"),
            (grade(|u| (solution::jensen(u).1, solution::jensen(u).0)), "changed places"),
        ],
    );
}

#[test]
fn climb() {
    type Hill<'a> = &'a dyn Fn(f64, f64) -> f64;
    let grade = |f: fn(Hill, Phi, f64) -> Phi| check::climb(|b, q, r| Some(f(b, q, r)));
    let only_mu = |b: Hill, q: Phi, r: f64| (solution::climb(b, q, r).0, q.1);
    tried(
        grade(solution::climb),
        check::climb(|_, _, _| None),
        &[
            (grade(|b, q, r| solution::climb(b, q, -r)), "downhill"),
            (grade(|b, q, r| solution::climb(b, q, 2.0 * r)), "twice too long"),
            (grade(only_mu), "log σ² does not"),
            (grade(|b, q, _| solution::climb(b, q, 1.0)), "rate is missing"),
        ],
    );
}

#[test]
fn layer_backward() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, T) -> [Tensor; 3]| check::layer_backward(|d, x, w| Some(f(d, x, w)));
    let turned = |d: T, x: T, w: T| {
        let [a, b, c] = solution::layer_backward(d, x, w);
        [a.tr(), b, c]
    };
    let mean = |d: T, x: T, w: T| solution::layer_backward(d, x, w).map(|t| t / d.size()[0] as f64);
    let minus = |d: T, x: T, w: T| solution::layer_backward(d, x, w).map(|t| -t);
    tried(
        grade(solution::layer_backward),
        check::layer_backward(|_, _, _| None),
        &[(grade(turned), "shape"), (grade(mean), "mean over the batch"), (grade(minus), "sign")],
    );
}

#[test]
fn softmax_gradient() {
    let grade = |f: fn(&Tensor, &Tensor) -> Tensor| check::softmax_gradient(|l, y| Some(f(l, y)));
    tried(
        grade(solution::softmax_gradient),
        check::softmax_gradient(|_, _| None),
        &[
            (grade(|l, y| solution::softmax_gradient(l, y) * l.size()[0]), "sum over the batch"),
            (grade(|l, y| -solution::softmax_gradient(l, y)), "sign"),
            (grade(|l, _| l.softmax(1, Kind::Float)), "label"),
        ],
    );
}

#[test]
fn nearest_mean() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, T) -> Tensor| check::nearest_mean(|z, y, t| Some(f(z, y, t)));
    let farthest = |z: T, y: T, t: T| {
        let means = (0..10).map(|k| z.index_select(0, &y.eq(k).nonzero().squeeze_dim(1)));
        let means = means.map(|own| own.mean_dim(0_i64, false, Kind::Float));
        Tensor::cdist(t, &Tensor::stack(&means.collect::<Vec<_>>(), 0), 2.0, None).argmax(1, false)
    };
    let one_hot = |z: T, y: T, t: T| solution::nearest_mean(z, y, t).one_hot(10);
    let first = |_: T, y: T, t: T| y.narrow(0, 0, t.size()[0]).ones_like();
    tried(
        grade(solution::nearest_mean),
        check::nearest_mean(|_, _, _| None),
        &[(grade(farthest), "farthest"), (grade(one_hot), "shape"), (grade(first), "off by")],
    );
}

#[test]
fn importance_bound() {
    let grade = |f: fn(&Tensor) -> Tensor| check::importance_bound(|w| Some(f(w)));
    tried(
        grade(solution::importance_bound),
        check::importance_bound(|_| None),
        &[
            (grade(|w| w.logsumexp(0_i64, false)), "logarithm of the sum"),
            (grade(|w| w.mean_dim(0_i64, false, Kind::Float)), "ELBO"),
            (grade(|w| w.exp().mean_dim(0_i64, false, Kind::Float).log()), "−800"),
        ],
    );
}

#[test]
fn estimate() {
    let grade = |f: fn(&[f64]) -> (f64, f64)| check::estimate(|w| Some(f(w)));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    fn spread(v: &[f64]) -> f64 {
        let mean = v.iter().sum::<f64>() / v.len() as f64;
        (v.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (v.len() - 1) as f64).sqrt()
    }
    fn weights(log_w: &[f64]) -> Vec<f64> {
        log_w.iter().map(|w| w.exp()).collect()
    }
    let with_error = |error: fn(&[f64]) -> f64| {
        check::estimate(move |w| Some((solution::estimate(w).0, error(w))))
    };
    tried(
        grade(solution::estimate),
        check::estimate(|_| None),
        &[
            (check::estimate(|w| Some((mean(w), 0.1))), "ELBO"),
            (check::estimate(|w| Some((mean(&weights(w)), 0.1))), "mean weight"),
            (grade(|w| (weights(w).iter().sum::<f64>().ln(), 0.1)), "logarithm of the sum"),
            (with_error(|w| spread(&weights(w)) / (w.len() as f64).sqrt()), "mean weight, not"),
            (with_error(|w| spread(w) / (w.len() as f64).sqrt()), "another number"),
            (with_error(|w| solution::estimate(w).1.powi(2)), "root"),
            (
                grade(|w| {
                    let (all, n) = (weights(w), w.len() as f64);
                    let mean = all.iter().sum::<f64>() / n;
                    (mean.ln(), spread(&all) / mean / n.sqrt())
                }),
                "−800",
            ),
        ],
    );
}

#[test]
fn annealed_weight() {
    type F = fn(f64, (f64, f64), f64, f64) -> f64;
    let grade = |f: F| check::annealed_weight(|w, b, q, p| Some(f(w, b, q, p)));
    tried(
        grade(solution::annealed_weight),
        check::annealed_weight(|_, _, _, _| None),
        &[
            (grade(|_, b, q, p| (b.1 - b.0) * (p - q)), "lost"),
            (grade(|w, b, q, p| w - (b.1 - b.0) * (p - q)), "sign"),
            (grade(|w, b, q, p| w + b.1 * (p - q)), "new β alone"),
            (grade(|w, b, _, p| w + (b.1 - b.0) * p), "q₀ counts"),
            (grade(|w, _, q, p| w + p - q), "whole way"),
            (grade(|_, b, q, p| 1.5 + (0.7 - 0.3) * (p - q) + 0.0 * b.0), "must stay"),
        ],
    );
}

#[test]
fn answers_about_evidence() {
    let variance = |v: f64| answer::least_variance(Some(v));
    tried(
        variance(0.5),
        answer::least_variance(None),
        &[(variance(1.0), "narrower"), (variance(0.707), "deviation"), (variance(2.0), "squared")],
    );
    let claims = |all: [bool; 4]| answer::sound_claims(all.map(Some));
    tried(
        claims([false, true, false, true]),
        answer::sound_claims([Some(false), None, Some(false), Some(true)]),
        &[
            (claims([true, true, false, true]), "the first"),
            (claims([false, false, false, true]), "the second"),
            (claims([false, true, true, true]), "the third"),
            (claims([false, true, false, false]), "the fourth"),
        ],
    );
    let bug = |n: u8| answer::hasty_annealing(Some(n));
    tried(
        bug(2),
        answer::hasty_annealing(None),
        &[(bug(1), "log C"), (bug(3), "downwards"), (bug(0), "no 0")],
    );
    let distance = |nats: f64| answer::least_distance(Some(nats));
    tried(
        distance(0.0966),
        answer::least_distance(None),
        &[
            (distance(0.153), "other direction"),
            (distance(0.3179), "σ"),
            (distance(0.193), "factor"),
        ],
    );
}

#[test]
fn labels_as_latent_variables() {
    let sum = |t: Tensor| t.sum_dim_intlist(1_i64, false, Kind::Float);
    let grade = |f: &dyn Fn(&Tensor, &Tensor) -> Tensor| {
        check::unlabelled_bound(|log_q, bounds| Some(f(log_q, bounds)))
    };
    tried(
        grade(&solution::unlabelled_bound),
        check::unlabelled_bound(|_, _| None),
        &[
            (grade(&|log_q, bounds| sum(log_q.exp() * bounds)), "entropy of q(y|x) is missing"),
            (grade(&|log_q, bounds| sum(log_q.exp() * (bounds + log_q))), "wrong sign"),
            (grade(&|_, bounds| bounds.mean_dim(1_i64, false, Kind::Float)), "not alike"),
            (grade(&|_, bounds| bounds.logsumexp(1_i64, false)), "best q(y|x)"),
            (
                grade(&|log_q, bounds| {
                    let q = log_q.exp();
                    sum(&q * (bounds - q.log()))
                }),
                "take log q as it is given",
            ),
        ],
    );
    let grade = |f: fn(&Tensor) -> Tensor| check::best_label(|bounds| Some(f(bounds)));
    tried(
        grade(solution::best_label),
        check::best_label(|_| None),
        &[
            (grade(|bounds| bounds.softmax(1, Kind::Float)), "its logarithm is wanted"),
            (grade(|bounds| bounds.shallow_clone()), "add up to 1"),
            (grade(|bounds| bounds.log_softmax(0, Kind::Float)), "normalise each row"),
        ],
    );
    let taught = |mine: [bool; 4]| answer::taught(mine.map(Some));
    tried(
        taught([false, true, true, true]),
        answer::taught([None; 4]),
        &[
            (taught([true, true, true, true]), "does q(y|x) stand"),
            (taught([false, false, true, true]), "whose p(x|y, z)"),
            (taught([false, true, true, false]), "are summed"),
        ],
    );
}

#[test]
fn numbers_and_choices() {
    tried(
        answer::largest_rate(Some((0.5, 0.975))),
        answer::largest_rate(None),
        &[
            (answer::largest_rate(Some((20.0, 0.975))), "flat direction"),
            (answer::largest_rate(Some((0.5, 0.95))), "at the limit itself"),
            (answer::largest_rate(Some((0.25, 0.975))), "in one step"),
        ],
    );
    tried(
        answer::two_directions(Some((0.818, 2.807))),
        answer::two_directions(None),
        &[
            (answer::two_directions(Some((2.807, 0.818))), "changed places"),
            (answer::two_directions(Some((0.818, 0.818))), "changed places"),
            (answer::two_directions(Some((0.5, 2.8))), "too small"),
        ],
    );
    tried(
        answer::directions(Some((-1, 1))),
        answer::directions(None),
        &[
            (answer::directions(Some((1, -1))), "both go the other way"),
            (answer::directions(Some((-1, -1))), "read as σ, is"),
            (answer::directions(Some((1, 1))), "σ² above 1"),
        ],
    );
    let betas = [0.25, 1.0, 2.0, 16.0];
    let bounds = |mine: [bool; 4]| answer::bounds(betas, mine.map(Some));
    tried(
        bounds([false, true, true, true]),
        answer::bounds(betas, [Some(false), None, None, None]),
        &[
            (bounds([false, true, false, false]), "compare its loss"),
            (bounds([true, true, true, true]), "less than −log p(x)"),
            (bounds([false, false, true, true]), "β = 1"),
        ],
    );
    tried(
        answer::sigma_of_beta(Some(0.529)),
        answer::sigma_of_beta(None),
        &[
            (answer::sigma_of_beta(Some(0.02236)), "this is a mean"),
            (answer::sigma_of_beta(Some(0.748)), "factor two"),
            (answer::sigma_of_beta(Some(0.28)), "variance"),
        ],
    );
    tried(
        answer::standard_error(Some(0.641)),
        answer::standard_error(None),
        &[
            (answer::standard_error(Some(0.00641)), "percentage points"),
            (answer::standard_error(Some(20.29)), "one image"),
            (answer::standard_error(Some(3.0)), "too large"),
        ],
    );
}

#[test]
fn numbers_of_the_experiments() {
    let bits_and_kinds = |mine| answer::bits_and_kinds(7.13, mine);
    tried(
        bits_and_kinds(Some((10.3, 1250.0))),
        bits_and_kinds(None),
        &[
            (bits_and_kinds(Some((7.13, 1250.0))), "those are nats"),
            (bits_and_kinds(Some((4.94, 1250.0))), "less than a nat"),
            (bits_and_kinds(Some((10.3, 140.1))), "power of *nats*"),
        ],
    );
    tried(
        answer::difference(Some((0.43, false))),
        answer::difference(None),
        &[
            (answer::difference(Some((0.155, false))), "standard error"),
            (answer::difference(Some((0.747, false))), "one further run"),
            (answer::difference(Some((0.609, false))), "squares"),
            (answer::difference(Some((0.43, true))), "Is 0 outside"),
        ],
    );
    tried(
        answer::information(Some(0.216)),
        answer::information(None),
        &[
            (answer::information(Some(0.693)), "what x tells"),
            (answer::information(Some(0.477)), "remains unknown"),
            (answer::information(Some(0.311)), "bits"),
            (answer::information(Some(0.057)), "three times in four"),
        ],
    );
}

#[test]
fn numbers_of_the_plane() {
    tried(
        answer::share_of_the_square(Some(0.911)),
        answer::share_of_the_square(None),
        &[
            (answer::share_of_the_square(Some(0.9545)), "one axis"),
            (answer::share_of_the_square(Some(0.865)), "disc"),
            (answer::share_of_the_square(Some(0.909)), "overlap"),
        ],
    );
    tried(
        answer::third_of_the_way(Some(11.11)),
        answer::third_of_the_way(None),
        &[
            (answer::third_of_the_way(Some(20.0)), "shorter"),
            (answer::third_of_the_way(Some(10.0)), "half of the way"),
            (answer::third_of_the_way(Some(3.333)), "a length"),
        ],
    );
    let free = |mine: [bool; 4]| answer::free_maps(mine.map(Some));
    tried(
        free([false, true, true, true]),
        answer::free_maps([Some(false), None, None, None]),
        &[
            (free([true, true, true, true]), "ellipse"),
            (free([false, false, true, true]), "90°"),
            (free([false, true, true, false]), "exchange"),
        ],
    );
}

#[test]
fn warm_up() {
    let grade = |f: fn(usize, usize) -> f64| check::warm_up(|e, over| Some(f(e, over)));
    tried(
        grade(|epoch, over| (epoch as f64 / over as f64).min(1.0)),
        check::warm_up(|_, _| None),
        &[
            (grade(|epoch, over| ((epoch - 1) as f64 / over as f64).min(1.0)), "late"),
            (grade(|epoch, over| epoch as f64 / over as f64), "grows on"),
            (grade(|epoch, over| (epoch / over) as f64), "not equal"),
            (grade(|e, over| if e > over { 0.0 } else { e as f64 / over as f64 }), "stays"),
        ],
    );
}

#[test]
fn circle() {
    let points = |n: i64, radius: f64, first: f64, step: f64| {
        let angle = Tensor::arange(n, (Kind::Float, tch::Device::Cpu)) * step + first;
        Tensor::stack(&[angle.cos(), angle.sin()], 1) * radius
    };
    let whole = |n: i64| 2.0 * std::f64::consts::PI / n as f64;
    let grade = |f: &dyn Fn(i64, f64) -> Tensor| check::circle(|n, r| Some(f(n, r)));
    tried(
        grade(&|n, r| points(n, r, 0.3, -whole(n))),
        check::circle(|_, _| None),
        &[
            (grade(&|n, _| points(n, 1.0, 0.0, whole(n))), "radius is 1"),
            (grade(&|n, r| points(n, r, 0.0, whole(n - 1))), "two of its points"),
            (grade(&|n, r| points(n, r, 0.0, whole(n) / 2.0)), "all the way round"),
            (grade(&|n, r| points(n, r, 0.0, whole(n)).tr()), "shape"),
        ],
    );
}

#[test]
fn right_half() {
    let index = |f: fn(i64) -> bool| {
        let seen: Vec<f32> = (0..784).map(|i| f32::from(f(i))).collect();
        check::right_half(|| Some(Tensor::from_slice(&seen)))
    };
    let column = Tensor::arange(784, (Kind::Float, tch::Device::Cpu)).remainder(28.0);
    tried(
        index(|i| i % 28 >= 14),
        check::right_half(|| None),
        &[
            (index(|i| i % 28 < 14), "covered"),
            (index(|i| i / 28 >= 14), "row by row"),
            (index(|i| i % 28 > 14), "a column is missing"),
            (check::right_half(|| Some(column.ge(14.0))), "floats"),
        ],
    );
}

#[test]
fn laplace() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, T) -> Tensor| check::laplace(|x, mu, b| Some(f(x, mu, b)));
    let sum = |t: Tensor| t.sum_dim_intlist(1_i64, false, Kind::Float);
    let without_height = |x: T, mu: T, b: T| -> Tensor {
        let pixels: Tensor = -(x - mu).abs() / b.exp();
        pixels.sum_dim_intlist(1_i64, false, Kind::Float)
    };
    let gaussian = move |x: T, mu: T, b: T| {
        let pixels: Tensor = -(x - mu).square() / b.exp() - b - 2_f64.ln();
        sum(pixels)
    };
    let scale_itself = |x: T, mu: T, b: T| -> Tensor {
        let pixels: Tensor = -(x - mu).abs() / b - b - 2_f64.ln();
        pixels.sum_dim_intlist(1_i64, false, Kind::Float)
    };
    tried(
        grade(solution::laplace),
        check::laplace(|_, _, _| None),
        &[
            (grade(|x, mu, b| solution::laplace(x, mu, b) / x.size()[1] as f64), "mean over"),
            (grade(|x, mu, b| -solution::laplace(x, mu, b)), "sign"),
            (grade(without_height), "height"),
            (check::laplace(|x, mu, b| Some(gaussian(x, mu, b))), "squared"),
            (grade(scale_itself), "exponential"),
            (grade(|x, mu, b| -(x - mu).abs() / b.exp() - b - 2_f64.ln()), "shape"),
        ],
    );
}

#[test]
fn bits_per_number() {
    let grade = |f: fn(f64, f64) -> f64| check::bits_per_number(|nats, d| Some(f(nats, d)));
    tried(
        grade(solution::bits_per_number),
        check::bits_per_number(|_, _| None),
        &[
            (grade(|nats, d| nats / (d * 2_f64.ln())), "how wide is the step"),
            (grade(|nats, d| nats / (d * 2_f64.ln()) - 255_f64.log2()), "less than the density"),
            (grade(|nats, d| nats / (d * 2_f64.ln()) + 8.0), "255 steps"),
            (grade(|nats, d| nats / d + 255_f64.log2()), "mixed"),
            (grade(|nats, d| nats / d + 255_f64.ln()), "those are nats"),
            (grade(|nats, d| solution::bits_per_number(nats, d) * d), "whole picture"),
        ],
    );
}

#[test]
fn numbers_of_your_own_model() {
    let reports = |bits: f64| answer::two_reports(Some(bits));
    tried(
        reports(1.983),
        answer::two_reports(None),
        &[(reports(-1.983), "sign"), (reports(6.011), "step"), (reports(1.375), "nats")],
    );
    let codes = |nats: f64| answer::codebook(Some(nats));
    tried(
        codes(399.25),
        answer::codebook(None),
        &[(codes(576.0), "bits"), (codes(6.238), "one place"), (codes(0.0), "certain")],
    );
    let mistake = |choice: u8| answer::sisters(Some(choice));
    tried(
        mistake(2),
        answer::sisters(None),
        &[(mistake(1), "worse"), (mistake(3), "too high"), (mistake(4), "no 4")],
    );
}

#[test]
fn diagnoses() {
    let ails = [(Patient::A, Mistake::MeanOverPixels), (Patient::B, Mistake::SigmaForLogVar)];
    for (patient, mistake) in ails {
        assert!(answer::diagnosis(patient, Some(mistake)).is_right());
        assert_eq!(answer::diagnosis(patient, None), Grade::Waits);
        for wrong in Mistake::ALL.into_iter().filter(|m| *m != mistake) {
            assert!(matches!(answer::diagnosis(patient, Some(wrong)), Grade::NotYet(_)));
        }
    }
}

/// No grade of a wrong answer holds the right one.
#[test]
fn no_answer_is_shown() {
    let grades = [
        (answer::largest_rate(Some((1.0, 1.0))), "0.5"),
        (answer::largest_rate(Some((0.5, 1.0))), "0.975"),
        (answer::two_directions(Some((9.0, 9.0))), "0.81"),
        (answer::standard_error(Some(9.0)), "0.64"),
        (answer::difference(Some((9.0, false))), "0.43"),
        (answer::share_of_the_square(Some(0.1)), "0.91"),
        (answer::third_of_the_way(Some(9.0)), "11."),
        (answer::information(Some(9.0)), "0.21"),
        (answer::two_reports(Some(9.0)), "1.98"),
        (answer::codebook(Some(9.0)), "399"),
        (check::reparameterise(|mu, _, _| Some(mu.copy())), "exp"),
    ];
    for (grade, right) in grades {
        assert!(!grade.or("").contains(right), "{grade:?}");
    }
}

#[test]
fn numbers_of_the_first_chapters() {
    let nothing = |nats| answer::knowing_nothing(Some(nats));
    tried(
        nothing(543.4),
        answer::knowing_nothing(None),
        &[(nothing(784.0), "bits"), (nothing(0.693), "one pixel"), (nothing(392.0), "−log")],
    );
    let coins = |nats| answer::two_coins(Some(nats));
    tried(
        coins(0.193),
        answer::two_coins(None),
        &[(coins(1.194), "apart"), (coins(1.386), "the pair"), (coins(0.278), "bits")],
    );
    let (white, images) = ([0.0189, 0.9832], [5444.0, 6179.0]);
    let pixel = |p| answer::after_one_pixel(white, images, p);
    tried(
        pixel(Some(0.9833)),
        pixel(None),
        &[
            (pixel(Some(0.532)), "before"),
            (pixel(Some(0.01665)), "how probable"),
            (pixel(Some(0.5)), "small"),
        ],
    );
    let digits = |cheap, dear| answer::cheapest_and_dearest(Some((cheap, dear)));
    tried(
        digits(1, 2),
        answer::cheapest_and_dearest(None),
        &[(digits(1, 0), "more ink"), (digits(1, 8), "than 8"), (digits(7, 2), "least ink")],
    );
}

#[test]
fn levels_losses_and_numbers_that_are_trained() {
    let level = |density, mass| answer::density_of_a_level(Some((density, mass)));
    tried(
        level(5.315, -0.226),
        answer::density_of_a_level(None),
        &[
            (level(203.46, -0.226), "the density"),
            (level(6.234, -0.226), "log 2π"),
            (level(5.315, 5.315), "still"),
            (level(5.315, 10.856), "negative"),
        ],
    );
    let honest = |mine: [bool; 4]| answer::honest_losses(mine.map(Some));
    tried(
        honest([false, true, true, false]),
        answer::honest_losses([Some(false), None, None, None]),
        &[
            (honest([true, true, true, false]), "lowest"),
            (honest([false, false, true, false]), "beforehand"),
            (honest([false, true, false, false]), "third"),
            (honest([false, true, true, true]), "training"),
        ],
    );
    let network = |trained, idle| answer::trained_and_idle(Some((trained, idle)));
    tried(
        network(668_560, 25_050),
        answer::trained_and_idle(None),
        &[
            (network(667_500, 25_050), "bias"),
            (network(693_610, 25_050), "variances"),
            (network(668_561, 25_050), "too large"),
            (network(668_560, 25_000), "idle"),
        ],
    );
}

#[test]
fn overlaps_and_comparisons() {
    let overlap = |d| answer::half_overlap(Some(d));
    tried(
        overlap(1.35),
        answer::half_overlap(None),
        &[(overlap(0.674), "both sides"), (overlap(2.0), "0.32"), (overlap(1.2), "small")],
    );
    let fair = |mine: [bool; 4]| answer::comparable(mine.map(Some));
    tried(
        fair([true, false, false, false]),
        answer::comparable([None; 4]),
        &[
            (fair([false, false, false, false]), "what else"),
            (fair([true, true, false, false]), "ones"),
            (fair([true, false, true, false]), "floor"),
            (fair([true, false, false, true]), "rounded"),
        ],
    );
}

#[test]
fn density_at() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, f64) -> Tensor| check::density_at(|z, c, h| Some(f(z, c, h)));
    let right = solution::density_at;
    let one = |h: f64| (2.0 * std::f64::consts::PI).sqrt() * h;
    tried(
        grade(solution::density_at),
        check::density_at(|_, _, _| None),
        &[
            (check::density_at(|z, c, h| Some(right(z, c, h) * c.size()[0])), "a sum"),
            (check::density_at(|z, c, h| Some(right(z, c, h) * one(h))), "one dimension"),
            (check::density_at(|z, c, h| Some(right(z, c, h) * one(h).powi(2))), "height 1"),
            (grade(|z, c, h| solution::density_at(z, c, h.sqrt()) / h), "its square"),
            (grade(|z, c, h| solution::density_at(z, c, h).unsqueeze(1)), "shape"),
        ],
    );
}

#[test]
fn straight_way() {
    type T<'a> = &'a Tensor;
    let grade = |f: fn(T, T, i64) -> Tensor| check::straight_way(|a, b, n| Some(f(a, b, n)));
    tried(
        grade(solution::straight_way),
        check::straight_way(|_, _, _| None),
        &[
            (grade(|a, b, n| solution::straight_way(b, a, n)), "from b to a"),
            (grade(|a, b, n| solution::straight_way(a, b, n + 1).narrow(0, 0, n)), "before b"),
            (grade(|a, b, n| solution::straight_way(a, b, n) - a), "origin"),
            (grade(|a, b, n| solution::straight_way(a, b, n - 1)), "shape"),
        ],
    );
}

#[test]
fn quantile_lines() {
    let grade = |f: fn(&Tensor) -> Tensor| {
        let count = |n| Tensor::arange(n, (Kind::Double, tch::Device::Cpu));
        check::quantile_lines(|n| Some(f(&count(n))))
    };
    tried(
        check::quantile_lines(|n| Some(solution::quantile_lines(n))),
        check::quantile_lines(|_| None),
        &[
            (grade(|i| (i / 5.0).special_ndtri()), "infinite"),
            (grade(|i| (i + 0.5) / 5.0), "shares"),
            (grade(|i| ((i + 1.0) / 6.0).special_ndtri()), "n + 1 parts"),
            (grade(|i| (i + 0.5) * 1.2 - 3.0), "evenly"),
        ],
    );
}

#[test]
fn binarised() {
    let grade = |f: fn(&Tensor) -> Tensor| check::binarised(|x| Some(f(x)));
    tried(
        grade(|x| x.ge(0.5).to_kind(Kind::Float)),
        check::binarised(|_| None),
        &[
            (grade(|x| x.ge(0.5)), "floats"),
            (grade(|x| x.round()), "½ itself"),
            (grade(|x| x.gt(0.0).to_kind(Kind::Float)), "grey"),
            (grade(|x| x.lt(0.5).to_kind(Kind::Float)), "changed places"),
        ],
    );
}
