"""rust-analyzer sees the crates that a cell can meet, and what a notebook adds itself."""

from evcxr_front.slim_metadata import slim

OPAQUE = ("vae-core", "tch", "torch-sys")

GRAPH = {
    "ctx": ["vae-core", "tch", "added"],
    "vae-core": ["tch", "image"],
    "tch": ["torch-sys", "zip"],
    "torch-sys": ["libc"],
    "added": ["below-added"],
    "below-added": [],
    "image": [],
    "zip": [],
    "libc": [],
}


def metadata():
    return {
        "workspace_members": ["ctx"],
        "packages": [{"id": name, "name": name} for name in GRAPH],
        "resolve": {
            "nodes": [
                {"id": name, "dependencies": below, "deps": [{"pkg": other} for other in below]}
                for name, below in GRAPH.items()
            ]
        },
    }


def test_what_lies_inside_our_crates_is_left_out():
    names = {package["name"] for package in slim(metadata(), OPAQUE)["packages"]}
    assert names == {"ctx", "vae-core", "tch", "torch-sys", "added", "below-added"}


def test_no_edge_leads_to_a_crate_left_out():
    slimmed = slim(metadata(), OPAQUE)
    names = {package["name"] for package in slimmed["packages"]}
    for node in slimmed["resolve"]["nodes"]:
        assert set(node["dependencies"]) <= names
        assert {edge["pkg"] for edge in node["deps"]} <= names
