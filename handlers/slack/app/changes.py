"""Changes of open forms that are on their way: an earlier one never comes after a later one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from weakref import WeakValueDictionary

REMEMBERED = 1000
"""Of how many forms it's known how they were changed last."""


class _Form:
    """An open form, as long as a change of it is on its way. `asked_at` is the press that the last
    one comes of; `is_owed` while one isn't made that has to be, whatever the form has become;
    `ends` once one was asked for that the form is over with."""

    def __init__(self, note: Callable[[str, str], None], asked_at: str) -> None:
        self.changing = threading.Lock()
        self.asked = 0
        self.asked_at = asked_at
        self.is_owed = False
        self.ends = False
        self.note = note


class Change:
    """One change of a form. It keeps in mind what was asked for when, and is made once."""

    def __init__(self, form: _Form, asked_at: str, *, is_owed: bool, ends: bool) -> None:
        self._form = form
        self._number = -1
        if form.ends or (not ends and asked_at and asked_at < form.asked_at):
            return  # of a press before the last one, or into a form that is over
        form.asked += 1
        form.asked_at = asked_at or form.asked_at
        form.is_owed = form.is_owed or is_owed
        form.ends = ends
        self._number = form.asked
        self._asked_at = form.asked_at

    def is_overtaken(self) -> bool:
        """Whether another was asked for since."""
        return self._form.asked != self._number

    def is_owed(self) -> bool:
        """Whether it has to be made whatever the form has become: it, or one that it overtook."""
        return self._form.is_owed

    def make(self, change: Callable[[], str]) -> None:
        """Makes the change, which tells the form's hash, when none of the form is under way, and
        leaves it out where another was asked for since: that one was built with all that is chosen
        by then. Raises what `change` raises."""
        with self._form.changing:
            if self.is_overtaken():
                return
            self._form.note(change(), self._asked_at)
            if not self.is_overtaken():
                self._form.is_owed = False


class Changes:
    """The changes of all forms of this process. Any number of threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: WeakValueDictionary[str, _Form] = WeakValueDictionary()
        self._made: dict[str, tuple[str, str]] = {}
        """Of each form the hash since its last change, and the press that this came of."""

    def ask(
        self, form_id: str, asked_at: str = "", *, is_owed: bool = True, ends: bool = False
    ) -> Change:
        """A change of this form, which is newer than all that were asked for before, unless it
        comes of a press (`asked_at`, as Slack tells it) before theirs."""
        with self._lock:
            form = self._forms.get(form_id)
            if form is None:
                _, last = self._made.get(form_id, ("", ""))
                form = self._forms[form_id] = _Form(partial(self._note, form_id), last)
            return Change(form, asked_at, is_owed=is_owed, ends=ends)

    def overtake(self, form_id: str) -> None:
        """The form shows something else from now on, or is gone: no change of it that was asked for
        is to be made any more."""
        with self._lock:
            self._made.pop(form_id, None)
            form = self._forms.get(form_id)
            if form is not None:
                form.asked += 1
                form.is_owed = False

    def hash_of(self, form_id: str, seen: str) -> str:
        """The form's hash as it was changed here last, else as somebody saw it."""
        with self._lock:
            return self._made.get(form_id, (seen, ""))[0]

    def is_another(self, form_id: str, seen: str) -> bool:
        """Whether a form isn't what somebody saw, by its hash, or won't be soon."""
        with self._lock:
            return form_id in self._forms or self._made.get(form_id, (seen, ""))[0] != seen

    def _note(self, form_id: str, hash_: str, asked_at: str) -> None:
        with self._lock:
            self._made.pop(form_id, None)
            self._made[form_id] = (hash_, asked_at)
            for old in list(self._made)[:-REMEMBERED]:
                del self._made[old]
