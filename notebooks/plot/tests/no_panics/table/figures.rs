//! Figures, drawings and densities.

use tch::Tensor;
use vae_core::{Dataset, Error, ImageShape, Result, Split};
use vae_plot::density::Mixture;
use vae_plot::diagram::{architecture, perceptron};
use vae_plot::effort;
use vae_plot::figure::palette::{class_colour, viridis};
use vae_plot::figure::{
    Figure, Grid, Plot, Series, bars, class_regions, curves, decoded_rows, histogram, image_grid,
    image_rows, latent_grid, latent_scatter, latent_scatter_3d, learning_strip, lifted_scatter,
    loss_curve, loss_curves, loss_terms, manifold, save_png_grid, save_png_sheet, thumbnails,
};

use super::models::{IMAGE, histories, images, models, zeros};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

/// Words that are none, long, or of the letters that markup is made of.
fn words() -> Vec<String> {
    let odd = ["", " ", "<&\"'>", "\u{202e}\u{fffd}\u{0}", "größe μ₁ 数 👩‍🔬", "a\nb"];
    odd.iter().map(ToString::to_string).chain(["w".repeat(10_000)]).collect()
}

fn data() -> Dataset {
    images().remove(0)
}

fn grids() -> Vec<Grid> {
    let squares = NUMBERS.map(|half_width| Grid::Square { half_width });
    squares.into_iter().chain([Grid::Quantiles]).collect()
}

fn with_tensors<T>(columns: i64, call: impl Fn(&Tensor) -> Result<T>) {
    for (name, t) in tensors(columns) {
        answers(&name, || call(&t));
    }
}

/// Every pair of numbers, and every point and pair of points of them.
fn curves_of_numbers() -> Vec<Vec<(f64, f64)>> {
    let mut all = vec![vec![]];
    for a in NUMBERS {
        for b in NUMBERS {
            all.push(vec![(a, b)]);
            all.push(vec![(a, b), (b, a)]);
            all.push(vec![(0.0, 1.0), (a, b), (2.0, 3.0)]);
        }
    }
    all
}

/// Draws a plot that may or may not make sense, in every kind of axes.
fn drawn(what: &str, plot: impl Fn() -> Plot) {
    answers(what, || plot().figure());
    answers(what, || plot().log_x().figure());
    answers(what, || plot().log_y().whole_x().figure());
    answers(what, || Plot::row("two", &[plot(), plot()]));
}

fn scatter(columns: i64, call: fn(&Tensor, Option<&[i64]>, &Dataset) -> Result<Figure>) {
    for from in images() {
        with_tensors(columns, |z| call(z, None, &from));
        for labels in
            [vec![], vec![1, 2], vec![i64::MIN, -1, i64::MAX], (0..=300).collect::<Vec<i64>>()]
        {
            answers("labels", || call(&zeros(&[2, columns]), Some(&labels), &from));
            let as_many = zeros(&[labels.len() as i64, columns]);
            answers("as many labels", || call(&as_many, Some(&labels), &from));
        }
    }
}

fn with_plots(change: impl Fn(Plot, f64, f64) -> Plot) {
    for a in NUMBERS {
        for b in NUMBERS {
            let plot =
                || Plot::new("t", "x", "y").with(Series::new("s", vec![(0.0, 1.0), (1.0, 2.0)]));
            drawn(&format!("{a} {b}"), || change(plot(), a, b));
        }
    }
}

fn with_words(call: impl Fn(&str) -> Result<Figure>) {
    for text in words() {
        answers(&text.chars().take(20).collect::<String>(), || {
            let figure = call(&text)?;
            let _ = (figure.html(), figure.svg(), figure.alt(), figure.caption());
            Ok::<_, Error>(())
        });
    }
}

