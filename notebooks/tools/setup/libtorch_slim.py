"""Leaves of the `torch` package what Rust needs: libraries, headers, and the files that tell its
version.

Its Python half cannot be imported in .venv, where nothing that it imports is installed; and the
CUDA libraries of PyPI's build cannot be loaded without those that they link against.
"""

import shutil

KEPT = ("include", "lib")
NEVER_LOADED = (
    "libc10_cuda.so",
    "libcaffe2_nvrtc.so",
    "libtorch_cuda.so",
    "libtorch_cuda_linalg.so",
    "libtorch_nvshmem.so",
    "libtorch_python.so",
)


# PyPI's libtorch.so holds nothing, and asks for libtorch_cuda.so; a linker reads this instead.
ALL_OF_IT = "INPUT(-ltorch_cpu)\n"


def slim(torch):
    """Only for a package that set-up installed itself, and that is to compute on the CPU."""
    for part in torch.iterdir():
        if part.is_dir() and part.name not in KEPT:
            shutil.rmtree(part)
    libraries = torch / "lib"
    if (libraries / "libtorch_cuda.so").exists():
        (libraries / "libtorch.so").unlink()
        (libraries / "libtorch.so").write_text(ALL_OF_IT)
    for name in NEVER_LOADED:
        (libraries / name).unlink(missing_ok=True)
