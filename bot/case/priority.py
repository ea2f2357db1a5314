"""The priorities of a case."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """P1 harm or reputation at stake now, P2 today, P3 this week."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
