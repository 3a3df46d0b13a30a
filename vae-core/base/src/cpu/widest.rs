//! Loops in the widest registers that the processor has: the same operations on more numbers at a
//! time, and so the same bits.
//!
//! On one core of a Zen 5, Adam's pass over 424,000 parameters takes 0.13 ms with AVX2 and 0.07 ms
//! with AVX-512; an image's cross-entropy with its slopes takes 0.86 µs and 0.46 µs.

/// Makes a function that does what the `#[inline(always)]` one after `=` does.
macro_rules! widest {
    ($(#[$doc:meta])* $vis:vis fn $name:ident $(<$g:ident: $bound:ident>)?
        ($($arg:ident: $type:ty),*) $(-> $answer:ty)? = $inline:ident) => {
        $(#[$doc])*
        $vis fn $name $(<$g: $bound>)? ($($arg: $type),*) $(-> $answer)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                fn avx512 $(<$g: $bound>)? ($($arg: $type),*) $(-> $answer)? {
                    $inline($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2 $(<$g: $bound>)? ($($arg: $type),*) $(-> $answer)? {
                    $inline($($arg),*)
                }
                if is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor has what the function was compiled for.
                    return unsafe { avx512($($arg),*) };
                } else if is_x86_feature_detected!("avx2") {
                    // SAFETY: as above.
                    return unsafe { avx2($($arg),*) };
                }
            }
            $inline($($arg),*)
        }
    };
}
pub(super) use widest;
