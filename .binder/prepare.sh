#!/bin/sh
# As the user who will read: Rust where it is missing, and all that set-up installs, in this checkout.
set -eu
cd "$(dirname "$0")/.."

if ! [ -x "$HOME/.cargo/bin/cargo" ]; then
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
    sh -s -- -y --no-modify-path --profile minimal --default-toolchain 1.95.0 --component rust-src
fi
export PATH="$HOME/.cargo/bin:$PATH"

make setup

# Of what was fetched, cells read cargo's crates again, and nothing reads pip's cache.
rm -rf "$HOME/.cache"
