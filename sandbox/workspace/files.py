"""Files that the app uploads: asked for, sent to an address of their own, then shared."""

import secrets
import threading
from dataclasses import dataclass, replace

from sandbox.json_values import Json

_TYPES = {"csv": "text/csv", "json": "application/json", "txt": "text/plain"}


@dataclass(frozen=True)
class SharedFile:
    """A file; `content` is None until its bytes have come, `is_shared` once somebody sees it."""

    id: str
    name: str
    length: int
    secret: str
    content: bytes | None = None
    title: str = ""
    is_shared: bool = False

    @property
    def type(self) -> str:
        """By its ending, as Slack names it."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else "binary"

    @property
    def mimetype(self) -> str:
        return _TYPES.get(self.type, "application/octet-stream")

    def wire(self) -> Json:
        """The file object, as far as an app gets to see it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.type,
            "size": self.length,
            "mode": "hosted",
        }


class Files:
    """Every file that was ever asked for, by its id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, SharedFile] = {}

    def announce(self, name: str, length: int) -> SharedFile:
        """A place for a file of this many bytes."""
        with self._lock:
            number = f"F0{len(self._known) + 1:05d}"
            file = SharedFile(number, name, length, secrets.token_urlsafe(12))
            self._known[file.id] = file
        return file

    def receive(self, identity: str, secret: str, content: bytes) -> int:
        """The HTTP status of the bytes that came: 200, or why they are not taken."""
        with self._lock:
            file = self._known.get(identity)
            if file is None or file.secret != secret or file.is_shared:
                return 404
            if len(content) != file.length:
                return 400
            self._known[identity] = replace(file, content=content)
        return 200

    def share(self, identity: str, title: str) -> SharedFile | None:
        """The file, shared from now on; None for one that isn't there whole, or was shared."""
        with self._lock:
            file = self._known.get(identity)
            if file is None or file.content is None or file.is_shared:
                return None
            self._known[identity] = shared = replace(file, title=title, is_shared=True)
        return shared

    def get(self, identity: str) -> SharedFile | None:
        with self._lock:
            return self._known.get(identity)
