"""What is signed can be read back; what is not is refused."""

import pytest

from evcxr_front.messages import Message, NotSigned, Signer, header

SAMPLE = Message(
    header("stream", "a session"), {"msg_id": "p"}, {}, {"text": "μ"}, [b"client"], [b"buffer"]
)


@pytest.mark.parametrize("key", ["secret", ""])
def test_a_message_survives_the_way(key):
    signer = Signer(key)
    assert signer.read(signer.frames(SAMPLE)) == SAMPLE


def test_jupyters_own_library_reads_it():
    session = pytest.importorskip("jupyter_client.session").Session(key=b"secret")
    _, frames = session.feed_identities(Signer("secret").frames(SAMPLE))
    assert session.deserialize(frames)["content"] == {"text": "μ"}


@pytest.mark.parametrize("frame", [2, 3, 4, 5, 6])
def test_a_changed_part_is_refused(frame):
    frames = Signer("secret").frames(SAMPLE)
    frames[frame] = frames[frame] + b" "
    with pytest.raises(NotSigned, match="signature"):
        Signer("secret").read(frames)


@pytest.mark.parametrize("frames", [[], [b"no delimiter"], [b"<IDS|MSG>", b"", b"{}"]])
def test_what_is_no_message_is_refused(frames):
    with pytest.raises(NotSigned):
        Signer("").read(frames)
