//! Memory that every step writes anew: asking the system for it each time would take longer than
//! filling it.

use tch::{Kind, Tensor};

use crate::Result;
use crate::gradient::Buffers;
use crate::network::Networks;

/// What a step needs besides the model and Adam's moments.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The networks in the precision of the products, where that is not their own. Adam keeps
    /// them up to date.
    narrow: Option<Networks>,
    pub(crate) buffers: Buffers,
}

impl Workspace {
    /// For products in the precision of `kind`.
    pub(crate) fn new(networks: &Networks, kind: Kind) -> Result<Self> {
        let narrow = (kind != networks.kind()).then(|| networks.to_kind(kind));
        let buffers = Buffers::new(narrow.as_ref().unwrap_or(networks))?;
        Ok(Self { narrow, buffers })
    }

    /// `networks` in the precision of the products.
    pub(crate) fn narrowed<'a>(&'a self, networks: &'a Networks) -> &'a Networks {
        self.narrow.as_ref().unwrap_or(networks)
    }

    /// What has to follow each parameter's change: its copy in the precision of the products.
    pub(crate) fn followers(&self) -> Vec<&Tensor> {
        self.narrow.as_ref().map_or(vec![], Networks::parameters)
    }
}
