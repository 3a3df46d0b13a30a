//! The images on which a classifier is wrong and sure of it.

use tch::Tensor;

use super::check_labels;
use vae_core::{Dataset, Error, Result};
use vae_plot::figure::{Figure, image_grid};

/// How many images are shown, and how many in a row.
const SHOWN: i64 = 16;
const COLUMNS: usize = 8;

/// Which mistakes is a classifier surest of? `log_p` are its answers to all images of `data`,
/// `[N, K]`, nats. The caption says of each image what it is, what it was taken for and how surely.
///
/// # Errors
/// Where there is not one row an image, or images have no labels; as
/// [`image_grid`](vae_plot::figure::image_grid).
pub fn surest_mistakes(title: &str, log_p: &Tensor, data: &Dataset) -> Result<Figure> {
    let labels = data.labels().unwrap_or_default();
    let [rows, _] = log_p.size()[..] else {
        return Err(Error::shape("surest_mistakes", "[N, K]", log_p.size()));
    };
    check_labels(rows as usize, labels)?;
    let (certainty, class) = log_p.f_exp()?.f_max_dim(1, false)?; // [N], [N]
    let wrong = class.f_ne_tensor(&Tensor::f_from_slice(labels)?)?; // [N]
    let order = (&certainty * wrong.f_to_kind(certainty.kind())?).f_argsort(0, true)?;
    let count = SHOWN.min(rows);
    let surest = Vec::<i64>::try_from(order.f_narrow(0, 0, count)?)?;
    let said = |i: &i64| -> Result<String> {
        let (sure, class) = (certainty.f_double_value(&[*i])?, class.f_int64_value(&[*i])?);
        Ok(format!("{} → {class} ({:.1} %)", labels[*i as usize], 100.0 * sure))
    };
    let said = surest.iter().map(said).collect::<Result<Vec<_>>>()?;
    let rows: Vec<String> = said.chunks(COLUMNS).map(|row| row.join(", ")).collect();
    let places = ["Above", "Below"].iter().zip(rows).map(|(place, row)| format!("{place}: {row}."));
    let caption = format!(
        "What each is → is taken for, and how surely. {}",
        places.collect::<Vec<_>>().join(" ")
    );
    let alt = format!("{title} {caption}");
    let grid = image_grid(title, &data.batch(&surest)?, COLUMNS, data)?;
    Ok(grid.with_alt(alt).with_caption(caption))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;

    #[test]
    fn the_surest_mistake_comes_first() {
        let digits = synthetic::digits(20, 0).unwrap();
        let labels = digits.labels().unwrap();
        let mut p = vec![0.05_f32; 200];
        for (i, &label) in labels.iter().enumerate() {
            p[10 * i + label as usize] = 0.99; // right, and surer than any mistake
        }
        let wrong = (labels[7] + 1) % 10;
        p[70 + labels[7] as usize] = 0.1;
        p[70 + wrong as usize] = 0.9;
        let log_p = Tensor::from_slice(&p).log().reshape([20, 10]);
        let figure = surest_mistakes("Which?", &log_p, &digits).unwrap();
        let first = format!("Above: {} → {wrong} (90.0 %)", labels[7]);
        assert!(figure.alt().contains(&first), "{}", figure.alt());
        assert!(surest_mistakes("Which?", &log_p.narrow(0, 0, 3), &digits).is_err());
        assert!(surest_mistakes("Which?", &log_p.flatten(0, 1), &digits).is_err());
    }
}
