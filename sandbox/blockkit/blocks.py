"""Which blocks each surface takes, and what each block must look like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.blockkit.charts import DATA_TABLE, DATA_VISUALIZATION, TABLE, charts_and_tables_fit
from sandbox.blockkit.contents import interactive_elements, texts_in
from sandbox.blockkit.elements import (
    BUTTON,
    ELEMENTS,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
    URL,
    plain,
    words,
)
from sandbox.blockkit.rules import (
    Problems,
    Rule,
    any_of_keys,
    anything,
    boolean,
    both,
    items,
    one_of,
    shape,
    text,
    unique,
)
from sandbox.json_values import Json, as_list, as_text, objects

MOST_TEXT_IN_A_MESSAGE = 13_200
BLOCK_ID = text(255)
EVERYWHERE = frozenset(("message", "modal", "home"))
MESSAGES = frozenset(("message",))


@dataclass(frozen=True)
class BlockKind:
    """A block type's shape and the surfaces that show it."""

    rule: Rule
    surfaces: frozenset[str] = EVERYWHERE


def _block(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    return shape(
        {"type": anything, **(required or {})}, {"block_id": BLOCK_ID, **(optional or {})}, *also
    )


_RICH_PARTS = one_of(
    "rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"
)


def _rich_text(value: object, at: str, problems: Problems) -> None:
    for number, part in enumerate(as_list(value)):
        if not isinstance(part, dict):
            problems.add(f"{at}/{number}", "must provide an object")
            continue
        _RICH_PARTS(part.get("type"), f"{at}/{number}/type", problems)
        for inner_number, inner in enumerate(as_list(part.get("elements"))):
            if isinstance(inner, dict) and inner.get("type") == "text" and not inner.get("text"):
                problems.add(
                    f"{at}/{number}/elements/{inner_number}/text", "must be more than 0 characters"
                )


def _unique_actions(key: str) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, dict):
            unique("action_id")(value.get(key), f"{at}/{key}", problems)

    return rule


_IMAGE = _block(
    {"alt_text": text(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
    any_of_keys("image_url", "slack_file"),
)
_CARD = _block(
    {},
    {
        "hero_image": ELEMENTS["image"],
        "icon": ELEMENTS["image"],
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": items(BUTTON, 2),
    },
    any_of_keys("hero_image", "title", "actions", "body"),
)
_SECTION = _block(
    {},
    {
        "text": words(3000),
        "fields": items(words(2000), 10),
        "accessory": IN_SECTION,
        "expand": boolean,
    },
    any_of_keys("text", "fields"),
)
_INPUT = _block(
    {"label": plain(2000), "element": IN_INPUT},
    {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)
_VIDEO_NEEDS = "links.embed:write is missing for video blocks"


def _no_video(_value: object, at: str, problems: Problems) -> None:
    problems.add(at, _VIDEO_NEEDS)


def _child_blocks(value: object, at: str, problems: Problems) -> None:
    items(anything, 10)(value, at, problems)
    for number, child in enumerate(as_list(value)):
        kind = as_text(child.get("type")) if isinstance(child, dict) else ""
        known = BLOCKS.get(kind)
        if known is None or kind == "container":
            problems.add(f"{at}/{number}", f"unsupported type: {kind}")
        else:
            known.rule(child, f"{at}/{number}", problems)


_CONTAINER = _block(
    {"child_blocks": _child_blocks},
    {
        "title": plain(150),
        "rich_text_title": anything,
        "subtitle": words(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": ELEMENTS["image"],
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    any_of_keys("title", "rich_text_title"),
)

BLOCKS: dict[str, BlockKind] = {
    "section": BlockKind(_SECTION),
    "divider": BlockKind(_block()),
    "header": BlockKind(_block({"text": plain(150)})),
    "image": BlockKind(_IMAGE),
    "context": BlockKind(_block({"elements": items(IN_CONTEXT, 10)})),
    "actions": BlockKind(
        _block({"elements": items(IN_ACTIONS, 25)}, {}, _unique_actions("elements"))
    ),
    "context_actions": BlockKind(
        _block({"elements": items(IN_CONTEXT_ACTIONS, 5)}, {}, _unique_actions("elements")),
        MESSAGES,
    ),
    "input": BlockKind(_INPUT),
    "rich_text": BlockKind(_block({"elements": both(items(anything, 1000), _rich_text)})),
    "markdown": BlockKind(_block({"text": text(12_000)}), MESSAGES),
    "table": BlockKind(TABLE, MESSAGES),
    "data_table": BlockKind(DATA_TABLE, MESSAGES),
    "data_visualization": BlockKind(DATA_VISUALIZATION, MESSAGES),
    "card": BlockKind(_CARD, frozenset(("message", "home"))),
    "carousel": BlockKind(_block({"elements": items(_CARD, 10)}), frozenset(("message", "home"))),
    "container": BlockKind(_CONTAINER, MESSAGES),
    "alert": BlockKind(
        _block(
            {"text": words(3000)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
        frozenset(("modal",)),
    ),
    "video": BlockKind(_no_video),
}


def block_problems(blocks: object, surface: str, at: str = "/blocks") -> list[str]:
    """Everything Slack would refuse about these blocks on a message, a modal or a Home tab."""
    problems = Problems()
    most = 50 if surface == "message" else 100
    items(anything, most, least=0)(blocks, at, problems)
    for number, block in enumerate(as_list(blocks)):
        here = f"{at}/{number}"
        kind = as_text(block.get("type")) if isinstance(block, dict) else ""
        known = BLOCKS.get(kind)
        if not isinstance(block, dict):
            problems.add(here, "must provide an object")
        elif known is None:
            problems.add(here, f"unsupported type: {block.get('type')}")
        elif surface not in known.surfaces:
            problems.add(here, f"block type {kind} is not supported in a {surface}")
        else:
            known.rule(block, here, problems)
    unique("block_id")(blocks, at, problems)
    for check in _WHOLE.get(surface, ()):
        check(objects(blocks), at, problems)
    return problems.found


def _one_focus(blocks: list[Json], at: str, problems: Problems) -> None:
    focused = [item for item in interactive_elements(blocks) if item.get("focus_on_load") is True]
    if len(focused) > 1:
        problems.add(at, "only one element may have focus_on_load")


def _markdown_together(blocks: list[Json], at: str, problems: Problems) -> None:
    if sum(len(as_text(b.get("text"))) for b in blocks if b.get("type") == "markdown") > 12_000:
        problems.add(at, "markdown text of all blocks must be less than 12001 characters")


_Whole = Callable[[list[Json], str, Problems], None]
_WHOLE: dict[str, tuple[_Whole, ...]] = {
    "message": (_markdown_together, charts_and_tables_fit),
    "modal": (_one_focus,),
    "home": (_one_focus,),
}


def total_text(blocks: list[Json]) -> int:
    """Characters of text over all blocks, as Slack's undocumented total counts them."""
    return sum(len(found) for found in texts_in(list(blocks)))
