"""Cuts `cargo metadata` (standard input) down to the crates whose types a cell can meet.

Before it can tell a variable's type, rust-analyzer reads all crates of that list. What lies below
the crates that the kernel calls opaque appears in no cell, so it is left out here; rustc compiles
with all of it as ever. What a notebook adds by `:dep` is kept whole.
"""

import json
import os
import sys


def slim(metadata, opaque):
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    names = {package["id"]: package["name"] for package in metadata["packages"]}
    kept = reachable(metadata["workspace_members"], nodes, names, opaque)
    metadata["packages"] = [p for p in metadata["packages"] if p["id"] in kept]
    metadata["resolve"]["nodes"] = [
        within(node, kept) for node in nodes.values() if node["id"] in kept
    ]
    return metadata


def reachable(roots, nodes, names, opaque):
    kept, waiting = set(), list(roots)
    while waiting:
        package = waiting.pop()
        if package in kept:
            continue
        kept.add(package)
        below = nodes[package]["dependencies"]
        if names[package] in opaque:
            below = [other for other in below if names[other] in opaque]
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
        metadata = slim(metadata, os.environ.get("EVCXR_FRONT_OPAQUE", "").split())
    json.dump(metadata, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
