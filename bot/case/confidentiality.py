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


CLEARED_CLASSES = tuple(c for c in Confidentiality if c is not Confidentiality.INTERNAL)
"""The classes for which somebody has to be cleared."""
