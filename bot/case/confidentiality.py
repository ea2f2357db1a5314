"""The classes of confidentiality: how narrow the circle is that a case is kept in."""

from __future__ import annotations

from enum import StrEnum


class Confidentiality(StrEnum):
    """How narrow a case's circle is. INTERNAL: every full member of the workspace may read it."""

    INTERNAL = "internal"
    LEGAL_PRIVILEGED = "legal_privileged"
    RESTRICTED = "restricted"
    EMBARGOED = "embargoed"

    @property
    def words(self) -> str:
        """The class as people call it."""
        if self is Confidentiality.LEGAL_PRIVILEGED:
            return "legally privileged"
        return self.value


_NARROWNESS = (
    Confidentiality.INTERNAL,
    Confidentiality.EMBARGOED,
    Confidentiality.RESTRICTED,
    Confidentiality.LEGAL_PRIVILEGED,
)
"""From the widest circle to the narrowest: what is embargoed opens by itself, a restricted case is
listed by its reference, a privileged one only counted."""


def at_least(class_: Confidentiality) -> tuple[Confidentiality, ...]:
    """The classes a requester may choose for a kind of this class: its own and the narrower ones,
    never a wider one. An embargo needs an end, so that only its own kind has it."""
    narrower = _NARROWNESS[_NARROWNESS.index(class_) + 1 :]
    return (class_, *(c for c in narrower if c is not Confidentiality.EMBARGOED))


def is_wider(class_: Confidentiality, than: Confidentiality) -> bool:
    """Whether more people may read what is of one class than of the other."""
    return _NARROWNESS.index(class_) < _NARROWNESS.index(than)


def as_close_as(class_: Confidentiality, other: Confidentiality) -> Confidentiality:
    """The narrower of two classes, for what tells of a case of the other one. An embargo is the
    end of its own case alone: what tells of that case is restricted."""
    if _NARROWNESS.index(other) <= _NARROWNESS.index(class_):
        return class_
    return Confidentiality.RESTRICTED if other is Confidentiality.EMBARGOED else other


CLEARED_CLASSES = tuple(c for c in Confidentiality if c is not Confidentiality.INTERNAL)
"""The classes for which somebody has to be cleared."""
