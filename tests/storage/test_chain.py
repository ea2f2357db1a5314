"""The register's chain: whoever alters, removes, inserts or reorders a record is found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from bot.case.chain import FORMS, NOTHING_BEFORE, Head, Sort, entry_after
from bot.case.decision import Communication, Decision
from bot.case.identifiers import EscalationId
from bot.reports.proof import FoundFlaw, Proof, verify
from storage.chain import RECORDS, to_values
from storage.links import ChainReader
from storage.statements import columns
from storage.tables import (
    CommunicationRow,
    DecisionRow,
    ErasureRow,
    RegisterEntryRow,
    RegisterHeadRow,
)
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import HERON, NOON, WREN, after
from tests.support.looking import at_once, rows

pytestmark = pytest.mark.both_databases

DECISION = Decision(
    0, EscalationId(1), "reversed", "law", "It is law", "Because", "Dear you", "email", "language",
    "All of it", HERON, after(hours=1), 3, facts="A café’s", restriction="visibility",
    territory=("DE", "AT"), until=date(2027, 1, 31),
)  # fmt: skip
DECISIONS, ENTRIES = columns(DecisionRow), columns(RegisterEntryRow)


def decide(storage: DatabaseStorage, case: int = 1, supersedes: int | None = None) -> Decision:
    """A decision, of which somebody was told."""
    with storage.begin() as work:
        decision = replace(DECISION, escalation_id=EscalationId(case), supersedes=supersedes)
        decision = work.decisions.add(decision)
        told = Communication(decision.id, decision.escalation_id, WREN, after(hours=3), "email")
        work.decisions.communicate(told)
        return decision


def proof(engine: Engine) -> tuple[Proof, FoundFlaw | None]:
    """What `register verify` finds along the chain, and beside it."""
    with ChainReader(engine).read() as links:
        return verify(links.each(), links.head(), links.position_of), links.unchained()


def flaws(engine: Engine) -> list[str]:
    walked, loose = proof(engine)
    return [str(found) for found in (walked.found, loose) if found is not None]


def test_of_nothing_the_chain_is_whole(engine: Engine) -> None:
    assert proof(engine) == (Proof(0, 0, NOTHING_BEFORE), None)


def test_what_is_decided_and_told_stands_in_the_chain(
    storage: DatabaseStorage, engine: Engine
) -> None:
    first = decide(storage)
    decide(storage, supersedes=first.id)

    walked, loose = proof(engine)
    with storage.read() as work:
        assert work.decisions.head() == Head(walked.entries, walked.head) != Head(4, NOTHING_BEFORE)
    assert (walked.entries, walked.decisions, walked.found, loose) == (4, 2, None, None)


def test_an_approval_is_an_entry_of_its_own(storage: DatabaseStorage, engine: Engine) -> None:
    with storage.begin() as work:
        work.decisions.add(replace(DECISION, approved_by=WREN))

    assert [e.sort for e in rows(engine, RegisterEntryRow)] == ["decision", "approval"]
    assert flaws(engine) == []
    with engine.begin() as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.position == 2))
    assert flaws(engine) == ["Entry 2 was removed", "Approval 1 of ESC-1 (no entry) was inserted"]


def swap(engine: Engine, one: int, other: int) -> None:
    """Has two entries change places, with all that they say."""
    with engine.begin() as connection:
        for old, new in ((one, -1), (other, one), (-1, other)):
            at = update(ENTRIES).where(ENTRIES.c.position == old)
            connection.execute(at.values(position=new))


def forget(engine: Engine, position: int) -> None:
    """Takes an entry out, and has those behind it close up."""
    with engine.begin() as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.position == position))
        for behind in range(position + 1, 7):
            at = update(ENTRIES).where(ENTRIES.c.position == behind)
            connection.execute(at.values(position=behind - 1))


def write(engine: Engine, **values: object) -> None:
    """Writes other values in the second decision."""
    with engine.begin() as connection:
        connection.execute(update(DECISIONS).where(DECISIONS.c.id == 2).values(**values))


def drop(engine: Engine, row: type[DecisionRow | CommunicationRow], number: int) -> None:
    with engine.begin() as connection:
        table = columns(row)
        connection.execute(delete(table).where(table.c.id == number))


def copy(engine: Engine) -> None:
    """A fourth decision, which nobody took."""
    with engine.begin() as connection:
        first = select(DECISIONS).where(DECISIONS.c.id == 1)
        values = dict(connection.execute(first).mappings().one())
        connection.execute(insert(DECISIONS).values(**values | {"id": 4}))


def unsalt(engine: Engine) -> None:
    """Empties what was written as if it had been erased."""
    write(engine, explanation="", message="", what_should_change="")
    with engine.begin() as connection:
        connection.execute(update(ENTRIES).where(ENTRIES.c.position == 3).values(texts_salt=""))


def cut(engine: Engine) -> None:
    """Takes away the last decision, with what is told of it."""
    drop(engine, DecisionRow, 3)
    drop(engine, CommunicationRow, 3)
    with engine.begin() as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.position > 4))


TAMPERING: dict[str, tuple[Callable[[Engine], None], list[str]]] = {
    "an outcome": (
        lambda e: write(e, outcome="upheld"),
        ["Decision 2 of ESC-2 (entry 3) was altered"],
    ),
    "a word of an explanation": (
        lambda e: write(e, explanation="Because!"),
        ["Decision 2 of ESC-2 (entry 3) was altered"],
    ),
    "who decided": (
        lambda e: write(e, decided_by="U0OTHER"),
        ["Decision 2 of ESC-2 (entry 3) was altered"],
    ),
    "a field that was empty": (
        lambda e: write(e, supersedes=1),
        ["Decision 2 of ESC-2 (entry 3) was altered"],
    ),
    "texts, as if they had been erased": (
        unsalt,
        ["Decision 2 of ESC-2 (entry 3) was altered"],
    ),
    "a decision taken away": (
        lambda e: drop(e, DecisionRow, 2),
        ["Decision 2 (entry 3) was removed"],
    ),
    "who was told, taken away": (
        lambda e: drop(e, CommunicationRow, 1),
        ["Communication 1 (entry 2) was removed"],
    ),
    "an entry taken away": (
        lambda e: forget(e, 3),
        ["Entry 2 was removed", "Decision 2 of ESC-2 (no entry) was inserted"],
    ),
    "the end cut off": (cut, ["Entry 5 was removed"]),
    "a decision that nobody took": (copy, ["Decision 4 of ESC-1 (no entry) was inserted"]),
    "entries that changed places": (
        lambda e: swap(e, 3, 5),
        ["Decision 3 of ESC-3 (entry 3) was reordered"],
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_its_first_record_named(
    name: str, storage: DatabaseStorage, engine: Engine
) -> None:
    tamper, expected = TAMPERING[name]
    for case in (1, 2, 3):
        decide(storage, case)
    tamper(engine)

    assert flaws(engine) == expected


def test_a_record_put_between_two_others_is_named(storage: DatabaseStorage, engine: Engine) -> None:
    for case in (1, 2):
        decide(storage, case)
    copy(engine)
    with engine.begin() as connection:
        for position in (4, 3):
            at = update(ENTRIES).where(ENTRIES.c.position == position)
            connection.execute(at.values(position=position + 1))
        record = connection.execute(select(DECISIONS).where(DECISIONS.c.id == 4)).mappings().one()
        digest = connection.execute(select(ENTRIES.c.digest).where(ENTRIES.c.position == 2))
        before = Head(2, digest.scalar_one())
        entry = entry_after(before, Sort.DECISION, dict(record), lambda: "salt")
        connection.execute(insert(ENTRIES).values(**to_values(entry)))

    assert flaws(engine) == ["Decision 4 of ESC-1 (entry 3) was inserted"]


def test_texts_are_erased_without_breaking_the_chain(
    storage: DatabaseStorage, engine: Engine
) -> None:
    first = decide(storage)
    for _ in range(2):
        with storage.begin() as work:
            work.decisions.erase_texts(first.id, after(days=400))

    (decision, *_) = rows(engine, DecisionRow)
    assert (decision.explanation, decision.message, decision.what_should_change) == ("", "", "")
    assert [(e.position, e.part) for e in rows(engine, ErasureRow)] == [(1, "texts")]
    assert {e.texts_salt for e in rows(engine, RegisterEntryRow)} == {""}
    assert flaws(engine) == []
    with engine.begin() as connection:
        connection.execute(update(DECISIONS).values(explanation="Something else"))
    assert flaws(engine) == ["Decision 1 of ESC-1 (entry 1) was altered"]


def test_the_same_words_have_another_digest_in_each_record(
    storage: DatabaseStorage, engine: Engine
) -> None:
    decide(storage)
    decide(storage)

    found = [e for e in rows(engine, RegisterEntryRow) if e.sort == Sort.DECISION]
    assert len({e.texts for e in found} | {e.people for e in found}) == 4


def test_what_a_block_undoes_is_not_chained(storage: DatabaseStorage, engine: Engine) -> None:
    class UndoneError(Exception):
        pass

    with storage.begin() as work:
        work.decisions.add(DECISION)
        with pytest.raises(UndoneError), work.apart():
            work.decisions.add(DECISION)
            raise UndoneError

    assert (proof(engine)[0].entries, flaws(engine)) == (1, [])


def test_two_processes_that_decide_at_once_make_one_chain(
    database_url: str, process: Connect
) -> None:
    engines = [process(database_url, name) for name in ("first", "second")]
    storages = [DatabaseStorage(engine, lambda: NOON) for engine in engines]

    found = at_once([partial(decide, s, n) for n, s in enumerate(storages * 6, 1)])

    assert [one for one in found if isinstance(one, Exception)] == []
    walked, loose = proof(engines[0])
    assert (walked.entries, walked.decisions, walked.found, loose) == (24, 12, None, None)
    assert [row.entries for row in rows(engines[0], RegisterHeadRow)] == [24]


def test_every_column_of_a_record_is_in_its_form() -> None:
    """A new column is plain, or can be erased: FORMS says which."""
    for sort, table in RECORDS.items():
        form = FORMS[sort]
        named = (*form.plain, *form.texts, *form.people)
        assert len(named) == len(set(named))
        if sort is not Sort.APPROVAL:
            assert set(named) == set(table.c.keys()), sort
