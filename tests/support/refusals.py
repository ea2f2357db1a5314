"""What a rule is expected to turn down, recognised by its code rather than by its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.case.errors import RefusalCode, Refused


@contextmanager
def refusing(code: RefusalCode) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Fails unless what is done within is refused for this."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.code is code, caught.value.words
