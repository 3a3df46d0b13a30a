//! Widgets, and work that shows itself.

use std::ops::ControlFlow;
use std::path::PathBuf;

use vae_core::model::{Activation, Initialisation, Linear, Mlp};
use vae_core::{
    Dataset, Error, ImageShape, Provenance, Random, Result, TrainConfig, Trainer, Vae, VaeConfig,
};
use vae_evidence::Estimator;
use vae_plot::figure::bars;
use vae_plot::live::{self, Page};
use vae_plot::widget::{
    FilmRecorder, LatentSpace3d, LatentWalk, LearningFilm, StyleWalk, draw_digit,
    importance_weights, latent_space_3d, latent_walk, learning_film, style_walk, the_bound,
    train_in_the_page, two_classifiers,
};

use super::models::{IMAGE, config, images, layers, models, protocol, zeros};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

/// Calls a function of a model and images with every pair of them.
fn of_pairs<T>(call: impl Fn(&Vae, &Dataset) -> Result<T>) {
    for vae in models() {
        for data in images() {
            answers(&format!("{vae}, {} images of {}", data.len(), data.image_shape()), || {
                call(&vae, &data)
            });
        }
    }
}

fn a_model(latent: i64) -> Vae {
    Vae::new(VaeConfig { latent, ..config() }, 0).unwrap()
}

fn a_walk() -> Result<LatentWalk> {
    latent_walk(&a_model(2), &images()[0])
}

/// A perceptron on so many numbers, and a layer above it that gives the images'.
fn a_decoder(inputs: i64) -> (Mlp, Linear) {
    let (init, random) = (Initialisation::Xavier, &mut Random::new(0));
    let body = Mlp::new(inputs, &[3], Activation::Tanh, init, random).unwrap();
    (body, Linear::new(3, IMAGE.pixels(), init, random).unwrap())
}

fn a_style_walk() -> Result<StyleWalk> {
    let (body, output) = a_decoder(12);
    style_walk((&body, &output), &images()[2], &zeros(&[1, 2]))
}

fn a_space() -> Result<LatentSpace3d> {
    latent_space_3d(&a_model(4), &images()[0])
}

fn a_film() -> Result<LearningFilm> {
    let (vae, data) = (a_model(2), &images()[0]);
    let mut film = FilmRecorder::new(&vae, data)?;
    Trainer::new(vae, protocol())?.fit_with(data, None, |progress| film.record(progress))?;
    learning_film(&film)
}

fn unsaved(save: impl Fn(PathBuf) -> Result<()>) {
    for path in unwritable() {
        answers("a path", || save(path.clone()));
    }
}

