//! Checks on tensors that come from outside, so that mistakes are named instead of panicking.

use tch::{Device, Kind, Tensor};
use vae_base::cpu::slices::lend;
use vae_base::{Error, Result};

/// More numbers than this (16 GB of them) are taken for a mistake.
const LARGEST: i64 = 1 << 32;

/// `x` is a matrix of `columns` columns, any number of rows.
pub(crate) fn check_columns(operation: &'static str, x: &Tensor, columns: i64) -> Result<()> {
    let size = x.size();
    if size.len() != 2 || size[1] != columns {
        return Err(Error::shape(operation, format!("[B, {columns}]"), size));
    }
    match size[0].checked_mul(columns).is_some_and(|numbers| numbers <= LARGEST) {
        true => Ok(()),
        false => {
            let wanted = format!("[B, {columns}] with at most {LARGEST} numbers");
            Err(Error::shape(operation, wanted, size))
        }
    }
}

/// `x` is a matrix of `columns` columns, any number of rows, and of the given kind and device.
pub(crate) fn check_rows(
    operation: &'static str,
    x: &Tensor,
    columns: i64,
    wanted: (Kind, Device),
) -> Result<()> {
    check_columns(operation, x, columns)?;
    check_kind(operation, x, wanted)
}

/// Precision and place of a tensor.
pub(crate) fn options(t: &Tensor) -> Result<(Kind, Device)> {
    Ok((t.f_kind()?, t.device()))
}

/// `x` holds real numbers, not integers, truths or complex ones.
pub(crate) fn check_floating(operation: &'static str, x: &Tensor) -> Result<()> {
    let (kind, device) = options(x)?;
    match kind {
        Kind::Float | Kind::Double | Kind::Half | Kind::BFloat16 => Ok(()),
        _ => check_kind(operation, x, (Kind::Float, device)),
    }
}

/// `x` has exactly the shape, kind and device of `like`.
pub(crate) fn check_like(operation: &'static str, x: &Tensor, like: &Tensor) -> Result<()> {
    check_exactly(operation, x, &like.size(), options(like)?)
}

/// `x` has exactly this shape, kind and device.
pub(crate) fn check_exactly(
    operation: &'static str,
    x: &Tensor,
    size: &[i64],
    wanted: (Kind, Device),
) -> Result<()> {
    if x.size() != size {
        return Err(Error::shape(operation, format!("{size:?}"), x.size()));
    }
    check_kind(operation, x, wanted)
}

fn check_kind(operation: &'static str, x: &Tensor, wanted: (Kind, Device)) -> Result<()> {
    let given = options(x)?;
    if given == wanted {
        return Ok(());
    }
    let named = |(kind, device): (Kind, Device)| format!("{kind:?} on {device:?}");
    Err(Error::element_type(operation, named(wanted), named(given)))
}

/// All numbers of `x` lie in `domain`; the error names those that were seen.
pub(crate) fn check_pixels(operation: &'static str, x: &Tensor, domain: (f64, f64)) -> Result<()> {
    if x.numel() == 0 || lie_within(x, domain) {
        return Ok(());
    }
    let (least, largest) = x.f_aminmax(None, false)?;
    let (least, largest) = (least.f_double_value(&[])?, largest.f_double_value(&[])?);
    if least >= domain.0 && largest <= domain.1 && least.is_finite() && largest.is_finite() {
        return Ok(());
    }
    let seen = format!("pixels lie between {least} and {largest}");
    let (wanted, remedy) = match domain {
        (0.0, 1.0) => ("0 and 1".to_string(), remedy(least, largest)),
        (low, high) if low.is_finite() => (format!("{low} and {high}"), "scale them"),
        _ => ("all finite numbers".to_string(), "look for damaged images"),
    };
    let problem = format!("{seen}, where the likelihood is defined for {wanted}");
    Err(Error::domain(operation, problem, remedy))
}

/// Whether all numbers of `x` do, told in one pass; false also where it cannot be told so.
fn lie_within(x: &Tensor, (low, high): (f64, f64)) -> bool {
    let (low, high) = (low.max(f32::MIN.into()) as f32, high.min(f32::MAX.into()) as f32);
    let outside = |numbers: &[f32]| -> u32 {
        let of_row =
            |row: &[f32]| row.iter().map(|x| u32::from(!(*x >= low && *x <= high))).sum::<u32>();
        numbers.chunks(1 << 12).map(of_row).sum()
    };
    lend(|loan| loan.read::<f32>(x).is_some_and(|numbers| outside(numbers) == 0))
}

/// What made pixels leave [0, 1], most likely.
fn remedy(least: f64, largest: f64) -> &'static str {
    if !least.is_finite() || !largest.is_finite() {
        "look for damaged images"
    } else if least >= 0.0 && largest > 1.5 && largest <= 255.0 {
        "they look like bytes: divide them by 255"
    } else if (-1.0..0.0).contains(&least) && largest <= 1.0 {
        "they look scaled to [-1, 1]: add 1 and divide by 2"
    } else if least < 0.0 {
        "they look standardised: give them as they were before, between 0 and 1"
    } else {
        "scale them to [0, 1]"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zeros(size: &[i64]) -> Tensor {
        Tensor::zeros(size, (Kind::Float, Device::Cpu))
    }

    #[test]
    fn rows_are_a_matrix_of_so_many_columns_and_no_more_than_fit() {
        for (size, fits) in [(vec![2, 3], true), (vec![0, 3], true), (vec![2, 3, 1], false)] {
            assert_eq!(check_columns("a test", &zeros(&size), 3).is_ok(), fits, "{size:?}");
        }
        let expanded = |rows: i64| zeros(&[1]).expand([rows, 2], false);
        assert!(check_columns("a test", &expanded(1 << 31), 2).is_ok());
        assert!(check_columns("a test", &expanded((1 << 31) + 1), 2).is_err());
    }

    #[test]
    fn the_ends_of_a_domain_belong_to_it() {
        let pixels = |least: f64, largest: f64| Tensor::from_slice(&[least, 0.5, largest]);
        let check = |x: Tensor| check_pixels("a test", &x, (0.0, 1.0));
        assert!(check(pixels(0.0, 1.0)).is_ok());
        assert!(check(pixels(-1e-9, 1.0)).is_err() && check(pixels(0.0, 1.0 + 1e-9)).is_err());
        let any = (f64::NEG_INFINITY, f64::INFINITY);
        assert!(check_pixels("a test", &pixels(-9.0, 9.0), any).is_ok());
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(check_pixels("a test", &pixels(0.0, number), any).is_err());
        }
        let said = check(pixels(0.0, 1.2)).unwrap_err().to_string();
        assert!(said.ends_with("scale them to [0, 1]"), "{said}");
    }
}
