//! Checks on tensors that come from outside, so that mistakes are named instead of panicking.

use tch::{Device, Kind, Tensor};

use crate::cpu::slices::lend;
use crate::error::{Error, Result};

/// `x` is a matrix of `columns` columns, any number of rows.
pub(crate) fn check_columns(operation: &'static str, x: &Tensor, columns: i64) -> Result<()> {
    let size = x.size();
    if size.len() == 2 && size[1] == columns {
        return Ok(());
    }
    Err(Error::shape(operation, format!("[B, {columns}]"), size))
}

/// `x` is a matrix of `columns` columns, any number of rows, and of the given kind and device.
pub(crate) fn check_rows(
    operation: &'static str,
    x: &Tensor,
    columns: i64,
    (kind, device): (Kind, Device),
) -> Result<()> {
    check_columns(operation, x, columns)?;
    check_kind(operation, x, kind, device)
}

/// Precision and place of a tensor.
pub(crate) fn options(t: &Tensor) -> (Kind, Device) {
    (t.kind(), t.device())
}

/// `x` has exactly the shape, kind and device of `like`.
pub(crate) fn check_like(operation: &'static str, x: &Tensor, like: &Tensor) -> Result<()> {
    if x.size() != like.size() {
        return Err(Error::shape(operation, format!("{:?}", like.size()), x.size()));
    }
    check_kind(operation, x, like.kind(), like.device())
}

fn check_kind(operation: &'static str, x: &Tensor, kind: Kind, device: Device) -> Result<()> {
    if x.kind() == kind && x.device() == device {
        return Ok(());
    }
    Err(Error::element_type(
        operation,
        format!("{kind:?} on {device:?}"),
        format!("{:?} on {:?}", x.kind(), x.device()),
    ))
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
