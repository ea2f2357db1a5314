"""A balancer in front of several processes: each new connection goes to the next of them."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def balanced(ports: list[int]) -> Iterator[int]:
    """The port that stands for all these ports in turn."""
    door = socket.create_server(("127.0.0.1", 0))
    chosen = itertools.cycle(ports)

    def run() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            try:
                called = socket.create_connection(("127.0.0.1", next(chosen)))
            except OSError:
                caller.close()
                continue
            for pair in ((caller, called), (called, caller)):
                threading.Thread(target=_pump, args=pair, daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(door.getsockname()[1])
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    source.close()
