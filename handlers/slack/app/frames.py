"""Frames of a WebSocket (RFC 6455): messages out of whatever pieces they come in, and back."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator

CONTINUED, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
LARGEST = 16 * 1024 * 1024
"""Bytes of a message. Slack's are of some hundred thousand at most; a length beyond it is that of
a stream that is read at the wrong place."""
_FINAL, _RESERVED, _MASKED, _CONTROL, _SORT, _LENGTH = 0x80, 0x70, 0x80, 0x08, 0x0F, 0x7F
_IN_TWO_BYTES, _IN_EIGHT = 126, 127


class Frames:
    """What has come by one connection. A message may come in several frames, with pings between
    them, and a frame in pieces that end anywhere."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._sort = CONTINUED
        self._message = bytearray()

    def take(self, received: bytes) -> Iterator[tuple[int, bytes]]:
        """The messages that are whole by what was received now, each with its sort.

        Raises ValueError where this can't be what a server sends; nothing can be read from then on.
        """
        self._came += received
        while (frame := self._next()) is not None:
            is_final, sort, data = frame
            if sort & _CONTROL:
                yield sort, data
                continue
            if (sort == CONTINUED) is (self._sort == CONTINUED):
                raise ValueError("a message within another, or one without a beginning")
            self._sort = sort or self._sort
            self._message += data
            if len(self._message) > LARGEST:
                raise ValueError("a message that is too large")
            if is_final:
                whole, self._message = bytes(self._message), bytearray()
                sort, self._sort = self._sort, CONTINUED
                yield sort, whole

    def _next(self) -> tuple[bool, int, bytes] | None:
        """The next frame, None as long as not all of it is there."""
        came = self._came
        if len(came) < 2:
            return None
        first, second = came[0], came[1]
        if first & _RESERVED or second & _MASKED:
            raise ValueError("a frame that no server sends")
        begin, length = 2, second & _LENGTH
        if length >= _IN_TWO_BYTES:
            form = "!H" if length == _IN_TWO_BYTES else "!Q"
            begin += struct.calcsize(form)
            if len(came) < begin:
                return None
            (length,) = struct.unpack_from(form, came, 2)
        if length > LARGEST:
            raise ValueError("a frame that is too large")
        if len(came) < begin + length:
            return None
        data = bytes(came[begin : begin + length])
        del came[: begin + length]
        return bool(first & _FINAL), first & _SORT, data


def framed(sort: int, data: bytes) -> bytes:
    """A message as a client sends it: in one frame, of any length, masked."""
    length = len(data)
    if length < _IN_TWO_BYTES:
        head = struct.pack("!BB", _FINAL | sort, _MASKED | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", _FINAL | sort, _MASKED | _IN_TWO_BYTES, length)
    else:
        head = struct.pack("!BBQ", _FINAL | sort, _MASKED | _IN_EIGHT, length)
    mask = secrets.token_bytes(4)
    pattern = (mask * (length // 4 + 1))[:length]
    masked = int.from_bytes(data, "big") ^ int.from_bytes(pattern, "big")
    return head + mask + masked.to_bytes(length, "big")
