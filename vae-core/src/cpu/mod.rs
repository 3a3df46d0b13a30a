//! Loops over the memory of tensors, on the threads that libtorch keeps: all unsafe code of this
//! crate, each block with the condition that makes it sound and the check of that condition.

pub(crate) mod parallel;
pub(crate) mod slices;
