//! Lets the crate's own programs and tests find libtorch without `LD_LIBRARY_PATH`:
//! torch-sys tells where it found it, and their run path remembers.

fn main() {
    let lib = std::env::var("DEP_TCH_LIBTORCH_LIB").expect("torch-sys names libtorch's folder");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{lib}");
}
