"""evcxr_jupyter ready-made: from a server on this machine that stands in for GitHub."""

import hashlib
import http.server
import io
import json
import tarfile
import threading

import pytest

from setup import evcxr, evcxr_release

NAME, VERSION = "evcxr_jupyter", "9.8.7"
RUNS = b"#!/bin/sh\nexit 0\n"
WANTS_ANOTHER_LIBRARY = b"#!/bin/sh\necho \"version 'GLIBC_9.9' not found\" >&2\nexit 1\n"


def archive(program, path=f"{NAME}-v{VERSION}-somewhere/{NAME}"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        entry = tarfile.TarInfo(path)
        entry.size = len(program)
        tar.addfile(entry, io.BytesIO(program))
    return buffer.getvalue()


class Release:
    """What the server answers with; a test changes it."""

    def __init__(self):
        self.content = archive(RUNS)
        self.digest = None
        self.name = f"{NAME}-v{VERSION}-x86_64-unknown-linux-gnu.tar.gz"
        self.address = ""
        self.asked = []

    def answer(self, path):
        self.asked.append(path)
        if path == "/archive":
            return self.content
        digest = self.digest or f"sha256:{hashlib.sha256(self.content).hexdigest()}"
        archive = {"name": self.name, "digest": digest}
        archive["browser_download_url"] = f"{self.address}/archive"
        return json.dumps({"assets": [{"name": "another"}, archive]}).encode()


@pytest.fixture
def release(monkeypatch, tmp_path):
    """A server's release, for a Linux that stays one on every machine."""
    made = Release()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = made.answer(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    monkeypatch.setattr(evcxr_release, "TARGET", tmp_path)
    monkeypatch.setattr(evcxr_release, "log", lambda _: None)
    monkeypatch.setattr(evcxr_release.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(evcxr_release.sys, "platform", "linux")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.address = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


def fetched(release):
    return evcxr_release.fetch(NAME, VERSION, release.address)


def refused(release, capsys, reason):
    program = fetched(release)
    kept = list(evcxr_release.place(NAME, VERSION).parent.glob("*"))
    return program is None and not kept and reason in capsys.readouterr().out


def test_a_release_is_taken_and_found_again(release, monkeypatch):
    program = fetched(release)
    assert program.read_bytes() == RUNS and program.stat().st_mode & 0o111
    assert release.asked == [f"/v{VERSION}", "/archive"]
    monkeypatch.setattr(evcxr, "VERSION", VERSION)
    monkeypatch.setattr(evcxr, "output_of", lambda _: "")  # cargo has installed none
    assert evcxr.find() == program


def test_another_content_than_was_published_is_refused(release, capsys):
    release.digest = "sha256:" + "0" * 64
    assert refused(release, capsys, "the checksum")


def test_a_release_without_a_checksum_is_refused(release, capsys):
    release.digest = "none"
    assert refused(release, capsys, "the checksum")


def test_a_program_that_does_not_start_here_is_refused(release, capsys):
    release.content = archive(WANTS_ANOTHER_LIBRARY)
    assert refused(release, capsys, "does not start on this system")


def test_an_archive_without_the_program_is_refused(release, capsys):
    release.content = archive(RUNS, "README")
    assert refused(release, capsys, f"holds no {NAME}")


def test_a_release_for_other_systems_is_refused(release, capsys, monkeypatch):
    release.name = f"{NAME}-v{VERSION}-x86_64-pc-windows-msvc.zip"
    assert refused(release, capsys, "the release has no")
    monkeypatch.setattr(evcxr_release.platform, "machine", lambda: "riscv64")
    assert refused(release, capsys, "for this system")
    assert release.asked == [f"/v{VERSION}"]


DAMAGED = {"empty": b"", "none": b"no archive", "cut": archive(RUNS)[:60]}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_archive_is_refused(release, capsys, content):
    release.content = content
    assert refused(release, capsys, "compiling it")


def test_a_network_that_does_not_answer_is_no_error(release, capsys):
    release.address = "http://127.0.0.1:9"
    assert refused(release, capsys, "compiling it")
