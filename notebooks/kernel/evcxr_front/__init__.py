"""An honest, quick kernel for Rust notebooks: a front before evcxr, with a build kept warm."""
