"""Stands between Jupyter and evcxr, which then meets one client that stays.

Jupyter's server connects and disconnects several times while it opens a notebook. evcxr's
ZeroMQ library sometimes stops answering when that happens at the wrong moment (seen once in
thirteen openings); libzmq, here, does not mind. Messages pass as they are.
"""

import json
import os
import signal
import socket
import sys
import time

CHANNELS = ("shell", "control", "stdin", "hb", "iopub")
BIND_WITHIN_SECONDS = 5  # a kernel that ends within ten is given other ports by Jupyter
CHECK_EVERY_MILLISECONDS = 500


def start(connection_file, folder):
    """Leaves the relay behind as a process of its own; returns the file for evcxr."""
    front = json.loads(connection_file.read_text(encoding="utf-8"))
    reserved = reserve_ports()
    back = {**front, "transport": "tcp", "ip": "127.0.0.1", **ports(reserved)}
    inner = folder / "connection.json"
    inner.write_text(json.dumps(back), encoding="utf-8")
    if sys.platform != "linux":  # elsewhere a port that is held cannot be listened on
        for holder in reserved.values():
            holder.close()
    evcxr = os.getpid()  # this process becomes evcxr
    if os.fork() == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            serve(front, back, lambda: os.getppid() == evcxr)
        except Exception as error:
            # Jupyter starts a kernel that ended so early again, on other ports.
            print(f"The kernel cannot be reached: {error}", file=sys.stderr, flush=True)
            os.kill(evcxr, signal.SIGTERM)
        finally:
            os._exit(0)
    return inner


def reserve_ports():
    """Bound, not listening: evcxr may still listen there, and nobody else is given the port."""
    held = {channel: socket.socket() for channel in CHANNELS}
    for holder in held.values():
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
    return held


def ports(held):
    return {f"{channel}_port": holder.getsockname()[1] for channel, holder in held.items()}


def serve(front, back, is_wanted):
    import zmq

    context = zmq.Context()
    pairs = {channel: pair(context, channel) for channel in CHANNELS}
    for channel, (outer, _) in pairs.items():
        bind(outer, address(front, channel))
    partners, poller = {}, zmq.Poller()
    for channel, (outer, inner) in pairs.items():
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
    transport, port = connection["transport"], connection[f"{channel}_port"]
    return f"{transport}://{connection['ip']}{'-' if transport == 'ipc' else ':'}{port}"


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
