"""Changes of open forms that are on their way: an earlier one never comes after a later one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from weakref import WeakValueDictionary

LATELY = 60.0
"""Seconds: much longer than a change is on its way, and until who looks at the form sees it."""


class _Form:
    """An open form, as long as a change of it is on its way."""

    def __init__(self) -> None:
        self.changing = threading.Lock()
        self.newest: object = None


class Change:
    """One change of a form. It keeps in mind what was asked for when, and is made once."""

    def __init__(self, form: _Form) -> None:
        self._form = form
        form.newest = self

    def make(self, change: Callable[[], object]) -> None:
        """Makes the change when none of the form is under way, and leaves it out where another was
        asked for since: that one was built with all that is chosen by then. Raises what `change`
        raises."""
        with self._form.changing:
            if self._form.newest is self:
                change()


class Changes:
    """The changes of all forms of this process. Any number of threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: WeakValueDictionary[str, _Form] = WeakValueDictionary()
        self._asked_at: dict[str, float] = {}

    def ask(self, form_id: str) -> Change:
        """A change of this form, which is newer than all that were asked for before."""
        now = time.monotonic()
        with self._lock:
            self._asked_at = {f: at for f, at in self._asked_at.items() if now - at < LATELY}
            self._asked_at[form_id] = now
            form = self._forms.get(form_id)
            if form is None:
                form = self._forms[form_id] = _Form()
            return Change(form)

    def were_asked_lately(self, form_id: str) -> bool:
        """Whether a change of this form was asked for within the last seconds: it may be on its
        way, or have come after somebody made their next choice."""
        with self._lock:
            asked_at = self._asked_at.get(form_id)
        return asked_at is not None and time.monotonic() - asked_at < LATELY
