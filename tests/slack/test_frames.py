"""A message of Slack's is read whole, whatever pieces it comes in."""

from __future__ import annotations

import struct
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.app.frames import (
    CLOSE,
    CONTINUED,
    LARGEST,
    PING,
    PONG,
    TEXT,
    Frames,
    framed,
)

LENGTHS = (0, 1, 125, 126, 65_535, 65_536, 200_000)


def sent(sort: int, data: bytes, *, is_last: bool = True) -> bytes:
    """A frame as a server sends it."""
    first = (0x80 if is_last else 0) | sort
    if len(data) < 126:
        return struct.pack("!BB", first, len(data)) + data
    if len(data) < 1 << 16:
        return struct.pack("!BBH", first, 126, len(data)) + data
    return struct.pack("!BBQ", first, 127, len(data)) + data


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("piece", [1, 3, 4096])
def test_a_frame_in_pieces_is_read_whole_as_soon_as_it_is_there(length: int, piece: int) -> None:
    stream, words = Frames(), b"w" * length
    came = sent(TEXT, words)
    before = [m for part in _pieces(came[:-1], piece) for m in stream.take(part)]

    assert before == []
    assert list(stream.take(came[-1:])) == [(TEXT, words)]


@given(st.lists(st.binary(max_size=200), min_size=2, max_size=5), st.integers(1, 50))
def test_a_message_in_several_frames_is_one_with_pings_heard_between_them(
    parts: list[bytes], piece: int
) -> None:
    last = len(parts) - 1
    came = b"".join(
        sent(CONTINUED if n else TEXT, part, is_last=n == last) + sent(PING, b"%d" % n)
        for n, part in enumerate(parts)
    )
    stream = Frames()
    heard = [m for part in _pieces(came + sent(CLOSE, b""), piece) for m in stream.take(part)]

    assert [m for m in heard if m[0] == TEXT] == [(TEXT, b"".join(parts))]
    assert [m for m in heard if m[0] == PING] == [(PING, b"%d" % n) for n in range(len(parts))]
    assert heard[-1] == (CLOSE, b"")


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(sent(CONTINUED, b"on"), id="a continuation of nothing"),
        pytest.param(sent(TEXT, b"a", is_last=False) + sent(TEXT, b"b"), id="one in another"),
        pytest.param(framed(TEXT, b"masked"), id="as only clients send it"),
        pytest.param(b"\xf1\x00", id="bits that mean nothing"),
        pytest.param(struct.pack("!BBQ", 0x81, 127, LARGEST + 1), id="too large"),
        pytest.param(b"HTTP/1.1 502 Bad Gateway", id="no frame"),
    ],
)
def test_what_is_no_frame_of_a_server_ends_the_reading(came: bytes) -> None:
    with pytest.raises(ValueError, match=r"a frame|a message"):
        list(Frames().take(came))


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("sort", [TEXT, PONG])
def test_what_is_sent_is_masked_and_says_its_length(length: int, sort: int) -> None:
    words = bytes(n % 251 for n in range(length))
    frame = framed(sort, words)
    head = len(frame) - length - 4
    mask, masked = frame[head : head + 4], frame[head + 4 :]

    assert bytes(b ^ m for b, m in zip(masked, cycle(mask), strict=False)) == words
    # But for the mask it's what a server would send of it.
    assert bytes([frame[0], frame[1] & 0x7F]) + frame[2:head] + words == sent(sort, words)


def _pieces(came: bytes, size: int) -> list[bytes]:
    return [came[n : n + size] for n in range(0, len(came), size)]
