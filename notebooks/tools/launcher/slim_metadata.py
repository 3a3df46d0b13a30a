"""Cuts `cargo metadata` (standard input) down to the crates whose types a cell can meet.

Before it can tell a variable's type, rust-analyzer reads all crates of that list. The crates
below vae-core and tch do their work inside and appear in no cell, so they are left out here;
rustc compiles with all of them as ever. What a notebook adds by `:dep` is kept whole.
"""

import json
import sys

OPAQUE = ("vae-core", "tch", "torch-sys")
SEEN_IN_CELLS = ("vae-core", "tch", "torch-sys")


def slim(metadata):
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    names = {package["id"]: package["name"] for package in metadata["packages"]}
    kept = reachable(metadata["workspace_members"], nodes, names)
    metadata["packages"] = [p for p in metadata["packages"] if p["id"] in kept]
    metadata["resolve"]["nodes"] = [
        within(node, kept) for node in nodes.values() if node["id"] in kept
    ]
    return metadata


def reachable(roots, nodes, names):
    kept, waiting = set(), list(roots)
    while waiting:
        package = waiting.pop()
        if package in kept:
            continue
        kept.add(package)
        below = nodes[package]["dependencies"]
        if names[package] in OPAQUE:
            below = [other for other in below if names[other] in SEEN_IN_CELLS]
        waiting += below
    return kept


def within(node, kept):
    return {
        **node,
        "dependencies": [other for other in node["dependencies"] if other in kept],
        "deps": [edge for edge in node["deps"] if edge["pkg"] in kept],
    }


def main():
    text = sys.stdin.read()
    if not text.strip():
        return 1  # cargo itself failed, and has said why
    metadata = json.loads(text)
    if metadata.get("resolve"):
        metadata = slim(metadata)
    json.dump(metadata, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
