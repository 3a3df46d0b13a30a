//! In which precision a training step multiplies matrices.

use serde::{Deserialize, Serialize};
use tch::{Device, Kind};

use crate::model::names::names;

/// The precision of a step's matrix products. Weights, moments, losses and codes are float32
/// either way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 24 bits of mantissa.
    #[default]
    Float32,
    /// 8 bits of mantissa and the range of float32: products are up to four times as fast where
    /// the processor multiplies such numbers itself.
    Bfloat16,
}

impl Precision {
    /// The precision of the products for weights of a kind; none where the two do not fit.
    pub(crate) fn compute_kind(self, weights: Kind) -> Option<Kind> {
        match (self, weights) {
            (Self::Float32, weights) => Some(weights),
            (Self::Bfloat16, Kind::Float) => Some(Kind::BFloat16),
            (Self::Bfloat16, _) => None,
        }
    }

    /// What whoever chose it should know, if anything.
    pub(crate) fn warning(self, device: Device) -> Option<String> {
        let slow = self == Self::Bfloat16 && device == Device::Cpu && !multiplies_bfloat16();
        slow.then(|| {
            "this processor has no instructions for bfloat16: float32 is faster here, and exact"
                .into()
        })
    }
}

#[cfg(target_arch = "x86_64")]
fn multiplies_bfloat16() -> bool {
    is_x86_feature_detected!("avx512bf16")
}

#[cfg(target_arch = "aarch64")]
fn multiplies_bfloat16() -> bool {
    std::arch::is_aarch64_feature_detected!("bf16")
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn multiplies_bfloat16() -> bool {
    false
}

names!(Precision, "precision", "choose float32 or bfloat16":
    Float32 = "float32", Bfloat16 = "bfloat16");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_processor_without_bfloat16_is_warned_of() {
        let warning = |precision: Precision, device| precision.warning(device).is_some();
        assert_eq!(warning(Precision::Bfloat16, Device::Cpu), !multiplies_bfloat16());
        assert!(!warning(Precision::Bfloat16, Device::Cuda(0)));
        assert!(!warning(Precision::Float32, Device::Cpu));
    }
}
