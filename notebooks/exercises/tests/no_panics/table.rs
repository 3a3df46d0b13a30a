//! Every public function that takes input, and a call of it with every input.

use tch::{Kind, Tensor};
use vae_exercises::mistakes::{Mistake, Patient, train, train_patient};
use vae_exercises::{Grade, answer, check, solution};

use crate::reader::{of_numbers, of_tensors};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, of_every_number, tensors};
use vae_testing::no_panics::{Call, answers, returns};

const BARE: &str = "as its reader writes it, with no room for an error: libtorch's own is heard";

/// What is shown to readers, in the form in which the hole asks for it.
pub const EXCUSED: &[(&str, &str)] = &[
    ("solution::reparameterise", BARE),
    ("solution::kl_to_prior", BARE),
    ("solution::log_likelihood", BARE),
    ("solution::elbo", BARE),
    ("solution::adam", BARE),
    ("solution::training_step", BARE),
    ("solution::score_gradient", BARE),
    ("solution::path_gradient", BARE),
    ("solution::layer_backward", BARE),
    ("solution::softmax_gradient", BARE),
    ("solution::importance_bound", BARE),
    ("solution::unlabelled_bound", BARE),
    ("solution::best_label", BARE),
    ("solution::nearest_mean", BARE),
    ("solution::laplace", BARE),
    ("solution::density_at", BARE),
    ("solution::straight_way", BARE),
    ("solution::quantile_lines", BARE),
];

/// Grades every number, and none.
fn of_answers(grade: impl Fn(Option<f64>) -> Grade) {
    for number in NUMBERS {
        returns(&number.to_string(), || grade(Some(number)));
    }
    returns("none", || grade(None));
}

/// Grades every two numbers, and none.
fn of_pairs(grade: impl Fn(Option<(f64, f64)>) -> Grade) {
    for a in NUMBERS {
        for b in NUMBERS {
            returns(&format!("{a}, {b}"), || grade(Some((a, b))));
        }
    }
    returns("none", || grade(None));
}

/// Grades every choice of four.
fn of_choices(grade: impl Fn([Option<bool>; 4]) -> Grade) {
    for choice in [None, Some(true), Some(false)] {
        for last in [None, Some(true), Some(false)] {
            returns("a choice", || grade([choice, choice, choice, last]));
        }
    }
}

fn patients(call: impl Fn(Patient)) {
    [Patient::A, Patient::B].into_iter().for_each(call);
}

fn images(rows: i64) -> Tensor {
    Tensor::zeros([rows, 784], (Kind::Float, tch::Device::Cpu))
}

