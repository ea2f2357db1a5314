"""What happens to a decision before there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DraftKept:
    """What somebody had written of a decision was kept, since they closed the form. It's theirs
    alone to read, and gone when the case is decided."""

    sort: Literal["draft_kept"] = "draft_kept"
