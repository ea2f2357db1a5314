"""Ports for processes that are told where to listen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_port() -> Iterator[int]:
    """A free port of this machine, which the system gives to nobody else until the end of the block:
    one that was only looked for may be another's by the time a process listens there. It's bound,
    and whoever listens with SO_REUSEADDR, as servers do, may do so all the same."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])
