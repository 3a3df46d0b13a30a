//! Short runs for tests.

/// Whether the environment variable `VAE_QUICK` is 1: notebooks then train little, through the
/// same code, so that a test can run them all.
pub fn quick() -> bool {
    std::env::var_os("VAE_QUICK").is_some_and(|value| value == "1")
}
