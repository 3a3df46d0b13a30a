"""The relay passes messages both ways, whoever comes and goes."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
import zmq

from launcher import relay
from setup.paths import TOOLS

STAND_IN = """
import sys, time
from pathlib import Path
from launcher import relay

relay.BIND_WITHIN_SECONDS = 0
relay.start(*map(Path, sys.argv[1:]))
time.sleep(60)
"""


def connection(folder, name):
    """Over files, which no other program of the machine can take meanwhile."""
    ports = {f"{channel}_port": number for number, channel in enumerate(relay.CHANNELS, 1)}
    return {"transport": "ipc", "ip": str(folder / name), **ports}


class Kernel(threading.Thread):
    """Answers on the shell with what it got, and tells all on iopub."""

    def __init__(self, place):
        super().__init__(daemon=True)
        self.shell = zmq.Context.instance().socket(zmq.ROUTER)
        self.iopub = zmq.Context.instance().socket(zmq.PUB)
        self.shell.bind(relay.address(place, "shell"))
        self.iopub.bind(relay.address(place, "iopub"))

    def run(self):
        while True:
            *route, message = self.shell.recv_multipart()
            self.iopub.send_multipart([b"status", message])
            self.shell.send_multipart([*route, b"re: " + message])


@pytest.fixture
def folder():
    """A short path: the name of a socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def front(folder):
    front, back = connection(folder, "front"), connection(folder, "back")
    Kernel(back).start()
    wanted = threading.Event()
    wanted.set()
    served = threading.Thread(target=relay.serve, args=(front, back, wanted.is_set))
    served.start()
    yield front
    wanted.clear()
    served.join(60)
    assert not served.is_alive()


def client(front, kind, channel):
    made = zmq.Context.instance().socket(kind)
    made.linger = 0
    made.rcvtimeo = 60_000
    if kind == zmq.SUB:
        made.subscribe(b"")
    made.connect(relay.address(front, channel))
    return made


def test_a_request_is_answered_and_told(front):
    listener = client(front, zmq.SUB, "iopub")
    asker = client(front, zmq.DEALER, "shell")
    told = zmq.Poller()
    told.register(listener, zmq.POLLIN)
    for _ in range(50):  # until the listener's subscription has arrived
        asker.send(b"hello")
        assert asker.recv() == b"re: hello"
        if told.poll(100):
            break
    assert listener.recv_multipart() == [b"status", b"hello"]


def test_clients_that_leave_at_once_disturb_nobody(front):
    stays = client(front, zmq.DEALER, "shell")
    for _ in range(100):
        leaves = client(front, zmq.DEALER, "shell")
        leaves.send(b"gone")
        leaves.close()
    stays.send(b"still here")
    assert stays.recv() == b"re: still here"


def test_each_client_gets_its_own_answer(front):
    askers = [client(front, zmq.DEALER, "shell") for _ in range(5)]
    for number, asker in enumerate(askers):
        asker.send(b"%d" % number)
    for number, asker in reversed(list(enumerate(askers))):
        assert asker.recv() == b"re: %d" % number


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere ports are not held")
def test_a_reserved_port_is_left_to_the_kernel():
    for holder in relay.reserve_ports().values():
        with socket.create_server(holder.getsockname()) as kernel:
            socket.create_connection(kernel.getsockname()).close()


def test_ports_that_are_taken_end_the_kernel_and_say_so(folder):
    held = relay.reserve_ports()
    for holder in held.values():
        holder.listen()
    file = folder / "kernel.json"
    taken = {"transport": "tcp", "ip": "127.0.0.1", **relay.ports(held)}
    file.write_text(json.dumps(taken), encoding="utf-8")
    kernel = subprocess.run(
        [sys.executable, "-c", STAND_IN, file, folder],
        cwd=TOOLS,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert kernel.returncode == -signal.SIGTERM
    assert "Address already in use" in kernel.stderr
