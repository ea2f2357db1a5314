"""What stands between the bot and a server, and takes what is sent without passing it on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Between:
    """Passes on what comes over TCP to a server's local socket, and back."""

    def __init__(self, server: Path) -> None:
        self._server = str(server)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []
        self._swallowed: set[socket.socket] = set()
        self._answers = threading.Event()
        self._answers.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self) -> None:
        """The connections there are stay open, and nothing comes over them ever again."""
        self._swallowed.update(self._open)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """The same, and meanwhile new ones are accepted and not answered."""
        self._answers.clear()
        self.swallow()
        yield
        self.swallow()
        self._answers.set()

    def close(self) -> None:
        """Ends all of them."""
        for end in (self._listening, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                self._open += [client, server]
                server.connect(self._server)
                if not self._answers.is_set():
                    self._swallowed.update((client, server))
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if source not in self._swallowed:
                    target.sendall(data)
        if source in self._swallowed:
            return  # nor is the other one told of its end
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
