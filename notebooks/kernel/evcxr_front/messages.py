"""Jupyter's messages: read from frames, signed into frames.

https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone

DELIMITER = b"<IDS|MSG>"
PROTOCOL = "5.3"


class NotSigned(Exception):
    """A message that nobody who knows the kernel's key has sent."""


@dataclass
class Message:
    header: dict
    parent: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)
    content: dict = field(default_factory=dict)
    identities: list = field(default_factory=list)
    buffers: list = field(default_factory=list)

    @property
    def kind(self):
        return self.header.get("msg_type", "")

    @property
    def id(self):
        return self.header.get("msg_id", "")

    @property
    def parent_id(self):
        return self.parent.get("msg_id", "")

    @property
    def sent(self):
        """When, by its sender's clock; by ours, now, where it does not say so."""
        try:
            sent = datetime.fromisoformat(self.header["date"])
        except (KeyError, TypeError, ValueError):
            return now()
        return sent if sent.tzinfo else sent.replace(tzinfo=timezone.utc)


def now():
    return datetime.now(timezone.utc)


def header(kind, session, username="kernel"):
    return {
        "msg_id": uuid.uuid4().hex,
        "session": session,
        "username": username,
        "date": now().isoformat(),
        "msg_type": kind,
        "version": PROTOCOL,
    }


class Signer:
    """Reads and writes messages with the key of a connection file."""

    def __init__(self, key):
        self.key = key.encode()

    def frames(self, message):
        parts = (message.header, message.parent, message.metadata, message.content)
        encoded = [json.dumps(part, ensure_ascii=False).encode() for part in parts]
        return [*message.identities, DELIMITER, self.sign(encoded), *encoded, *message.buffers]

    def read(self, frames):
        try:
            place = frames.index(DELIMITER)
            signature, *parts = frames[place + 1 : place + 6]
            if not hmac.compare_digest(signature, self.sign(parts)):
                raise NotSigned("the signature is wrong")
            header, parent, metadata, content = map(json.loads, parts)
            routed = {"identities": frames[:place], "buffers": frames[place + 6 :]}
            return Message(header, parent, metadata, content, **routed)
        except (ValueError, TypeError) as error:
            raise NotSigned(f"this is no message: {error}") from error

    def sign(self, parts):
        if not self.key:
            return b""
        digest = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in parts:
            digest.update(part)
        return digest.hexdigest().encode()
