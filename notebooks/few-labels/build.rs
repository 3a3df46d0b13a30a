//! Lets the crate's own programs and tests find libtorch without `LD_LIBRARY_PATH`:
//! torch-sys tells where it found it, and their run path remembers. It is the old kind of run path,
//! which another libtorch on `LD_LIBRARY_PATH` does not come before.

fn main() {
    let lib = std::env::var("DEP_TCH_LIBTORCH_LIB").expect("torch-sys names libtorch's folder");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{lib}");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-link-arg=-Wl,--disable-new-dtags");
    }
}
