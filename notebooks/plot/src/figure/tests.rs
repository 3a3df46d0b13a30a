//! What holds for every figure.

use tch::{Device, Kind, Tensor};

use super::*;
use vae_core::train::Terms;
use vae_core::{
    EpochRecord, ErrorKind, History, ImageShape, Provenance, Result, Source, Vae, VaeConfig,
};

struct From(Source);

impl Provenance for From {
    fn image_shape(&self) -> ImageShape {
        ImageShape::MNIST
    }

    fn source(&self) -> &Source {
        &self.0
    }
}

fn waves(rows: i64, columns: i64) -> Tensor {
    let steps = Tensor::arange(rows * columns, (Kind::Float, Device::Cpu));
    ((steps * 0.7311).sin() * 0.5 + 0.5).view([rows, columns])
}

fn history(epochs: usize, source: &Source) -> History {
    let record = |epoch: usize| EpochRecord {
        epoch,
        loss: 100.0 + 400.0 / (epoch * epoch) as f64,
        terms: Terms::elbo(95.0 + 400.0 / (epoch * epoch) as f64, 5.0),
        test_loss: Some(103.0),
        seconds: 1.0,
    };
    History { source: source.clone(), epochs: (1..=epochs).map(record).collect() }
}

#[test]
fn diagrams_say_in_words_what_they_show() {
    use crate::diagram::{
        annex_f, annex_g, architecture, graphical_model, loss_graph, two_samples,
    };
    let all = [
        architecture(784, 500, 2),
        graphical_model(),
        loss_graph(),
        two_samples(),
        annex_f(),
        annex_g(),
    ];
    for figure in all {
        let figure = figure.unwrap();
        assert_well_formed(&figure.svg());
        let html = figure.html();
        assert!(html.contains("<figcaption>") && html.contains("alt=\""));
        assert!(figure.svg().contains("<text"));
    }
}

/// One of each figure, from images of that source.
fn all(source: &Source) -> Result<Vec<Figure>> {
    let from = From(source.clone());
    let (images, run) = (waves(12, 784), history(60, source));
    let labels: Vec<i64> = (0..200).map(|i| i % 10).collect();
    Ok(vec![
        loss_curve(&run)?,
        loss_terms(&run)?,
        loss_curves(&[("one <b>", &run), ("two", &run)])?,
        image_grid("Which digits?", &images, 5, &from)?,
        image_rows(
            "How close?",
            &[("a", images.shallow_clone()), ("b", images.shallow_clone())],
            &from,
        )?,
        learning_strip(
            "Better?",
            &images.get(0),
            &[(1, images.get(1)), (50, images.get(2))],
            &from,
        )?,
        latent_scatter(&(waves(200, 2) * 4.0 - 2.0), Some(&labels), &from)?,
        latent_scatter(&waves(200, 2), None, &from)?,
        latent_scatter_3d(&waves(200, 3), Some(&labels), &from)?,
        lifted_scatter(
            "How high?",
            (&waves(200, 2), &waves(200, 1).view(-1), "height (nats)"),
            Some(&labels),
            &from,
        )?,
        class_regions(
            "Which class is densest?",
            &waves(20, 10).view([2, 10, 10]).abs(),
            &[0.5, 0.5],
            3.0,
            &[("0".to_string(), (0.0, 1.0)), ("1".to_string(), (0.0, -1.0))],
            &from,
        )?,
        thumbnails("Which image lies where?", &waves(9, 2), &waves(9, 784).abs(), 2.0, &from)?,
        manifold("What is where?", &waves(9, 784), 3, Grid::Quantiles, &from)?,
        bars("How many?", "digit", "count", &[("0", 3.0), ("1", -2.5)])?.with_source(source),
        histogram("How spread?", "pixel", &[0.0, 0.5, 1.0], 4)?.with_source(source),
    ])
}

fn assert_well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                for attribute in tag.attributes() {
                    attribute.expect("attributes are well formed");
                }
            }
            Ok(_) => {}
            Err(problem) => panic!("{problem} at byte {}", reader.buffer_position()),
        }
    }
}

