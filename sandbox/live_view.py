"""A modal or Home tab a person looks at, found anew at each look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .acting import LONG_ENOUGH, Desk, NotSeen, label_of
from .choices import option_text, value_for
from .field_values import holds_a_value, initial_value, options_of
from .open_views import View
from .payload import Json, as_object, as_text
from .people import Member
from .results import ClickResult
from .transcript import block_lines


@dataclass(frozen=True)
class Field:
    """One thing a person can fill, by the words above it."""

    label: str
    element: Json
    block_id: str
    action_id: str
    is_input: bool
    optional: bool
    dispatches: bool

    @property
    def place(self) -> tuple[str, str]:
        return self.block_id, self.action_id


def fields_of(blocks: list[Json]) -> list[Field]:
    """Input blocks, and lists in sections and action rows, which always dispatch."""
    found: list[Field] = []
    for block in blocks:
        block_id = as_text(block.get("block_id"))
        if block.get("type") == "input":
            element = as_object(block.get("element"))
            label = as_text(as_object(block.get("label")).get("text"))
            found.append(
                Field(
                    label,
                    {**element, "block_id": block_id},
                    block_id,
                    as_text(element.get("action_id")),
                    True,
                    block.get("optional") is True,
                    block.get("dispatch_action") is True,
                )
            )
            continue
        accessory = as_object(block.get("accessory"))
        listed = block.get("elements") if block.get("type") == "actions" else [accessory]
        for item in listed if isinstance(listed, list) else []:
            element = as_object(item)
            if element and holds_a_value(element):
                above = as_text(as_object(block.get("text")).get("text"))
                found.append(
                    Field(
                        above or label_of(element),
                        {**element, "block_id": block_id},
                        block_id,
                        as_text(element.get("action_id")),
                        False,
                        True,
                        True,
                    )
                )
    return found


class LiveView:
    """The view as it stands now; what is typed stays typed until it closes."""

    # How long a fill waits for the app to answer a field that dispatches.
    settle = 1.0

    def __init__(self, desk: Desk, member: Member, view_id: str) -> None:
        self._desk = desk
        self._member = member
        self.id = view_id

    @property
    def is_open(self) -> bool:
        return self._desk.core.views.find(self.id) is not None

    @property
    def view(self) -> View:
        view = self._desk.core.views.find(self.id)
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
        lines = block_lines(self._desk.core.workspace, self.blocks, self._member.timezone)
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
        found = self._desk.core.workspace.wait(
            lambda: True if self.is_open and look(self) else None, timeout
        )
        if found is None:
            there = self.text if self.is_open else "(closed)"
            raise NotSeen(f"The view didn't come to be as expected; it reads:\n{there}")
        return self

    def fill(self, values: Mapping[str, object], timeout: float = LONG_ENOUGH) -> "LiveView":
        """Type and pick by label, waiting for labels that come with an update."""
        for label, value in values.items():
            self._wait_for_field(label, timeout)
            self._put(self.field(label), value)
        return self

    def _wait_for_field(self, label: str, timeout: float) -> None:
        self._desk.core.workspace.wait(lambda: self._has(label) or None, timeout)

    def _has(self, label: str) -> bool:
        try:
            self.field(label)
        except LookupError:
            return False
        return True

    def _put(self, field: Field, wanted: object) -> None:
        desk, before = self._desk, self.view

        def more(query: str) -> list[Json]:
            return desk.suggested_options(self._member, self.view, field.element, query)

        value = value_for(desk.core.workspace, field.element, wanted, more)
        already = before.typed.get(field.place, initial_value(field.element))
        typed = desk.core.views.type_in(self.id, field.place, value)
        if not field.dispatches or value == already:
            return
        result = desk.act_on_view(self._member, typed, field.element, value)
        if result.error is not None:
            raise NotSeen(f"{field.label!r}: {result.error}")
        desk.core.workspace.wait(
            lambda: True if not self.is_open or self.view.hash != before.hash else None,
            self.settle,
        )

    def press(self, element: Json, choice: object = None) -> ClickResult:
        return self._desk.act_on_view(self._member, self.view, element, choice)


class HomeTab(LiveView):
    """The Home tab of one person."""
