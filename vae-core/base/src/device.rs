//! Where to compute.

use tch::Device;

/// The first GPU that libtorch can use, or the CPU.
///
/// libtorch looks for CUDA only once, so ask here first, and not tch's `cuda_if_available`.
pub fn best_device() -> Device {
    load_cuda();
    Device::cuda_if_available()
}

/// Linkers leave libtorch's CUDA library out, since no one calls it by name. Once loaded, it makes
/// itself known to libtorch; where it, a driver or a library of CUDA's is missing, nothing happens.
fn load_cuda() {
    #[cfg(target_os = "linux")]
    {
        static LOADED: std::sync::Once = std::sync::Once::new();
        // SAFETY: a library made for this; its initialisers only register what it can do.
        LOADED.call_once(|| unsafe {
            libc::dlopen(c"libtorch_cuda.so".as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::{Kind, Tensor};

    #[test]
    fn the_best_device_computes() {
        for _ in 0..2 {
            let sum = Tensor::ones([3], (Kind::Float, best_device())).sum(Kind::Float);
            assert_eq!(sum.double_value(&[]), 3.0);
        }
    }
}