#[test]
fn every_figure_is_well_formed_and_names_its_data_three_times() {
    for figure in all(&Source::Mnist).unwrap() {
        assert_well_formed(&figure.svg());
        assert!(figure.svg().contains(">Data: MNIST"), "{}", figure.title());
        assert!(figure.alt().contains("Data: MNIST"));
        assert!(figure.caption().contains("Data: MNIST"));
        assert!(!figure.svg().contains("SYNTHETIC"));
    }
}

#[test]
fn synthetic_data_cannot_be_mistaken() {
    for figure in all(&Source::SyntheticDigits).unwrap() {
        assert!(figure.svg().contains("SYNTHETIC DATA"), "{}", figure.title());
        assert!(figure.alt().contains("synthetic digits, drawn by code"));
        assert!(figure.html().contains("synthetic digits, drawn by code"));
    }
    let table = history_table(&history(3, &Source::SyntheticFaces));
    assert!(table.html().contains("synthetic faces, drawn by code"));
    assert!(table.markdown().contains("synthetic faces, drawn by code"));
}

#[test]
fn names_given_by_users_are_escaped_everywhere() {
    let source = Source::Other("<script>alert(\"1\")</script>".into());
    for figure in all(&source).unwrap() {
        assert_well_formed(&figure.svg());
        assert!(!figure.svg().contains("<script"));
        assert!(!figure.html().contains("<script"));
    }
    let table = history_table(&history(3, &source)).row(["<img onerror=x>"]);
    assert!(!table.html().contains("<script") && !table.html().contains("<img"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(all(&Source::Mnist).unwrap(), all(&Source::Mnist).unwrap());
}

#[test]
fn html_is_a_figure_with_an_image_and_a_caption() {
    let figure = loss_curve(&history(1, &Source::Mnist)).unwrap();
    let html = figure.with_alt("A \"curve\"").with_caption("Falls & falls.").html();
    let start =
        "<figure><img alt=\"A &quot;curve&quot; Data: MNIST.\" src=\"data:image/svg+xml,%3Csvg ";
    let end = "\"><figcaption>Falls &amp; falls. Data: MNIST.</figcaption></figure>";
    assert!(html.starts_with(start) && html.ends_with(end) && !html.contains('\n'));
}

/// What a browser reads from an address.
fn decoded(address: &str) -> String {
    let mut parts = address.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_address_of_a_picture_is_the_picture() {
    for figure in all(&Source::Other("\"a\" & <b> 100% 'ü'".into())).unwrap() {
        let html = figure.html();
        let start = html.find("src=\"data:image/svg+xml,").unwrap() + 24;
        let address = html[start..].split('"').next().unwrap();
        let svg = decoded(address);
        assert_well_formed(&svg);
        assert_eq!(svg, figure.svg().trim_end().replace('"', "'"));
        assert!(!figure.svg().contains('\''), "quotes would be mixed up");
    }
}

#[test]
fn figures_of_one_cell_share_one_output() {
    let pair = Figures(all(&Source::Mnist).unwrap()[..2].to_vec());
    assert_eq!(pair.html().matches("<img ").count(), 2);
    assert_eq!(pair.html().matches("<figure>").count(), 1);
}

#[test]
fn ten_thousand_points_stay_small() {
    let z = Tensor::from_slice(&gaussian(20_000)).view([10_000, 2]);
    let labels: Vec<i64> = (0..10_000).map(|i| i % 10).collect();
    let figure = latent_scatter(&z, Some(&labels), &From(Source::Mnist)).unwrap();
    assert!(figure.html().len() < 300_000, "{} bytes", figure.html().len());
}

/// Normal numbers from a congruential generator, the same on every machine.
fn gaussian(count: usize) -> Vec<f32> {
    let mut state = 1u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as f64 + 0.5) / (1u64 << 24) as f64
    };
    let mut normal = || (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos();
    (0..count).map(|_| normal() as f32).collect()
}

#[test]
fn wrong_shapes_are_told_and_never_panic() {
    let from = From(Source::Mnist);
    let empty = Tensor::zeros([0, 784], (Kind::Float, Device::Cpu));
    for wrong in [&empty, &waves(3, 700), &waves(1, 784).view(784)] {
        assert!(matches!(
            image_grid("t", wrong, 5, &from),
            Err(error) if error.kind() == ErrorKind::Shape
        ));
        assert!(matches!(
            latent_scatter(wrong, None, &from),
            Err(error) if error.kind() == ErrorKind::Shape
        ));
        assert!(matches!(
            latent_scatter_3d(wrong, None, &from),
            Err(error) if error.kind() == ErrorKind::Shape
        ));
    }
    let labels = [1, 2];
    assert!(matches!(
        latent_scatter(&waves(3, 2), Some(&labels), &from),
        Err(error) if error.kind() == ErrorKind::Shape
    ));
    assert!(image_rows("t", &[], &from).is_err());
    assert!(image_rows("t", &[("a", waves(2, 784)), ("b", waves(3, 784))], &from).is_err());
    assert!(learning_strip("t", &waves(2, 784), &[(1, waves(3, 784))], &from).is_err());
    assert!(learning_strip("t", &waves(2, 784), &[], &from).is_err());
}

#[test]
fn values_that_cannot_be_drawn_are_told() {
    let from = From(Source::Mnist);
    let images = waves(4, 784);
    assert!(image_grid("t", &images, 0, &from).is_err());
    let nan = &images * f64::NAN;
    let told = image_grid("t", &nan, 2, &from).unwrap_err().to_string();
    assert!(told.contains("row 0, column 0 is NaN"), "{told}");
    assert!(manifold("t", &images, 3, Grid::Quantiles, &from).is_err());
    assert!(loss_curve(&History::new(Source::Mnist)).is_err());
    assert!(loss_curves(&[]).is_err());
    let mut broken = history(2, &Source::Mnist);
    broken.epochs[1].loss = f64::NAN;
    assert!(loss_curve(&broken).is_err());
    assert!(curves("t", "x", "y", &[]).is_err());
    assert!(Plot::row("t", &[]).is_err());
    assert!(bars("t", "x", "y", &[]).is_err());
    assert!(histogram("t", "x", &[1.0], 0).is_err());
    let negative = Series::new("s", vec![(-1.0, 1.0)]);
    assert!(Plot::new("t", "x", "y").log_x().with(negative).figure().is_err());
}

#[test]
fn a_path_lies_on_its_heat_map() {
    let bowl = |x: f64, y: f64| 1.0 - x * x - y * y;
    let map = Plot::new("t", "x", "y").heat(-1.0..1.0, -1.0..1.0, bowl);
    assert!(map.clone().figure().unwrap().svg().contains("<image"));
    let path = Series::new("", vec![(0.9, 0.0), (0.5, 0.1), (0.0, 0.0)]).as_path();
    let svg = map.with(path).figure().unwrap().svg();
    assert!(svg.find("<image") < svg.find("<circle"));
    assert_eq!(svg.matches("<circle").count(), 4, "two ends, each with a rim");
    let nowhere = Plot::new("t", "x", "y").heat(1.0..1.0, 0.0..1.0, bowl);
    assert!(nowhere.figure().is_err());
}

/// Width and height of the pictures inside a figure.
fn pictures(svg: &str) -> Vec<(f64, f64)> {
    let number = |tag: &str, name: &str| -> f64 {
        let rest = tag.split(&format!("{name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let tags = svg.split("<image ").skip(1);
    tags.map(|tag| (number(tag, " width"), number(tag, " height"))).collect()
}

#[test]
fn a_round_density_is_round_on_the_page() {
    let line = Tensor::linspace(-2.9, 2.9, 30, (Kind::Double, Device::Cpu)).square() * -0.5;
    let hill = (line.unsqueeze(0) + line.unsqueeze(1)).exp();
    let plane = |name| Plot::new(name, "z₁", "z₂").density(&hill, 3.0, 1.0).unwrap();
    let alone = plane("alone").figure().unwrap().svg();
    let row = Plot::row("two", &[plane("a"), plane("b")]).unwrap().svg();
    let all = [pictures(&alone), pictures(&row)].concat();
    assert_eq!(all.len(), 3);
    for (width, height) in all {
        assert!((width / height - 1.0).abs() < 0.01 && width > 2_000.0, "{width} by {height}");
    }
}

#[test]
fn one_scale_makes_room_for_the_longer_axis() {
    let wide = Plot::new("t", "x", "y").heat(0.0..4.0, 0.0..1.0, |x, _| x / 4.0).same_scale();
    let high = Plot::new("t", "x", "y").heat(0.0..1.0, 0.0..4.0, |x, _| x).same_scale();
    for (plot, wanted) in [(wide, 4.0), (high, 0.25)] {
        let (width, height) = pictures(&plot.figure().unwrap().svg())[0];
        assert!((width / height / wanted - 1.0).abs() < 0.02, "{width} by {height}");
    }
}

#[test]
fn codes_are_drawn_as_the_images_that_they_decode_to() {
    let vae = Vae::new(VaeConfig { latent: 2, ..VaeConfig::default() }, 0).unwrap();
    let z = waves(4, 2);
    let images = vae.decode_mean(&z).unwrap();
    let decoded = decoded_rows("t", &[("a", z)], &vae).unwrap();
    assert_eq!(decoded.svg(), image_rows("t", &[("a", images)], &vae).unwrap().svg());
    assert!(decoded_rows("t", &[("a", waves(4, 3))], &vae).is_err());
}

#[test]
fn one_point_is_enough() {
    let from = From(Source::Mnist);
    assert!(latent_scatter(&waves(1, 2), Some(&[3]), &from).is_ok());
    assert!(latent_scatter_3d(&waves(1, 3), None, &from).is_ok());
    assert!(manifold("t", &waves(1, 784), 1, Grid::Quantiles, &from).is_ok());
    assert!(histogram("t", "x", &[0.0], 3).is_ok());
}

#[test]
fn png_grids_keep_every_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grid.png");
    let images = waves(3, 784);
    save_png_grid(&path, &images, 2, ImageShape::MNIST, 2).unwrap();
    let grid = image::open(&path).unwrap().to_luma8();
    assert_eq!(grid.dimensions(), (112, 112));
    let grey = |i: i64, y: i64, x: i64| {
        (images.double_value(&[i, y * 28 + x]).clamp(0.0, 1.0) * 255.0).round() as u8
    };
    for (x, y) in [(0, 0), (27, 3), (5, 27)] {
        for (image, left, top) in [(0, 0, 0), (1, 28, 0), (2, 0, 28)] {
            let pixel = grid.get_pixel(2 * (left + x) as u32 + 1, 2 * (top + y) as u32);
            assert_eq!(pixel.0[0], grey(image, y, x));
        }
    }
    assert_eq!(grid.get_pixel(111, 111).0[0], 255);
}

/// Images of the given shape, with named classes.
struct Own(Source, ImageShape);

impl Provenance for Own {
    fn image_shape(&self) -> ImageShape {
        self.1
    }

    fn source(&self) -> &Source {
        &self.0
    }
}

fn own(shape: ImageShape) -> Own {
    let classes = ["ant", "bee", "a long name of a class"].map(String::from).to_vec();
    let images = vae_core::dataset::OwnImages { classes, ..Default::default() };
    Own(Source::Own(Box::new(images)), shape)
}

#[test]
fn png_grids_keep_every_colour() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grid.png");
    let shape = ImageShape::colour(2, 3);
    let images = waves(2, 18);
    save_png_grid(&path, &images, 2, shape, 1).unwrap();
    let grid = image::open(&path).unwrap().to_rgb8();
    assert_eq!(grid.dimensions(), (6, 2));
    let level = |i: i64, at: i64| (images.double_value(&[i, at]) * 255.0).round() as u8;
    for (i, y, x) in [(0, 0, 0), (0, 1, 2), (1, 0, 1)] {
        let pixel = grid.get_pixel((3 * i + x) as u32, y as u32).0;
        assert_eq!(pixel, [0, 1, 2].map(|channel| level(i, 6 * channel + 3 * y + x)));
    }
    let from = own(shape);
    assert!(image_grid("t", &images, 2, &from).is_ok());
    assert!(manifold("t", &waves(4, 18), 2, Grid::Quantiles, &from).is_ok());
}

#[test]
fn classes_have_their_names_in_figures() {
    let labels: Vec<i64> = (0..30).map(|i| [0, 1, 2, 200][i % 4]).collect();
    let from = own(ImageShape::MNIST);
    for figure in [
        latent_scatter(&waves(30, 2), Some(&labels), &from).unwrap(),
        latent_scatter_3d(&waves(30, 3), Some(&labels), &from).unwrap(),
    ] {
        let html = figure.html();
        assert!(html.contains("each class"), "{}", figure.alt());
        assert!(figure.alt().contains("coloured by class"), "{}", figure.alt());
    }
    let many: Vec<i64> = (0..600).map(|i| 1_000 * (i % 300)).collect();
    for figure in [
        latent_scatter(&waves(600, 2), Some(&many), &from).unwrap(),
        latent_scatter_3d(&waves(600, 3), Some(&many), &from).unwrap(),
    ] {
        assert!(figure.alt().contains("coloured by class, 300 of them"), "{}", figure.alt());
        assert!(figure.svg().contains("more</text>"), "no legend");
        assert!(!figure.svg().contains(">299000</text>"), "names hide the points");
    }
}

#[test]
fn png_sheets_of_synthetic_images_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let height = |source: Source| {
        let path = folder.path().join("sheet.png");
        save_png_sheet(&path, &waves(4, 784), 2, &From(source), 1).unwrap();
        image::open(&path).unwrap().height()
    };
    assert_eq!(height(Source::Mnist), 56);
    assert_eq!(height(Source::SyntheticDigits), 65);
}

#[test]
fn files_are_saved_whole_under_a_name_that_fits() {
    let folder = tempfile::tempdir().unwrap();
    let figure = loss_curve(&history(3, &Source::Mnist)).unwrap();
    let path = folder.path().join("loss.svg");
    figure.save(&path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), figure.svg());
    let told = figure.save(folder.path().join("loss.png")).unwrap_err().to_string();
    assert!(told.contains(".svg"), "{told}");
    let nowhere = folder.path().join("missing").join("loss.svg");
    assert!(matches!(figure.save(nowhere), Err(error) if error.kind() == ErrorKind::Io));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn tables_mark_their_headings() {
    let table = history_table(&history(60, &Source::Mnist));
    assert!(table.html().contains(r#"<th scope="col">KL</th>"#));
    assert!(table.html().contains(r#"<th scope="row">50</th>"#));
    let epochs = table.markdown().lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(epochs, 1 + 7);
    let piped = Table::new("", ["a|b"]).row(["x|y"]).markdown();
    assert_eq!(piped, "| a\\|b |\n|---|\n| x\\|y |\n");
}

#[test]
fn readers_draw_with_plotters_too() {
    use plotters::prelude::*;
    let figure = Figure::draw("What is a disc?", (200, 100), |area| {
        area.draw(&Circle::new((100, 50), 20, palette::TRAINING.filled()))?;
        area.draw_text("<disc>", &("sans-serif", 12).into(), (100, 80))
    });
    let svg = figure.unwrap().svg();
    assert_well_formed(&svg);
    assert!(svg.contains("<circle") && svg.contains("&lt;disc&gt;"));
}

#[test]
fn bitmaps_are_blitted_only_when_complete() {
    use plotters_backend::DrawingBackend;
    let mut body = String::new();
    let mut canvas = Canvas::new(&mut body, (10, 10));
    canvas.blit_bitmap((1, 2), (1, 1), &[255, 0, 0]).unwrap();
    assert!(canvas.blit_bitmap((1, 2), (2, 2), &[255, 0, 0]).is_err());
    assert!(body.contains("pixelated") && body.contains("data:image/png"));
}