pub const CALLS: &[Call] = &[
    ("style_walk::style_walk", || {
        for data in images() {
            for inputs in [1, 2, 4, 12, 258] {
                let (body, output) = a_decoder(inputs);
                let style = zeros(&[data.len() as i64, 2]);
                let walk = || {
                    let walk = style_walk((&body, &output), &data, &style)?;
                    Ok::<_, Error>(walk.with_manifold().html())
                };
                answers(&format!("{inputs}, {} of {}", data.len(), data.image_shape()), walk);
            }
        }
        for (name, style) in tensors(2) {
            let (body, output) = a_decoder(12);
            answers(&name, || style_walk((&body, &output), &images()[2], &style));
        }
        for output in layers() {
            let (body, _) = a_decoder(12);
            answers("a layer", || style_walk((&body, &output), &images()[2], &zeros(&[1, 2])));
        }
        unsaved(|path| a_style_walk()?.save(path));
    }),
    ("StyleWalk::start_at", || {
        for class in SIZES {
            for a in NUMBERS {
                let html = || Ok::<_, Error>(a_style_walk()?.start_at(class, [a, a])?.html());
                answers(&format!("{class} {a}"), html);
            }
        }
    }),
    ("StyleWalk::start_at_image", || {
        for n in COUNTS {
            answers(&n.to_string(), || Ok::<_, Error>(a_style_walk()?.start_at_image(n)?.html()));
        }
    }),
    ("latent_walk::latent_walk", || {
        of_pairs(|vae, data| Ok(latent_walk(vae, data)?.with_manifold().html()));
        unsaved(|path| a_walk()?.save(path));
    }),
    ("LatentWalk::start_at", || {
        for a in NUMBERS {
            answers(&a.to_string(), || Ok::<_, Error>(a_walk()?.start_at(&[a, a])?.html()));
        }
        answers("none", || a_walk()?.start_at(&[]));
        answers("three", || a_walk()?.start_at(&[0.0; 3]));
    }),
    ("LatentWalk::dimensions", || {
        for a in COUNTS {
            for b in COUNTS {
                answers(&format!("{a} {b}"), || Ok::<_, Error>(a_walk()?.dimensions(a, b)?.html()));
            }
        }
    }),
    ("LatentWalk::start_at_image", || {
        for n in COUNTS {
            answers(&n.to_string(), || Ok::<_, Error>(a_walk()?.start_at_image(n)?.html()));
        }
    }),
    ("latent_space_3d::latent_space_3d", || {
        of_pairs(|vae, data| Ok(latent_space_3d(vae, data)?.html()));
    }),
    ("LatentSpace3d::dimensions", || {
        for a in COUNTS {
            for b in COUNTS {
                answers(&format!("{a} {b}"), || {
                    Ok::<_, Error>(a_space()?.dimensions([a, b, 0])?.html())
                });
            }
        }
    }),
    ("LatentSpace3d::turned", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || Ok::<_, Error>(a_space()?.turned(a, b)?.html()));
            }
        }
    }),
    ("LatentSpace3d::start_at_image", || {
        for n in COUNTS {
            answers(&n.to_string(), || Ok::<_, Error>(a_space()?.start_at_image(n)?.html()));
        }
    }),
    ("train_in_the_page::train_in_the_page", || {
        images().iter().for_each(|data| {
            answers(&data.image_shape().to_string(), || {
                Ok::<_, Error>(train_in_the_page(data)?.html())
            });
        });
    }),
    ("TrainInThePage::start_at", || {
        for n in SIZES {
            let model = VaeConfig { latent: n, ..config() };
            let image = VaeConfig { image: ImageShape::grey(n, n), ..config() };
            for model in [model, image, config()] {
                answers(&format!("{model:?}"), || {
                    train_in_the_page(&images()[0])?.start_at(&model, &protocol())
                });
            }
        }
        for n in COUNTS {
            let protocol = TrainConfig { batch_size: n, epochs: n, ..protocol() };
            answers(&n.to_string(), || {
                train_in_the_page(&images()[0])?.start_at(&config(), &protocol)
            });
        }
    }),
    ("the_bound::the_bound", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || Ok::<_, Error>(the_bound([a, b])?.html()));
            }
        }
    }),
    ("TheBound::with_model", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || {
                    Ok::<_, Error>(the_bound([1.0; 2])?.with_model(a, b)?.html())
                });
            }
        }
    }),
    ("TheBound::start_at", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || {
                    Ok::<_, Error>(the_bound([1.0; 2])?.start_at(a, b)?.html())
                });
            }
        }
    }),
    ("importance_weights::importance_weights", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || Ok::<_, Error>(importance_weights([a, b])?.html()));
            }
        }
    }),
    ("ImportanceWeights::start_at", || {
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || {
                    Ok::<_, Error>(importance_weights([1.0; 2])?.start_at(a, b)?.html())
                });
            }
        }
    }),
    ("ImportanceWeights::with_samples", || {
        for n in [0, 1, 10, 100, 10_000, u32::MAX] {
            answers(&n.to_string(), || {
                Ok::<_, Error>(importance_weights([1.0; 2])?.with_samples(n)?.html())
            });
        }
    }),
    ("two_classifiers::two_classifiers", || {
        let all = layers();
        let (pixels, latents) = (&all[all.len() - 3], &all[all.len() - 2]);
        of_pairs(|vae, data| Ok(two_classifiers(vae, data, pixels, latents)?.html()));
        for layer in &all {
            let name = format!("{:?} {:?}", layer.weight.size(), layer.weight.f_kind());
            let (vae, data) = (a_model(2), &images()[1]);
            answers(&name, || two_classifiers(&vae, data, layer, latents));
            answers(&name, || two_classifiers(&vae, data, pixels, layer));
        }
    }),
    ("TwoClassifiers::start_at_image", || {
        let all = layers();
        let (pixels, latents) = (&all[all.len() - 3], &all[all.len() - 2]);
        for n in COUNTS {
            answers(&n.to_string(), || {
                let widget = two_classifiers(&a_model(2), &images()[1], pixels, latents)?;
                Ok::<_, Error>(widget.start_at_image(n)?.html())
            });
        }
    }),
    ("draw_digit::draw_digit", || of_pairs(|vae, data| Ok(draw_digit(vae, data)?.html()))),
    ("DrawDigit::with_classifier", || {
        for layer in layers() {
            let name = format!("{:?} {:?}", layer.weight.size(), layer.weight.f_kind());
            answers(&name, || draw_digit(&a_model(2), &images()[0])?.with_classifier(&layer));
        }
    }),
    ("DrawDigit::start_at", || {
        for a in NUMBERS {
            for strokes in [vec![vec![(a, a)]], vec![vec![(0.5, 0.5), (a, 0.5)]]] {
                answers(&a.to_string(), || {
                    Ok::<_, Error>(
                        draw_digit(&a_model(2), &images()[0])?.start_at(&strokes)?.html(),
                    )
                });
            }
        }
        answers("none", || {
            Ok::<_, Error>(draw_digit(&a_model(2), &images()[0])?.start_at(&[])?.html())
        });
        answers("empty", || draw_digit(&a_model(2), &images()[0])?.start_at(&[vec![]]));
    }),
    ("FilmRecorder::new", || of_pairs(FilmRecorder::new)),
    ("FilmRecorder::record", || {
        // A film of one model sees the training of another.
        for vae in models() {
            answers(&vae.to_string(), || {
                let mut film = FilmRecorder::new(&a_model(2), &images()[0])?;
                let data = images().into_iter().find(|d| d.image_shape() == vae.image_shape());
                let data = data.unwrap_or_else(|| images().remove(0));
                let mut trainer = Trainer::new(Vae::new(vae.config().clone(), 0)?, protocol())?;
                trainer.fit_with(&data, None, |progress| film.record(progress))?;
                Ok::<_, Error>(learning_film(&film)?.html())
            });
        }
    }),
    ("learning_film::learning_film", || {
        answers("no epoch", || learning_film(&FilmRecorder::new(&a_model(2), &images()[0])?));
        answers("one", || Ok::<_, Error>(a_film()?.html()));
    }),
    ("LearningFilm::start_at", || {
        for n in COUNTS {
            answers(&n.to_string(), || Ok::<_, Error>(a_film()?.start_at(n)?.html()));
        }
    }),
    ("figure::show", || {
        returns("a figure", || live::show(&bars("t", "x", "y", &[("a", 1.0)]).unwrap()));
    }),
    ("LiveFigure::update", || {
        let figure = bars("t", "x", "y", &[("a", 1.0)]).unwrap();
        returns("another", || live::show(&figure).update(&figure));
    }),
    ("Page::open", || returns("words", || Page::open("<&\"'>\u{0}").close("", ""))),
    ("Page::draw", || {
        for a in NUMBERS {
            for b in NUMBERS {
                returns(&format!("{a} {b}"), || {
                    let mut page = Page::open("work");
                    page.draw(a, "", String::new);
                    page.draw(b, "", String::new);
                });
            }
        }
    }),
    ("Page::close", || returns("words", || Page::open("").close("<", "\u{0}"))),
    ("evidence::evidence", || {
        for samples in SIZES {
            let estimator = Estimator::Importance { samples };
            answers(&samples.to_string(), || {
                live::evidence(&estimator, &a_model(2), &images()[0], u64::MAX)
            });
        }
        let estimator = Estimator::Importance { samples: 2 };
        of_pairs(|vae, data| live::evidence(&estimator, vae, data, 0));
    }),
    ("training::fit", || {
        of_pairs(|vae, data| {
            live::fit(
                &mut Trainer::new(Vae::new(vae.config().clone(), 0)?, protocol())?,
                data,
                None,
            )
        });
    }),
    ("training::fit_with", || {
        let trainer = || Trainer::new(a_model(2), protocol());
        for (name, x) in tensors(IMAGE.pixels()) {
            answers(&name, || {
                let go_on = |_: &vae_core::Progress| ControlFlow::Continue(());
                live::fit_with(&mut trainer()?, &images()[0], Some(&images()[1]), Some(&x), go_on)
            });
        }
    }),
];