pub const CALLS: &[Call] = &[
    ("Grade::or", || {
        for grade in [Grade::Waits, Grade::Right("".into()), Grade::NotYet("\0".into())] {
            returns("a grade", || grade.or("é\0"));
        }
    }),
    ("gaussian::reparameterise", || {
        of_tensors(&[5, 3], |reader| {
            check::reparameterise(|mu, log_var, eps| {
                reader.tensor(|| solution::reparameterise(mu, log_var, eps))
            })
        });
    }),
    ("gaussian::kl_to_prior", || {
        of_tensors(&[6], |reader| {
            check::kl_to_prior(|mu, log_var| reader.tensor(|| solution::kl_to_prior(mu, log_var)))
        });
    }),
    ("likelihood::log_likelihood", || {
        for size in [&[4][..], &[1]] {
            of_tensors(size, |reader| {
                check::log_likelihood(|x, l| reader.tensor(|| solution::log_likelihood(x, l)))
            });
        }
    }),
    ("likelihood::elbo", || {
        of_tensors(&[4], |reader| {
            check::elbo(|x, q, decode, eps| reader.tensor(|| solution::elbo(x, q, decode, eps)))
        });
    }),
    ("adam::adam", || {
        of_tensors(&[4], |reader| {
            check::adam(|g, m, v, t| reader.tensor(|| solution::adam(g, m, v, t)))
        });
        of_tensors(&[4], |reader| {
            check::adam(|g, m, v, t| {
                let right = solution::adam(g, m, v, t);
                *m = reader.tensor(|| m.shallow_clone())?;
                *v = m.shallow_clone();
                Some(right)
            })
        });
    }),
    ("training::training_step", || {
        for place in [0, 1, usize::MAX] {
            of_tensors(&[3], |reader| {
                check::training_step(|loss, parameters, update| {
                    let nats = solution::training_step(loss, parameters, &mut |i, g| {
                        update(i, &reader.tensor(|| g.shallow_clone()).unwrap());
                    });
                    update(place, &reader.tensor(|| parameters[0].shallow_clone())?);
                    Some(nats)
                })
            });
        }
        of_numbers(|reader| {
            check::training_step(|loss, parameters, update| {
                let right = solution::training_step(loss, parameters, update);
                reader.number(|| right)
            })
        });
        returns("nothing done", || check::training_step(|_, _, _| Some(f64::NAN)));
    }),
    ("gradients::score_gradient", || {
        of_tensors(&[40], |reader| {
            check::score_gradient(|phi, f, eps| {
                reader.pair(|| solution::score_gradient(phi, f, 0.0, eps))
            })
        });
    }),
    ("gradients::path_gradient", || {
        of_tensors(&[40], |reader| {
            check::path_gradient(|phi, slope, eps| {
                reader.pair(|| solution::path_gradient(phi, slope, eps))
            })
        });
    }),
    ("gradients::baseline", || {
        of_tensors(&[40], |reader| {
            check::baseline(|phi, f, b, eps| {
                reader.pair(|| solution::score_gradient(phi, f, b, eps))
            })
        });
    }),
    ("inference::bound", || {
        of_numbers(|reader| {
            check::bound(|joint, q, step| reader.number(|| solution::bound(joint, q, step)))
        });
    }),
    ("inference::jensen", || {
        of_numbers(|reader| check::jensen(|values| reader.numbers(|| solution::jensen(values))));
    }),
    ("inference::climb", || {
        of_numbers(|reader| {
            check::climb(|bound, start, rate| {
                reader.numbers(|| solution::climb(bound, start, rate))
            })
        });
    }),
    ("layer::layer_backward", || {
        for size in [&[2, 3][..], &[2], &[5, 3]] {
            of_tensors(size, |reader| {
                check::layer_backward(|delta, x, weight| {
                    let [w, b, x] = solution::layer_backward(delta, x, weight);
                    Some([reader.tensor(|| w)?, reader.tensor(|| b)?, reader.tensor(|| x)?])
                })
            });
        }
    }),
    ("softmax::softmax_gradient", || {
        of_tensors(&[5, 4], |reader| {
            check::softmax_gradient(|logits, labels| {
                reader.tensor(|| solution::softmax_gradient(logits, labels))
            })
        });
    }),
    ("softmax::nearest_mean", || {
        of_tensors(&[20], |reader| {
            check::nearest_mean(|z, labels, z_test| {
                reader.tensor(|| solution::nearest_mean(z, labels, z_test))
            })
        });
    }),
    ("importance::importance_bound", || {
        of_tensors(&[4], |reader| {
            check::importance_bound(|w| reader.tensor(|| solution::importance_bound(w)))
        });
    }),
    ("evidence::estimate", || {
        of_numbers(|reader| check::estimate(|w| reader.numbers(|| solution::estimate(w))));
    }),
    ("evidence::annealed_weight", || {
        of_numbers(|reader| {
            check::annealed_weight(|w, betas, q, p| {
                reader.number(|| solution::annealed_weight(w, betas, q, p))
            })
        });
    }),
    ("few_labels::unlabelled_bound", || {
        of_tensors(&[6], |reader| {
            check::unlabelled_bound(|log_q, bounds| {
                reader.tensor(|| solution::unlabelled_bound(log_q, bounds))
            })
        });
    }),
    ("few_labels::best_label", || {
        of_tensors(&[6, 4], |reader| {
            check::best_label(|bounds| reader.tensor(|| solution::best_label(bounds)))
        });
    }),
    ("laplace::laplace", || {
        of_tensors(&[4], |reader| {
            check::laplace(|x, mu, b| reader.tensor(|| solution::laplace(x, mu, b)))
        });
    }),
    ("mask::right_half", || {
        of_tensors(&[784], |reader| check::right_half(|| reader.tensor(|| images(1))));
    }),
    ("plane::circle", || {
        of_tensors(&[16, 2], |reader| check::circle(|_, _| reader.tensor(|| images(1))));
    }),
    ("mask::binarised", || {
        of_tensors(&[2, 3], |reader| check::binarised(|x| reader.tensor(|| x.round())));
    }),
    ("plane::straight_way", || {
        of_tensors(&[6, 3], |reader| {
            check::straight_way(|a, b, n| reader.tensor(|| solution::straight_way(a, b, n)))
        });
    }),
    ("plane::quantile_lines", || {
        of_tensors(&[5], |reader| {
            check::quantile_lines(|n| reader.tensor(|| solution::quantile_lines(n)))
        });
    }),
    ("density::density_at", || {
        of_tensors(&[4], |reader| {
            check::density_at(|z, codes, h| reader.tensor(|| solution::density_at(z, codes, h)))
        });
    }),
    ("warm_up::warm_up", || {
        of_numbers(|reader| {
            check::warm_up(|epoch, over| reader.number(|| (epoch as f64 / over as f64).min(1.0)))
        });
    }),
    ("bits::bits_per_number", || {
        of_numbers(|reader| {
            check::bits_per_number(|nats, n| reader.number(|| solution::bits_per_number(nats, n)))
        });
    }),
    ("numbers::largest_rate", || of_pairs(answer::largest_rate)),
    ("numbers::two_directions", || of_pairs(answer::two_directions)),
    ("choices::directions", || {
        for a in [i32::MIN, -1, 0, 1, i32::MAX] {
            returns(&a.to_string(), || answer::directions(Some((a, 1))));
            returns(&a.to_string(), || answer::directions(Some((-1, a))));
        }
    }),
    ("choices::diagnosis", || {
        patients(|who| {
            for mine in Mistake::ALL.into_iter().map(Some).chain([None]) {
                returns(&format!("{mine:?}"), || answer::diagnosis(who, mine));
            }
        });
    }),
    ("choices::bounds", || {
        for beta in NUMBERS {
            of_choices(|choices| answer::bounds([1.0, beta, beta, beta], choices));
        }
    }),
    ("numbers::standard_error", || of_answers(answer::standard_error)),
    ("numbers::sigma_of_beta", || of_answers(answer::sigma_of_beta)),
    ("numbers::bits_and_kinds", || {
        for kl in NUMBERS {
            of_pairs(|mine| answer::bits_and_kinds(kl, mine));
        }
    }),
    ("numbers::difference", || {
        of_answers(|half| answer::difference(half.map(|half| (half, true))));
        of_answers(|half| answer::difference(half.map(|half| (half, false))));
    }),
    ("numbers::share_of_the_square", || of_answers(answer::share_of_the_square)),
    ("numbers::third_of_the_way", || of_answers(answer::third_of_the_way)),
    ("choices::free_maps", || of_choices(answer::free_maps)),
    ("numbers::information", || of_answers(answer::information)),
    ("numbers::two_reports", || of_answers(answer::two_reports)),
    ("numbers::codebook", || of_answers(answer::codebook)),
    ("evidence::least_variance", || of_answers(answer::least_variance)),
    ("evidence::least_distance", || of_answers(answer::least_distance)),
    ("evidence::sound_claims", || of_choices(answer::sound_claims)),
    ("evidence::hasty_annealing", || {
        for n in [0, 1, 2, 3, 4, u8::MAX] {
            returns(&n.to_string(), || answer::hasty_annealing(Some(n)));
        }
    }),
    ("choices::sisters", || {
        for n in [0, 1, 2, 3, 4, u8::MAX] {
            returns(&n.to_string(), || answer::sisters(Some(n)));
        }
    }),
    ("choices::cheapest_and_dearest", || {
        for a in [0, 1, 9, u8::MAX] {
            returns(&a.to_string(), || answer::cheapest_and_dearest(Some((a, 8))));
            returns(&a.to_string(), || answer::cheapest_and_dearest(Some((1, a))));
        }
    }),
    ("choices::honest_losses", || of_choices(answer::honest_losses)),
    ("choices::comparable", || of_choices(answer::comparable)),
    ("choices::taught", || of_choices(answer::taught)),
    ("numbers::knowing_nothing", || of_answers(answer::knowing_nothing)),
    ("numbers::two_coins", || of_answers(answer::two_coins)),
    ("numbers::after_one_pixel", || {
        for n in NUMBERS {
            of_answers(|mine| answer::after_one_pixel([n, 1.0], [n, n], mine));
        }
    }),
    ("numbers::density_of_a_level", || of_pairs(answer::density_of_a_level)),
    ("numbers::trained_and_idle", || {
        for a in COUNTS {
            returns(&a.to_string(), || answer::trained_and_idle(Some((a, 0))));
            returns(&a.to_string(), || answer::trained_and_idle(Some((1, a))));
        }
    }),
    ("numbers::half_overlap", || of_answers(answer::half_overlap)),
    ("solution::bound", || {
        for n in NUMBERS {
            returns(&n.to_string(), || solution::bound(&[n, 1.0], &[n], n));
        }
        returns("nothing", || solution::bound(&[], &[], 0.0));
    }),
    ("solution::jensen", || {
        NUMBERS.iter().for_each(|n| returns(&n.to_string(), || solution::jensen(&[*n, 1.0])));
        returns("nothing", || solution::jensen(&[]));
    }),
    ("solution::climb", || {
        for n in NUMBERS {
            returns(&n.to_string(), || solution::climb(&|mu, _| mu * n, (n, n), n));
        }
    }),
    ("solution::estimate", || {
        NUMBERS.iter().for_each(|n| returns(&n.to_string(), || solution::estimate(&[*n, 1.0])));
        returns("nothing", || solution::estimate(&[]));
    }),
    ("solution::annealed_weight", || {
        for n in NUMBERS {
            returns(&n.to_string(), || solution::annealed_weight(n, (n, 1.0), n, n));
        }
    }),
    ("solution::bits_per_number", || {
        for n in NUMBERS {
            returns(&n.to_string(), || solution::bits_per_number(n, n));
        }
    }),
    ("mistakes::train", || {
        for (name, t) in tensors(784).into_iter().chain(of_every_number(&[1, 784])) {
            answers(&name, || train(Mistake::None, &t, 2, 1));
        }
        for latent in SIZES {
            answers(&latent.to_string(), || train(Mistake::None, &images(2), latent, 1));
        }
        for mistake in Mistake::ALL {
            for rows in [0, 1, 3] {
                answers(mistake.name(), || train(mistake, &images(rows), 2, 2));
            }
            answers(mistake.name(), || train(mistake, &images(1), 2, 0));
            answers(mistake.name(), || train(mistake, &images(0), 2, usize::MAX));
        }
    }),
    ("mistakes::train_patient", || {
        patients(|who| {
            for rows in [0, 1, 3] {
                answers("images", || train_patient(who, &images(rows), 2, 1));
            }
            answers("no images", || train_patient(who, &images(0), 2, usize::MAX));
        });
    }),
];