fn a_figure() -> Figure {
    bars("t", "x", "y", &[("a", 1.0)]).unwrap()
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub const CALLS: &[Call] = &[
    ("effort::epochs", || COUNTS.iter().for_each(|&n| returns("epochs", || effort::epochs(n)))),
    ("effort::images", || COUNTS.iter().for_each(|&n| returns("images", || effort::images(n)))),
    ("effort::repeats", || COUNTS.iter().for_each(|&n| returns("repeats", || effort::repeats(n)))),
    ("effort::split", || {
        for n in COUNTS {
            for (train, test) in images().into_iter().zip(images()) {
                answers(&n.to_string(), || effort::split(&Split { train, test }, n, n));
            }
        }
    }),
    ("network::architecture", || {
        for n in SIZES {
            answers(&n.to_string(), || architecture(n, n, n));
        }
    }),
    ("perceptron::perceptron", || {
        for columns in [2, 3] {
            with_tensors(columns, |t| perceptron("t", [t, t]));
            with_tensors(columns, |t| perceptron("t", [&zeros(&[3, 2]), t]));
            with_tensors(columns, |t| perceptron("t", [t, &zeros(&[1, 3])]));
        }
        with_words(|text| perceptron(text, [&zeros(&[3, 2]), &zeros(&[1, 3])]));
    }),
    ("bars::bars", || {
        with_words(|text| bars(text, text, text, &[(text, 1.0), (text, 2.0)]));
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || bars("t", "x", "y", &[("a", a), ("b", b)]));
            }
        }
        answers("none", || bars("t", "x", "y", &[]));
        answers("many", || bars("t", "x", "y", &vec![("a", 1.0); 10_000]));
    }),
    ("bars::histogram", || {
        with_words(|text| histogram(text, text, &[1.0, 2.0], 2));
        for bins in COUNTS {
            for a in NUMBERS {
                answers(&format!("{bins}, {a}"), || histogram("t", "x", &[a, 1.0, -a], bins));
            }
            answers("none", || histogram("t", "x", &[], bins));
        }
    }),
    ("Series::new", || {
        for points in curves_of_numbers() {
            let series = || Series::new("s", points.clone());
            drawn(&format!("{points:?}"), || Plot::new("t", "x", "y").with(series()));
            drawn(&format!("{points:?}"), || {
                Plot::new("t", "x", "y")
                    .with(series().only_dots())
                    .with(series().as_path().dashed())
            });
        }
        with_words(|text| {
            curves(text, text, text, &[Series::new(text, vec![(0.0, 1.0), (1.0, 1.0)])])
        });
    }),
    ("Series::function", || {
        for a in NUMBERS {
            for b in NUMBERS {
                let series = || Series::function("f", a, b, |x| 1.0 / x);
                drawn(&format!("{a} {b}"), || Plot::new("t", "x", "y").with(series()));
            }
        }
    }),
    ("plot::curves", || {
        for points in curves_of_numbers() {
            let series =
                [Series::new("a", points.clone()), Series::new("", points.clone()).with_dots()];
            answers(&format!("{points:?}"), || curves("t", "x", "y", &series));
        }
        answers("none", || curves("t", "x", "y", &[]));
        let many = vec![Series::new("one of many", vec![(0.0, 1.0), (1.0, 2.0)]); 1000];
        answers("many", || curves("t", "x", "y", &many));
    }),
    ("Plot::new", || {
        with_words(|text| {
            let series = Series::new(text, vec![(0.0, 1.0), (1.0, 2.0)]);
            Plot::new(text, text, text).with(series).note(text).figure()
        });
    }),
    ("Plot::with", || drawn("nothing", || Plot::new("t", "x", "y"))),
    ("Plot::heat", || {
        with_plots(|plot, a, b| plot.heat(a..b, b..a, |x, y| x / y));
        with_plots(|plot, a, b| plot.heat(0.0..1.0, 0.0..1.0, |x, y| x * a + y * b));
    }),
    ("Plot::density", || {
        for a in NUMBERS {
            with_tensors(3, |t| Plot::new("t", "x", "y").density(t, a, -a)?.figure());
            with_tensors(3, |t| Plot::new("t", "x", "y").density(t, 2.0, a)?.figure());
        }
    }),
    ("Series::of_points", || {
        with_tensors(2, |t| Plot::new("t", "x", "y").with(Series::of_points("s", t)?).figure());
    }),
    ("Plot::x_range", || with_plots(Plot::x_range)),
    ("Plot::y_range", || with_plots(Plot::y_range)),
    ("Plot::note", || with_words(|text| Plot::new("t", "x", "y").note(text).figure())),
    ("Plot::row", || {
        answers("none", || Plot::row("t", &[]));
        let plot = || Plot::new("t", "x", "y").with(Series::new("s", vec![(0.0, 1.0)]));
        answers("many", || Plot::row("t", &(0..200).map(|_| plot()).collect::<Vec<_>>()));
    }),
    ("palette::class_colour", || {
        for label in (-3..=300).chain([i64::MIN, i64::MAX]) {
            returns("a label", || class_colour(label));
        }
    }),
    ("palette::viridis", || NUMBERS.iter().for_each(|&t| returns("a share", || viridis(t)))),
    ("Grid::coordinates", || {
        for grid in grids() {
            for side in COUNTS {
                answers(&format!("{grid:?} {side}"), || grid.coordinates(side));
            }
        }
    }),
    ("grid::latent_grid", || {
        for grid in grids() {
            for side in COUNTS {
                answers(&format!("{grid:?} {side}"), || latent_grid(side, grid));
            }
        }
    }),
    ("images::decoded_rows", || {
        for vae in models() {
            for columns in [1, 2, 3] {
                with_tensors(columns, |z| {
                    let rows = [("a", z.shallow_clone()), ("b", z.shallow_clone())];
                    decoded_rows("t", &rows, &vae)
                });
            }
            answers("none", || decoded_rows("t", &[], &vae));
        }
    }),
    ("scatter::latent_scatter", || {
        scatter(2, latent_scatter);
    }),
    ("scatter_3d::latent_scatter_3d", || {
        scatter(3, latent_scatter_3d);
    }),
    ("scatter_3d::lifted_scatter", || {
        let lifted = |z: &Tensor, heights: &Tensor, name: &str| {
            lifted_scatter(name, (z, heights, name), None, &data())
        };
        with_tensors(2, |z| lifted(z, &zeros(&[2]), "h"));
        with_tensors(2, |heights| lifted(&zeros(&[2, 2]), heights, "h"));
        for a in NUMBERS {
            answers(&a.to_string(), || lifted(&zeros(&[3, 2]), &(zeros(&[3]) + a), "h"));
            answers(&a.to_string(), || lifted(&(zeros(&[3, 2]) + a), &zeros(&[3]), "h"));
        }
        with_words(|text| lifted(&zeros(&[3, 2]), &zeros(&[3]), text));
    }),
    ("regions::class_regions", || {
        let regions = |t: &Tensor, text: &str, a: f64, b: f64| {
            class_regions(text, t, &[a], b, &[(text.into(), (a, b))], &data())
        };
        with_tensors(4, |t| regions(t, "t", 0.5, 2.0));
        for a in NUMBERS {
            for b in NUMBERS {
                answers(&format!("{a} {b}"), || regions(&zeros(&[1, 4, 4]), "t", a, b));
            }
            answers(&a.to_string(), || regions(&(zeros(&[1, 4, 4]) + a), "t", 0.5, 2.0));
        }
        with_words(|text| regions(&zeros(&[1, 4, 4]), text, 0.5, 2.0));
        answers("none", || class_regions("t", &zeros(&[0, 4, 4]), &[], 2.0, &[], &data()));
    }),
    ("thumbnails::thumbnails", || {
        let placed = |z: &Tensor, x: &Tensor, a: f64| thumbnails("t", z, x, a, &data());
        with_tensors(2, |z| placed(z, &zeros(&[2, 6]), 2.0));
        with_tensors(6, |x| placed(&zeros(&[2, 2]), x, 2.0));
        for a in NUMBERS {
            answers(&a.to_string(), || placed(&zeros(&[2, 2]), &zeros(&[2, 6]), a));
            answers(&a.to_string(), || placed(&(zeros(&[2, 2]) + a), &zeros(&[2, 6]), 2.0));
        }
        with_words(|text| thumbnails(text, &zeros(&[2, 2]), &zeros(&[2, 6]), 2.0, &data()));
    }),
    ("manifold::manifold", || {
        for grid in grids() {
            for side in COUNTS {
                with_tensors(6, |x| manifold("t", x, side, grid, &data()));
            }
            answers(&format!("{grid:?}"), || manifold("t", &zeros(&[1, 6]), 1, grid, &data()));
        }
    }),
    ("images::image_grid", || {
        for columns in COUNTS {
            with_tensors(6, |x| image_grid("t", x, columns, &data()));
        }
        with_words(|text| image_grid(text, &zeros(&[2, 6]), 2, &data()));
        answers("in one very long row", || {
            let x = zeros(&[1, 1]).expand([1 << 22, 1], false);
            image_grid("t", &x, usize::MAX, &images()[6])
        });
    }),
    ("images::image_rows", || {
        with_tensors(6, |x| {
            let fits = || ("fits", zeros(&[2, 6]));
            image_rows("t", &[("first", x.shallow_clone()), fits()], &data())?;
            image_rows("t", &[fits(), ("second", x.shallow_clone())], &data())
        });
        answers("none", || image_rows("t", &[], &data()));
        with_words(|text| image_rows(text, &[(text, zeros(&[2, 6]))], &data()));
    }),
    ("images::learning_strip", || {
        with_tensors(6, |x| learning_strip("t", x, &[(1, x.shallow_clone())], &data()));
        with_tensors(6, |x| learning_strip("t", x, &[(usize::MAX, zeros(&[2, 6]))], &data()));
        with_tensors(6, |x| learning_strip("t", &zeros(&[6]), &[(0, x.shallow_clone())], &data()));
        answers("none", || learning_strip("t", &zeros(&[6]), &[], &data()));
    }),
    ("loss::loss_curve", || {
        histories().iter().for_each(|h| answers(&format!("{h:?}"), || loss_curve(h)));
    }),
    ("loss::loss_terms", || {
        histories().iter().for_each(|h| answers(&format!("{h:?}"), || loss_terms(h)));
    }),
    ("loss::loss_curves", || {
        for h in histories() {
            answers(&format!("{h:?}"), || loss_curves(&[("a", &h), ("b", &h)]));
        }
        answers("none", || loss_curves(&[]));
    }),
    ("png_sheet::save_png_grid", || {
        let folder = scratch();
        let path = folder.path().join("a.png");
        for columns in COUNTS {
            with_tensors(6, |x| save_png_grid(&path, x, columns, IMAGE, 1));
        }
        for n in SIZES {
            let shape = ImageShape::grey(n, n);
            answers(&n.to_string(), || save_png_grid(&path, &zeros(&[2, 6]), 1, shape, 1));
        }
        for scale in [0, 64, 65, u32::MAX] {
            answers(&scale.to_string(), || save_png_grid(&path, &zeros(&[2, 6]), 1, IMAGE, scale));
        }
        for path in unwritable() {
            answers("a place", || save_png_grid(&path, &zeros(&[2, 6]), 1, IMAGE, 1));
        }
    }),
    ("png_sheet::save_png_sheet", || {
        let folder = scratch();
        let path = folder.path().join("a.png");
        for columns in COUNTS {
            with_tensors(6, |x| save_png_sheet(&path, x, columns, &data(), 1));
        }
        for scale in [0, 65, u32::MAX] {
            answers(&scale.to_string(), || {
                save_png_sheet(&path, &zeros(&[2, 6]), 1, &data(), scale)
            });
        }
    }),
    ("Figure::draw", || {
        for size in [0, 1, i32::MAX as u32, u32::MAX] {
            answers(&size.to_string(), || Figure::draw("t", (size, size), |_| Ok(())));
        }
    }),
    ("Figure::with_caption", || with_words(|text| Ok(a_figure().with_caption(text)))),
    ("Figure::with_alt", || with_words(|text| Ok(a_figure().with_alt(text)))),
    ("Figure::with_subtitle", || with_words(|text| Ok(a_figure().with_subtitle(text)))),
    ("Figure::save", || {
        for path in paths().into_iter().chain(unwritable()) {
            answers("a path", || a_figure().save(path.with_extension("png")));
        }
        for path in unwritable() {
            answers("a path", || a_figure().save(path.with_extension("svg")));
        }
    }),
    ("Mixture::fit", || {
        for parts in COUNTS {
            with_tensors(2, |z| Mixture::fit(z, parts, 1, 0));
        }
        for steps in [0, 1, 3] {
            with_tensors(2, |z| Mixture::fit(z, 1, steps, u64::MAX));
        }
    }),
    ("Mixture::log_likelihood", || {
        let codes = zeros(&[4, 2]).f_fill_diagonal_(1.0, true).unwrap();
        let mixture = Mixture::fit(&codes, 1, 1, 0).unwrap();
        with_tensors(2, |z| mixture.log_likelihood(z));
    }),
    ("Mixture::draw", || {
        let codes = zeros(&[4, 2]).f_fill_diagonal_(1.0, true).unwrap();
        let mixture = Mixture::fit(&codes, 2, 1, 0).unwrap();
        for n in SIZES {
            answers(&n.to_string(), || mixture.draw(n, u64::MAX));
        }
    }),
];
