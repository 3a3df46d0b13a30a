//! Matrix products with AVX-512 on processors of any make.
//!
//! On x86-64 libtorch multiplies matrices by Intel's MKL, which gives every other maker's processor
//! products with AVX2, at less than half the speed where that processor has AVX-512.

/// What MKL asks before it looks for AVX-512: is this processor Intel's? A program's answer goes
/// before MKL's own. The instructions are then chosen by what the processor says it has.
///
/// # Safety
/// Sound: the name is MKL's, and so is the signature.
#[unsafe(no_mangle)]
extern "C" fn mkl_serv_intel_cpu_true() -> std::ffi::c_int {
    1
}

#[cfg(all(test, target_arch = "x86_64", target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn mkl_asks_us() {
        // SAFETY: only the address is looked at.
        let asked = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"mkl_serv_intel_cpu_true".as_ptr()) };
        assert_eq!(asked as usize, mkl_serv_intel_cpu_true as *const () as usize);
    }
}
