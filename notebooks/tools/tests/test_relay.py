"""The relay passes messages both ways, whoever comes and goes."""

import threading

import pytest
import zmq

from launcher import relay


def connection():
    return {"transport": "tcp", "ip": "127.0.0.1", **relay.free_ports()}


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
def front():
    front, back = connection(), connection()
    Kernel(back).start()
    wanted = threading.Event()
    wanted.set()
    served = threading.Thread(target=relay.serve, args=(front, back, wanted.is_set))
    served.start()
    yield front
    wanted.clear()
    served.join(10)
    assert not served.is_alive()


def client(front, kind, channel):
    made = zmq.Context.instance().socket(kind)
    made.linger = 0
    made.rcvtimeo = 10_000
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
