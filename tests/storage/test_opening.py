"""Raising an escalation: numbered, offered, timed and announced in one commit."""

from __future__ import annotations

from storage.work import DatabaseStorage
from tests.factories import case, open_one, settle


def test_x(storage: DatabaseStorage) -> None:
    settle(storage)
    assert case(storage, open_one(storage)).id == 1
