//! Checks on tensors that come from outside, so that mistakes are named instead of panicking.

use tch::{Device, Kind, Tensor};

use crate::{Error, Result};

/// `x` is a matrix of `columns` columns, any number of rows, and of the given kind and device.
pub(crate) fn check_rows(
    operation: &'static str,
    x: &Tensor,
    columns: i64,
    like: &Tensor,
) -> Result<()> {
    if x.dim() != 2 || x.size()[1] != columns {
        return Err(Error::Shape {
            operation,
            wanted: format!("[B, {columns}]"),
            given: x.size(),
        });
    }
    check_kind(operation, x, like.kind(), like.device())
}

/// `x` has exactly the shape, kind and device of `like`.
pub(crate) fn check_like(operation: &'static str, x: &Tensor, like: &Tensor) -> Result<()> {
    if x.size() != like.size() {
        return Err(Error::Shape {
            operation,
            wanted: format!("{:?}", like.size()),
            given: x.size(),
        });
    }
    check_kind(operation, x, like.kind(), like.device())
}

fn check_kind(operation: &'static str, x: &Tensor, kind: Kind, device: Device) -> Result<()> {
    if x.kind() == kind && x.device() == device {
        return Ok(());
    }
    Err(Error::Kind {
        operation,
        wanted: format!("{kind:?} on {device:?}"),
        given: format!("{:?} on {:?}", x.kind(), x.device()),
    })
}
