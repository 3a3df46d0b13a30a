"""The five sockets that Jupyter sees, and those by which the front speaks to evcxr.

evcxr thus meets one client that stays. Jupyter's server connects and disconnects several times
while it opens a notebook; evcxr's own ZeroMQ library sometimes stops answering when that happens
at the wrong moment. libzmq, here, does not mind.
"""

import socket
import sys
import time

CHANNELS = ("shell", "control", "stdin", "hb", "iopub")
BIND_WITHIN_SECONDS = 5  # a kernel that ends within ten is given other ports by Jupyter
IDENTITY = b"front"


def inner_connection(outer):
    """A connection file's content for evcxr, and what holds its ports until evcxr listens."""
    held = reserve_ports()
    if sys.platform != "linux":  # elsewhere a port that is held cannot be listened on
        for holder in held.values():
            holder.close()
    return {**outer, "transport": "tcp", "ip": "127.0.0.1", **ports(held)}, held


def reserve_ports():
    """Bound, not listening: evcxr may still listen there, and nobody else is given the port."""
    held = {channel: socket.socket() for channel in CHANNELS}
    for holder in held.values():
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
    return held


def ports(held):
    return {f"{channel}_port": holder.getsockname()[1] for channel, holder in held.items()}


def address(connection, channel):
    transport, port = connection["transport"], connection[f"{channel}_port"]
    return f"{transport}://{connection['ip']}{'-' if transport == 'ipc' else ':'}{port}"


def towards_jupyter(context, connection):
    import zmq

    sockets = {
        channel: made(context, zmq.PUB if channel == "iopub" else zmq.ROUTER)
        for channel in CHANNELS
    }
    for channel, outer in sockets.items():
        bind(outer, address(connection, channel))
    return sockets


def towards_evcxr(context, connection):
    import zmq

    sockets = {
        channel: made(context, zmq.SUB if channel == "iopub" else zmq.DEALER)
        for channel in CHANNELS
        if channel != "hb"
    }
    for channel, inner in sockets.items():
        if channel == "iopub":
            inner.subscribe(b"")
        else:
            # evcxr asks for input on stdin under the name by which the shell knew its client.
            inner.identity = IDENTITY
        inner.connect(address(connection, channel))
    return sockets


def made(context, kind):
    """A socket that drops no message."""
    new = context.socket(kind)
    new.set_hwm(0)
    new.linger = 1000
    return new


def bind(outer, place):
    """Right after a restart, the front of the kernel before may still be leaving."""
    import zmq

    deadline = time.monotonic() + BIND_WITHIN_SECONDS
    while True:
        try:
            return outer.bind(place)
        except zmq.ZMQError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
