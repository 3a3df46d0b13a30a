"""The sockets: ports that nobody else is given, and a clear end where they are taken."""

import socket
import sys

import pytest
import zmq

from evcxr_front import channels


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere ports are not held")
def test_a_reserved_port_is_left_to_the_kernel():
    for holder in channels.reserve_ports().values():
        with socket.create_server(holder.getsockname()) as kernel:
            socket.create_connection(kernel.getsockname()).close()


def test_evcxr_has_the_key_and_ports_of_its_own():
    outer = {"transport": "ipc", "ip": "kernel", "key": "secret", "shell_port": 1}
    inner, held = channels.inner_connection(outer)
    assert inner["key"] == "secret" and inner["transport"] == "tcp"
    assert len({inner[f"{channel}_port"] for channel in channels.CHANNELS}) == len(held)


def test_ports_that_are_taken_are_an_error(monkeypatch):
    monkeypatch.setattr(channels, "BIND_WITHIN_SECONDS", 0)
    held = channels.reserve_ports()
    for holder in held.values():
        holder.listen()
    taken = {"transport": "tcp", "ip": "127.0.0.1", **channels.ports(held)}
    with pytest.raises(zmq.ZMQError, match="Address already in use"):
        channels.towards_jupyter(zmq.Context.instance(), taken)
