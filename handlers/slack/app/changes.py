"""Changes of open forms that are on their way: an earlier one never comes after a later one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from weakref import WeakValueDictionary

REMEMBERED = 1000
"""Of how many forms it's known how they were changed last."""


class _Form:
    """An open form, as long as a change of it is on its way."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self.changing = threading.Lock()
        self.asked = 0
        self.note = note


class Change:
    """One change of a form. It keeps in mind what was asked for when, and is made once."""

    def __init__(self, form: _Form) -> None:
        self._form = form
        form.asked += 1
        self._number = form.asked

    def is_overtaken(self) -> bool:
        """Whether another was asked for since."""
        return self._form.asked != self._number

    def make(self, change: Callable[[], str]) -> None:
        """Makes the change, which tells the form's hash, when none of the form is under way, and
        leaves it out where another was asked for since: that one was built with all that is chosen
        by then. Raises what `change` raises."""
        with self._form.changing:
            if not self.is_overtaken():
                self._form.note(change())


class Changes:
    """The changes of all forms of this process. Any number of threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: WeakValueDictionary[str, _Form] = WeakValueDictionary()
        self._hashes: dict[str, str] = {}

    def ask(self, form_id: str) -> Change:
        """A change of this form, which is newer than all that were asked for before."""
        with self._lock:
            form = self._forms.get(form_id)
            if form is None:
                form = self._forms[form_id] = _Form(lambda hash_: self._note(form_id, hash_))
            return Change(form)

    def overtake(self, form_id: str) -> None:
        """The form shows something else from now on, or is gone: no change of it that was asked for
        is to be made any more."""
        with self._lock:
            self._hashes.pop(form_id, None)
            form = self._forms.get(form_id)
            if form is not None:
                form.asked += 1

    def is_another(self, form_id: str, seen: str) -> bool:
        """Whether a form isn't what somebody saw, by its hash, or won't be soon."""
        with self._lock:
            return form_id in self._forms or self._hashes.get(form_id, seen) != seen

    def _note(self, form_id: str, hash_: str) -> None:
        with self._lock:
            self._hashes.pop(form_id, None)
            self._hashes[form_id] = hash_
            for old in list(self._hashes)[:-REMEMBERED]:
                del self._hashes[old]
