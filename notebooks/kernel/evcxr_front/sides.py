"""The two sides between which the front stands, each with its sockets and what is said there."""

from . import channels, messages
from .messages import Message


class Side:
    def __init__(self, sockets, key):
        self.sockets = sockets
        self.signer = messages.Signer(key)
        self.session = messages.header("", "")["msg_id"]

    def read(self, channel):
        """The next message, or None where it was not sent by someone who has the key."""
        try:
            return self.signer.read(self.sockets[channel].recv_multipart())
        except messages.NotSigned:
            return None

    def send(self, channel, message):
        self.sockets[channel].send_multipart(self.signer.frames(message))

    def pass_on(self, channel, other):
        other.sockets[channel].send_multipart(self.sockets[channel].recv_multipart())

    def close(self):
        for socket in self.sockets.values():
            socket.close()


class Jupyter(Side):
    def __init__(self, context, connection):
        super().__init__(channels.towards_jupyter(context, connection), connection["key"])

    def publish(self, kind, request, content):
        header = messages.header(kind, self.session)
        self.send("iopub", Message(header, request.header, content=content))

    def busy(self, request):
        self.publish("status", request, {"execution_state": "busy"})

    def idle(self, request):
        self.publish("status", request, {"execution_state": "idle"})

    def reply(self, channel, request, content):
        header = messages.header(request.kind.replace("_request", "_reply"), self.session)
        answer = Message(header, request.header, content=content, identities=request.identities)
        self.send(channel, answer)

    def answer(self, channel, request, content):
        """The whole of a request that is answered at once."""
        self.busy(request)
        self.reply(channel, request, content)
        self.idle(request)


class Evcxr(Side):
    def __init__(self, context, connection):
        super().__init__(channels.towards_evcxr(context, connection), connection["key"])

    def ask(self, channel, kind, content):
        """Sends a request of the front's own."""
        request = Message(messages.header(kind, self.session), content=content)
        self.send(channel, request)
        return request

    def is_own(self, message):
        """Whether it belongs to a request of the front's own."""
        return message.parent.get("session") == self.session
