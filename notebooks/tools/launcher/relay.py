"""Stands between Jupyter and evcxr, which then meets one client that stays.

Jupyter's server connects and disconnects several times while it opens a notebook. evcxr's
ZeroMQ library sometimes stops answering when that happens at the wrong moment (seen once in
thirteen openings); libzmq, here, does not mind. Messages pass as they are.
"""

import json
import os
import signal
import socket
import time

CHANNELS = ("shell", "control", "stdin", "hb", "iopub")
BIND_WITHIN_SECONDS = 10
CHECK_EVERY_MILLISECONDS = 500


def start(connection_file, folder):
    """Leaves the relay behind as a process of its own; returns the file for evcxr."""
    front = json.loads(connection_file.read_text(encoding="utf-8"))
    back = {**front, **free_ports()}
    inner = folder / "connection.json"
    inner.write_text(json.dumps(back), encoding="utf-8")
    evcxr = os.getpid()  # this process becomes evcxr
    if os.fork() == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            serve(front, back, lambda: os.getppid() == evcxr)
        finally:
            os._exit(0)
    return inner


def free_ports():
    """Chosen all at once, so that they differ."""
    sockets = {f"{channel}_port": socket.create_server(("127.0.0.1", 0)) for channel in CHANNELS}
    ports = {name: listener.getsockname()[1] for name, listener in sockets.items()}
    for listener in sockets.values():
        listener.close()
    return ports


def serve(front, back, is_wanted):
    import zmq

    context = zmq.Context()
    partners, poller = {}, zmq.Poller()
    for channel in CHANNELS:
        outer, inner = pair(context, channel)
        bind(outer, address(front, channel))
        inner.connect(address(back, channel))
        partners |= {outer: inner, inner: outer}
        poller.register(inner, zmq.POLLIN)
        if channel != "iopub":
            poller.register(outer, zmq.POLLIN)
    while is_wanted():
        for ready, _ in poller.poll(CHECK_EVERY_MILLISECONDS):
            partners[ready].send_multipart(ready.recv_multipart(copy=False), copy=False)
    context.destroy(linger=1000)


def pair(context, channel):
    """The socket that Jupyter sees, and the one that evcxr sees; neither drops a message."""
    import zmq

    kinds = (zmq.PUB, zmq.SUB) if channel == "iopub" else (zmq.ROUTER, zmq.DEALER)
    outer, inner = (context.socket(kind) for kind in kinds)
    for end in (outer, inner):
        end.set_hwm(0)
        end.linger = 1000
    if channel == "iopub":
        inner.subscribe(b"")
    else:
        # evcxr asks for input on stdin under the name by which the shell knew its client.
        inner.identity = b"relay"
    return outer, inner


def address(connection, channel):
    return f"{connection['transport']}://{connection['ip']}:{connection[f'{channel}_port']}"


def bind(outer, place):
    """Right after a restart, the relay of the kernel before may still be leaving."""
    import zmq

    deadline = time.monotonic() + BIND_WITHIN_SECONDS
    while True:
        try:
            return outer.bind(place)
        except zmq.ZMQError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
