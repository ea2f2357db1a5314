"""Decisions of another system: every row is checked, all are kept or none, and they're used after."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.case.errors import LostRace, RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.imported import COLUMNS, Imported
from bot.case.kinds import KINDS
from bot.case.subject import subjects
from bot.verbs.importing.import_decisions import import_decisions
from bot.verbs.importing.reading import Row
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN, after, open_one, policy, settle

OLD = Imported(
    "KZ-7",
    "other",
    after(days=-9),
    "upheld",
    account="Birds ApS",
    title="Feeder",
    links=("https://birds.example/reviews/7",),
    decided_by_type="vendor",
    vendor="Acme BPO",
    decided_by=HERON,
    ground="genuine_experience",
    explanation="Nothing was bought.",
    notified_at=after(days=-8),
)
HEAD = ",".join(COLUMNS)
GOOD = {
    "external_id": "A-1",
    "kind": "appeal",
    "decided_at": "2025-05-12T10:00:00+02:00",
    "outcome": "reversed",
    "title": 'A "quoted" title',
    "links": "https://birds.example/1 https://birds.example/2",
    "opened_at": "2025-05-10T10:00:00Z",
    "submitted_at": "2025-05-09T10:00:00Z",
    "decided_by_type": "staff",
    "basis": "visibility",
    "notified_at": "2025-05-13T10:00:00Z",
}


def line(row: dict[str, str]) -> str:
    return ",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in COLUMNS)


def file_of(folder: Path, *lines: str, head: str = HEAD) -> Path:
    file = folder / "old.csv"
    file.write_text("\r\n".join((head, *lines)) + "\r\n", encoding="utf-8")
    return file


@pytest.fixture
def commands(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))


def imports(file: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["import", "decisions", str(file), *options])


def kept(storage: DatabaseStorage, *external_ids: str) -> list[str]:
    with storage.read() as work:
        return sorted(work.imported.digests(external_ids))


@pytest.mark.both_databases
@pytest.mark.usefixtures("commands")
def test_a_file_is_imported_once_however_often_it_comes(
    storage: DatabaseStorage, tmp_path: Path
) -> None:
    one = line(GOOD)
    two = line(GOOD | {"external_id": "A-2", "original_decision": "A-1"})
    three = {"external_id": "3", "kind": "other", "decided_at": GOOD["decided_at"]}
    file = file_of(tmp_path, two, "", one, line(three | {"outcome": "answered"}))

    tried = imports(file, "--dry-run")
    assert (tried.exit_code, tried.stdout) == (0, "3 decisions would be imported.\n")
    assert kept(storage, "A-1", "A-2", "3") == []
    first, again = imports(file), imports(file)

    assert (first.exit_code, first.stdout) == (0, "3 decisions imported.\n")
    assert again.stdout == "0 decisions imported. 3 were there already.\n"
    with storage.read() as work:
        found = work.imported.get("A-2")
    assert found is not None
    assert (found.title, found.original_decision) == ('A "quoted" title', "A-1")
    assert found.links == ("https://birds.example/1", "https://birds.example/2")
    assert found.decided_at == datetime.fromisoformat("2025-05-12T08:00:00+00:00")


DAMAGE = {
    "external_id is missing.": {"external_id": " "},
    "external_id is ESC-4, which is a case of ours.": {"external_id": "ESC-4"},
    "external_id has 301 characters, at most 300 are kept.": {"external_id": "x" * 301},
    "external_id A-1 is that of line 2.": {"external_id": "A-1"},
    f"kind is 'Appeal', which is none of {', '.join(KINDS)}.": {"kind": "Appeal"},
    "decided_at is missing.": {"decided_at": ""},
    "decided_at is 2025-05-12T10:00:00, without its offset from UTC, like +01:00 or Z.": {
        "decided_at": "2025-05-12T10:00:00"
    },
    "decided_at is '12/05/2025', which is no instant like 2026-11-30T14:00:00+01:00.": {
        "decided_at": "12/05/2025"
    },
    "decided_at is '2025-02-30T10:00:00Z', which is no instant like 2026-11-30T14:00:00+01:00.": {
        "decided_at": "2025-02-30T10:00:00Z"
    },
    "decided_at is 0001-01-01T00:00:00Z: years go from 1970.": {
        "decided_at": "0001-01-01T00:00:00Z"
    },
    "notified_at is in the future.": {"notified_at": "2998-01-01T00:00:00Z"},
    "opened_at is after decided_at.": {"opened_at": "2025-05-12T08:00:01Z"},
    "submitted_at is after decided_at.": {"submitted_at": "2025-05-13T00:00:00Z"},
    "notified_at is before decided_at.": {"notified_at": "2025-05-12T07:59:59Z"},
    "effect_given_at is before decided_at.": {"effect_given_at": "2025-05-01T00:00:00Z"},
    "outcome is 'granted', which is none of upheld, partially_reversed, reversed, omitted, "
    "out_of_time, repeated (kind appeal).": {"outcome": "granted"},
    "decided_by_type is 'robot', which is none of automation, staff, vendor.": {
        "decided_by_type": "robot"
    },
    "vendor is missing: decided_by_type is vendor.": {"decided_by_type": "vendor"},
    "vendor is given, but decided_by_type is staff.": {"vendor": "Acme BPO"},
    "restriction is 'ban', which is none of none, visibility, account, monetary, service.": {
        "restriction": "ban"
    },
    "basis is 'law', which is none of visibility, service, account, monetary, notice, "
    "trusted_flagger.": {"basis": "law"},
    "links: 'birds.example' doesn't begin with https:// or http://.": {"links": "birds.example"},
    "links are 21, at most 20 are kept.": {
        "links": " ".join(f"https://birds.example/{number}" for number in range(21))
    },
    "explanation has 20,001 characters, at most 20,000 are kept.": {"explanation": "x" * 20_001},
    "message has a character that can't be kept (NUL).": {"message": "a\x00b"},
    "original_decision is the row itself.": {"external_id": "B", "original_decision": "B"},
    "original_decision is A-9, which is neither in the file nor imported.": {
        "original_decision": "A-9"
    },
    "original_decision is ESC-9, which is no decision of ours.": {"original_decision": "ESC-9"},
    "original_decision A-1 was decided later than the row.": {
        "original_decision": "A-1",
        "decided_at": "2025-05-11T10:00:00Z",
    },
}


@pytest.mark.usefixtures("commands")
def test_every_damaged_row_is_told_with_its_line_and_nothing_is_imported(
    storage: DatabaseStorage, tmp_path: Path
) -> None:
    rows = [
        line(GOOD | {"external_id": f"D-{number}"} | damage)
        for number, damage in enumerate(DAMAGE.values())
    ]
    file = file_of(tmp_path, line(GOOD), *rows, '"A-3","ap\r\npeal"', "one,two,three")

    done = imports(file)

    told = done.stderr.splitlines()
    assert done.exit_code == 1
    assert done.stdout == ""
    expected = [f"{file}: line {number}: {words}" for number, words in enumerate(DAMAGE, start=3)]
    assert told[: len(DAMAGE)] == expected
    end = len(DAMAGE) + 3
    assert told[len(DAMAGE) :] == [
        f"{file}: line {end}: it has 2 cells, the first line has 21.",
        f"{file}: line {end + 2}: it has 3 cells, the first line has 21.",
        f"{len(DAMAGE) + 2} problems; nothing was imported.",
    ]
    assert kept(storage, "A-1") == []


@pytest.mark.usefixtures("commands", "storage")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the file is empty: its first line names the columns."),
        (b"kind;external_id\n", "line 1: the columns aren't separated by commas."),
        (
            b"external_id,kind,outcome,kind\n",
            "line 1: the column kind is there 2 times.\nline 1: the column decided_at is missing.",
        ),
        (
            b"external_id,kind,outcome,decided_at,when\n",
            f"line 1: there is no column 'when'. Columns: {', '.join(COLUMNS)}.",
        ),
        (b"\xff\xfee\x00x\x00", "line 1: it isn't UTF-8. Save the file as CSV in UTF-8."),
        (
            b"external_id,kind,outcome,decided_at\n1,other,answered,\xe6\n2,other,\n",
            (
                "line 2: it isn't UTF-8. Save the file as CSV in UTF-8.\n"
                "line 2: decided_at is '\ufffd', which is no instant like 2026-11-30T14:00:00+01:00.\n"
                "line 3: it has 3 cells, the first line has 4."
            ),
        ),
        (
            b'external_id,kind,outcome,decided_at\n"1" 2,other,answered,x\n3\n"4\n5,,,\n',
            (
                "line 2: a quotation mark stands in the middle of a cell: double it.\n"
                "line 3: it has 1 cells, the first line has 4.\n"
                "line 4: a quotation mark is opened here and never closed."
            ),
        ),
        (
            b"external_id,kind,outcome,decided_at\n" + b"x" * 200_000 + b"\n",
            "line 2: a cell is longer than anything that is kept. Is a quotation mark missing?",
        ),
    ],
    ids=["empty", "semicolons", "header", "column", "utf-16", "latin-1", "quotes", "long"],
)
def test_a_file_that_isnt_one_is_told_where(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "old.csv"
    file.write_bytes(content)

    done = imports(file)

    assert done.exit_code == 1
    told = done.stderr.splitlines()
    assert told[:-1] == [f"{file}: {words}" for words in said.splitlines()]


@pytest.mark.usefixtures("commands", "storage")
def test_a_file_that_isnt_there_is_told(tmp_path: Path) -> None:
    done = imports(tmp_path / "nowhere.csv")

    assert (done.exit_code, done.stderr) == (
        1,
        f"No such file or directory: {tmp_path / 'nowhere.csv'}\n",
    )


@pytest.mark.usefixtures("commands")
def test_a_key_that_says_something_else_now_is_refused(
    storage: DatabaseStorage, tmp_path: Path
) -> None:
    imports(file_of(tmp_path, line(GOOD)))
    file = file_of(
        tmp_path, line(GOOD | {"external_id": "A-0"}), line(GOOD | {"outcome": "upheld"})
    )

    done = imports(file)

    assert done.exit_code == 1
    assert f"{file}: line 3: A-1 was imported before with other content." in done.stderr
    assert kept(storage, "A-0", "A-1") == ["A-1"]


@pytest.mark.both_databases
def test_of_two_imports_at_once_one_is_refused(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        import_decisions(work, [Row(2, OLD)], NOON)

    def again() -> None:
        with storage.begin() as work:
            import_decisions(work, [Row(2, replace(OLD, external_id="KZ-8")), Row(3, OLD)], NOON)

    with pytest.raises(LostRace):
        again()
    assert kept(storage, "KZ-7", "KZ-8") == ["KZ-7"]


@pytest.fixture
def old(storage: DatabaseStorage) -> DatabaseStorage:
    """A queue that takes appeals, and what was decided before it."""
    p = policy()
    queue = replace(p.queues["executive"], kinds=("executive", "other", "appeal"))
    settle(storage, replace(p, queues={"executive": queue}))
    legal = replace(OLD, external_id="KZ-8", kind="legal", links=("https://birds.example/8",))
    with storage.begin() as work:
        rows = [Row(number, d) for number, d in enumerate((OLD, legal), start=2)]
        import_decisions(work, rows, NOON)
    return storage


def appealed(storage: DatabaseStorage, original: str, by: UserId = WREN) -> EscalationId:
    answers = {"original_decision": original, "complainant": "notifier", "basis": "notice"}
    return open_one(storage, kind="appeal", answers=answers, by=by)


@pytest.mark.parametrize(
    ("named", "by", "code"),
    [
        ("KZ-7", HERON, RefusalCode.CONFLICT_OF_INTEREST),
        ("KZ-8", WREN, RefusalCode.NOT_CLEARED),
        ("KZ-9", WREN, RefusalCode.NOT_FOUND),
    ],
)
def test_what_isnt_theirs_to_appeal_is_refused_at_the_field(
    old: DatabaseStorage, named: str, by: UserId, code: RefusalCode
) -> None:
    with pytest.raises(Refused) as refused:
        appealed(old, named, by)

    assert refused.value.faults["original_decision"].code is code


@pytest.mark.parametrize("named", ["KZ-7", "http://www.birds.example/reviews/7/"])
def test_an_imported_decision_is_appealed_by_its_key_or_link(
    old: DatabaseStorage, named: str
) -> None:
    case = appealed(old, named)

    with old.read() as work:
        appeal = work.appeals.of(case)
    assert appeal is not None
    original = appeal.original
    assert (original.imported, original.vendor, original.decider) == ("KZ-7", "Acme BPO", HERON)
    assert original.contestable_from == OLD.notified_at


@pytest.mark.usefixtures("commands", "old")
def test_imported_decisions_stand_in_the_register_where_they_were_decided() -> None:
    done = CliRunner().invoke(app, ["report", "decisions", "--format", "json"])

    found = {line["reference"]: line for line in json.loads(done.stdout)}
    assert set(found) == {"KZ-7", "KZ-8"}
    assert (found["KZ-7"]["decision"], found["KZ-7"]["outcome"]) == (None, "upheld")


def test_similar_ones_are_about_the_same_or_rest_on_the_same_ground(old: DatabaseStorage) -> None:
    def found(account: str, ground: str = "", kinds: tuple[str, ...] = ("other",)) -> list[str]:
        with old.read() as work:
            alike = work.imported.similar(
                subjects(account, (), {}), ground=ground, kinds=kinds, limit=5
            )
        return sorted(one.external_id for one in alike)

    assert found("birds") == ["KZ-7"]
    assert found("bees") == []
    assert found("bees", "genuine_experience") == ["KZ-7"]
    assert found("birds", kinds=("other", "legal")) == ["KZ-7", "KZ-8"]
