//! Loops over the memory of tensors, on the threads that libtorch keeps: each unsafe block stands
//! with the condition that makes it sound and the check of that condition.
//!
//! Made for `vae-core`, which has no unsafe code of its own, and promised to nobody else.

pub mod adam;
pub mod cross_entropy;
mod mkl;
pub mod parallel;
pub mod slices;
mod widest;
