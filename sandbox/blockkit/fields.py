"""The fields of a view: what a person can fill, by the words above it."""

from dataclasses import dataclass

from sandbox.blockkit.contents import label_of
from sandbox.blockkit.field_values import holds_a_value
from sandbox.json_values import Json, as_object, as_text


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
