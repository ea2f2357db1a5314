"""Changes of a policy that are about decisions: who approves them, and how many get a second
look."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.text import clean_line
from bot.policy import ApprovalWhen, usual_approval
from bot.policy.editing import Fields, words_of
from bot.policy.tables import Tables, list_in, table_in
from bot.policy.toml_lines import Path

_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s*(?:%|per ?cent)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ApprovalChange:
    """Who approves the decisions of a kind, people and user groups as typed, and which decisions
    need it. Nobody named means the queue's approvers."""

    kind: str
    people: tuple[str, ...]
    groups: str = ""
    when: tuple[str, ...] = ()
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Writes the table of the kind, where it says something else than what is usual: of what
        is usual a part alone asks for more decisions, since all of it has to hold."""
        approvals = table_in(tables, "approvals")
        usual = usual_approval(self.kind)
        wanted = list(dict.fromkeys([*self.people, *words_of(self.groups)]))
        says_usual = set(self.when) in (set(), {str(one) for one in usual})
        if self.kind not in approvals and not wanted and says_usual:
            return {}
        table = table_in(approvals, self.kind)
        # The form shows people and groups apart: whoever stays keeps their place among both.
        before = [one for one in list_in(table, "people") if one in wanted]
        table["people"] = [*before, *(one for one in wanted if one not in before)]
        had = list_in(table, "when") or [*(usual or (ApprovalWhen.ALWAYS,))]
        if set(self.when) != {str(one) for one in had}:
            table["when"] = list(self.when)
        at: Path = ("approvals", self.kind)
        fields: dict[Path, str] = {at: "people", (*at, "when"): "when"}
        for index, id_ in enumerate(list_in(table, "people")):
            fields[(*at, "people", index)] = "people" if id_ in self.people else "groups"
        return fields


@dataclass(frozen=True, slots=True)
class ApprovalRemoval:
    """The decisions of a kind are approved as is usual."""

    kind: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Takes the table of the kind out. Raises Refused where it is gone already."""
        if table_in(tables, "approvals").pop(self.kind, None) is None:
            words = f"There is nothing of its own about approving {self.kind} cases any more."
            raise Refused(words, code=RefusalCode.NO_LONGER_SO)
        return {}


@dataclass(frozen=True, slots=True)
class SecondLookChange:
    """Of how many decisions in a hundred another specialist judges, as typed; '' for none."""

    percent: str
    queue: str = field(default="", init=False)

    def edit(self, tables: Tables) -> Fields:
        """Writes the share. Raises Refused where it isn't a number from 0 to 100."""
        typed = clean_line(self.percent)
        found = _PERCENT.fullmatch(typed)
        share = Decimal(found[1].replace(",", ".")) / 100 if found else Decimal(0)
        if share > 1 or (typed and not found):
            words = f"{typed!r} isn't a share in per cent: type a number from 0 to 100, like 5."
            raise at_fault({"percent": Fault(RefusalCode.INVALID, words)})
        quality = table_in(tables, "quality")
        if typed:
            quality["second_look"] = float(share)
        else:
            quality.pop("second_look", None)
        return {("quality", "second_look"): "percent"}
