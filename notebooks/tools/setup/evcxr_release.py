"""evcxr_jupyter ready-made: the release of its authors, where it can be reached and runs here.

A file counts only with the SHA-256 that GitHub states for it, and a program only if it starts:
one that was linked against a newer C library does not.
"""

import hashlib
import io
import json
import os
import platform
import sys
import tarfile
import urllib.request
import zlib

from .paths import TARGET
from .report import log, output_of, say

RELEASES = "https://api.github.com/repos/evcxr/evcxr/releases/tags"
ANSWER_WITHIN_SECONDS = 5
DOWNLOAD_WITHIN_SECONDS = 60
TARGETS = {
    ("linux", "x86_64"): "x86_64-unknown-linux-gnu",
    ("darwin", "arm64"): "aarch64-apple-darwin",
}


class Unusable(Exception):
    """The release does not serve here, and why."""


# No answer, one that is not as expected, and a damaged archive.
FAILURES = (OSError, ValueError, KeyError, tarfile.TarError, EOFError, zlib.error, Unusable)


def place(name, version):
    """Where the program of a version is kept, in the checkout."""
    return TARGET / "evcxr" / version / name


def fetch(name, version, releases=RELEASES):
    """Its path, or None where it has to be compiled."""
    try:
        archive = verified(asset(name, version, releases))
        return started(write(place(name, version), member(archive, name)))
    except FAILURES as error:
        log(f"{name} {version} is not taken from {releases}: {error!r}")
        say(f"      no ready-made one serves here ({error}); compiling it")
        return None


def asset(name, version, releases):
    """What the release says of the archive for this system."""
    target = TARGETS.get((sys.platform, platform.machine()))
    if target is None:
        raise Unusable("none is published for this system")
    with urllib.request.urlopen(f"{releases}/v{version}", timeout=ANSWER_WITHIN_SECONDS) as reply:
        assets = json.load(reply)["assets"]
    wanted = f"{name}-v{version}-{target}.tar.gz"
    found = next((one for one in assets if one["name"] == wanted), None)
    if found is None:
        raise Unusable(f"the release has no {wanted}")
    return found


def verified(found):
    """The bytes of the archive, if they are the ones that were published."""
    address, stated = found["browser_download_url"], found.get("digest")
    with urllib.request.urlopen(address, timeout=DOWNLOAD_WITHIN_SECONDS) as reply:
        content = reply.read()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if digest != stated:
        raise Unusable(f"the checksum of {found['name']} is {digest}, and {stated} was stated")
    return content


def member(archive, name):
    """The program out of the archive; nothing else is unpacked."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for entry in tar:
            if entry.isfile() and entry.name.rsplit("/", 1)[-1] == name:
                return tar.extractfile(entry).read()
    raise Unusable(f"the archive holds no {name}")


def write(path, program):
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(program)
    beside.chmod(0o755)
    return beside


def started(beside):
    """Puts the program in its place if it answers here."""
    if output_of([beside, "--help"]) is None:
        beside.unlink()
        raise Unusable("it does not start on this system")
    path = beside.with_suffix("")
    os.replace(beside, path)
    return path
