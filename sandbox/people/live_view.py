"""A modal or Home tab a person looks at, found anew at each look."""

from collections.abc import Callable, Mapping

from sandbox.blockkit.contents import option_text, options_of
from sandbox.blockkit.field_values import initial_value
from sandbox.blockkit.fields import Field, fields_of
from sandbox.json_values import Json
from sandbox.people.choices import value_for
from sandbox.people.client import Client
from sandbox.people.results import ClickResult
from sandbox.workspace.directory import Account
from sandbox.workspace.open_views import View
from sandbox.workspace.transcript import block_lines
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen


class LiveView:
    """The view as it stands now; what is typed stays typed until it closes."""

    def __init__(self, client: Client, member: Account, view_id: str) -> None:
        self._client = client
        self._member = member
        self.id = view_id

    @property
    def is_open(self) -> bool:
        return self._client.core.views.find(self.id) is not None

    @property
    def view(self) -> View:
        view = self._client.core.views.find(self.id)
        if view is None:
            raise NotSeen("This view has been closed.")
        return view

    @property
    def title(self) -> str:
        return self.view.title

    @property
    def blocks(self) -> list[Json]:
        return self.view.blocks

    @property
    def text(self) -> str:
        """The view as people read it, in the person's time zone."""
        lines = block_lines(self._client.core.workspace, self.blocks, self._member.timezone)
        return "\n".join(lines)

    def labels(self) -> list[str]:
        return [field.label for field in fields_of(self.blocks)]

    def field(self, label: str) -> Field:
        fields = fields_of(self.blocks)
        for wanted in (label, label.lower()):
            for field in fields:
                if wanted in (field.label, field.label.lower(), field.action_id):
                    return field
        raise LookupError(f"No field {label!r} in {self.title!r}; there are: {self.labels()}")

    def options(self, label: str) -> list[str]:
        return [option_text(option) for option in options_of(self.field(label).element)]

    def value(self, label: str) -> object:
        """What the field holds now, an option as its text."""
        field = self.field(label)
        value = self.view.typed.get(field.place, initial_value(field.element))
        if isinstance(value, dict) and "text" in value:
            return option_text(value)
        if isinstance(value, list):
            return [option_text(v) if isinstance(v, dict) else v for v in value]
        return value

    def wait_for(
        self, look: Callable[["LiveView"], object], timeout: float = LONG_ENOUGH
    ) -> "LiveView":
        """Until the view is as described, for instance after the app updated it."""
        found = self._client.core.workspace.wait(
            lambda: True if self.is_open and look(self) else None, timeout
        )
        if found is None:
            there = self.text if self.is_open else "(closed)"
            raise NotSeen(f"The view didn't come to be as expected; it reads:\n{there}")
        return self

    def fill(self, values: Mapping[str, object], timeout: float = LONG_ENOUGH) -> "LiveView":
        """Type and pick by label, waiting for labels that come with an update.

        A choice that the app is told of is over with its ack; only where the app changes the view
        after each (`Sandbox.changed_by`) that is waited for too. Raises NotSeen."""
        for label, value in values.items():
            self._wait_for_field(label, timeout)
            self._put(self.field(label), value, timeout)
        return self

    def _wait_for_field(self, label: str, timeout: float) -> None:
        self._client.core.workspace.wait(lambda: self._has(label) or None, timeout)

    def _has(self, label: str) -> bool:
        try:
            self.field(label)
        except LookupError:
            return False
        return True

    def _put(self, field: Field, wanted: object, timeout: float) -> None:
        client, before = self._client, self.view

        def more(query: str) -> list[Json]:
            return client.suggested_options(self._member, self.view, field.element, query)

        value = value_for(client.core.workspace, field.element, wanted, more)
        already = before.typed.get(field.place, initial_value(field.element))
        typed = client.core.views.type_in(self.id, field.place, value)
        if not field.dispatches or value == already:
            return
        result = client.act_on_view(self._member, typed, field.element, value)
        if result.error is not None:
            raise NotSeen(f"{field.label!r}: {result.error}")
        if field.action_id in client.changed_by:
            self._wait_for_change(before, field, timeout)

    def _wait_for_change(self, before: View, field: Field, timeout: float) -> None:
        changed = self._client.core.workspace.wait(
            lambda: True if not self.is_open or self.view.hash != before.hash else None, timeout
        )
        if changed is None:
            raise NotSeen(f"The app didn't change {self.title!r} after {field.label!r}.")

    def press(
        self, element: Json, choice: object = None, *, shown: View | None = None
    ) -> ClickResult:
        """Press or choose something; `shown` is how it looked to them, if the app has changed it
        since."""
        return self._client.act_on_view(self._member, shown or self.view, element, choice)


class HomeTab(LiveView):
    """The Home tab of one person."""
