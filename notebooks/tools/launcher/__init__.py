"""The kernel `Rust (VAE)`: evcxr with everything that the cells need around it."""
