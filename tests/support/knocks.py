"""Clients that connect to a server over and over while it stops."""

from __future__ import annotations

import gc
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def knocking(port: int) -> Iterator[list[str]]:
    """Connects again and again until the server is gone; what was left unclosed is in the list."""
    unclosed: list[str] = []
    came = threading.Barrier(3)

    def knock() -> None:
        socket.create_connection(("127.0.0.1", port)).close()
        came.wait()
        with suppress(OSError):
            for _time in range(5_000):
                socket.create_connection(("127.0.0.1", port)).close()

    clients = [threading.Thread(target=knock) for _client in range(2)]
    for client in clients:
        client.start()
    with warnings.catch_warnings(action="ignore"):
        gc.collect()  # what other tests have left unclosed isn't this server's
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", ResourceWarning)
        came.wait()
        yield unclosed
        for client in clients:
            client.join()
        gc.collect()
    unclosed += [str(warning.message) for warning in heard]
