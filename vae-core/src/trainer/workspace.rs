//! Memory that every step writes anew: asking the system for it each time would take longer than
//! filling it.

use tch::{Kind, Tensor};

use crate::Result;
use crate::network::Networks;

/// What a step needs besides the model and Adam's moments.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The networks in a narrower precision, where the products have one.
    narrow: Option<Networks>,
    /// One tensor a parameter.
    pub(crate) gradients: Vec<Tensor>,
}

impl Workspace {
    /// For products in the precision of `kind`.
    pub(crate) fn new(networks: &Networks, kind: Kind) -> Self {
        let narrow = (kind != networks.kind()).then(|| networks.to_kind(kind));
        let gradients = narrow.as_ref().unwrap_or(networks).gradients();
        Self { narrow, gradients }
    }

    /// `networks` as they are now, in the precision of the products.
    pub(crate) fn narrowed<'a>(&'a self, networks: &'a Networks) -> Result<&'a Networks> {
        let Some(narrow) = &self.narrow else {
            return Ok(networks);
        };
        let _no_graph = tch::no_grad_guard();
        for (narrow, wide) in narrow.parameters().into_iter().zip(networks.parameters()) {
            narrow.shallow_clone().f_copy_(wide)?;
        }
        Ok(narrow)
    }
}
