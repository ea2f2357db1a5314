"""A report is written as it is read, whole or not at all, and what can't be is said in a sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.app.cli.written import Unwritten, written
from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.reports.formats import BYTE_ORDER_MARK, CSV, JSON, rendered
from storage.work import DatabaseStorage
from tests.architecture.source import ROOT
from tests.reports.most_held import by_a_report
from tests.support.apart import apart
from tests.support.factories import HERON, NOON, WREN, after, policy, settle

COLUMNS = ("text", "at", "number")
ROWS = (
    {"text": 'Two "words"\nand, a comma', "at": NOON, "number": 3},
    {"text": "=1+1", "at": None, "number": Decimal("-0.1200")},
)


def text(format_: str, rows: object = ROWS) -> str:
    assert isinstance(rows, tuple)
    return "".join(piece for piece, _ in rendered(rows, COLUMNS, format_))


def test_csv_is_as_rfc_4180_has_it_and_no_text_in_it_is_a_formula() -> None:
    assert text(CSV) == (
        BYTE_ORDER_MARK + "text,at,number\r\n"
        '"Two ""words""\nand, a comma",2026-03-03T12:00:00Z,3\r\n'
        "'=1+1,,-0.1200\r\n"
    )


@pytest.mark.parametrize("mark", [*"=+-@", "\t", "\r", "\n", "＝"])
def test_whatever_begins_a_formula_is_kept_from_it(mark: str) -> None:
    (_, row) = csv.reader(io.StringIO(text(CSV, ({**ROWS[0], "text": f"{mark}cmd"},)), newline=""))

    assert row[0] == f"'{mark}cmd"


def test_json_is_an_array_of_objects_with_the_columns_as_keys() -> None:
    assert json.loads(text(JSON)) == [
        {"text": 'Two "words"\nand, a comma', "at": "2026-03-03T12:00:00Z", "number": 3},
        {"text": "=1+1", "at": None, "number": -0.12},
    ]
    assert text(JSON, ()) == "[]\n"


@pytest.mark.parametrize("format_", [CSV, JSON])
def test_a_longer_report_takes_no_more_memory(format_: str) -> None:
    few, many = (apart(by_a_report, rows, format_) for rows in (2_000, 20_000))

    assert many < 1.5 * few


# --- whole or not at all


def test_a_file_is_as_before_where_its_report_fails(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("as before", encoding="utf-8")

    def failing() -> None:
        with written(str(file)) as sink:
            sink.write("half")
            sink.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert file.read_text(encoding="utf-8") == "as before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_takes_the_place_of_what_was_there_and_stays_as_readable_as_it_was(
    tmp_path: Path,
) -> None:
    file, link = tmp_path / "register.csv", tmp_path / "link.csv"
    file.write_text("as before", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)

    with written(str(link)) as sink:
        sink.write("whole")

    assert file.read_text(encoding="utf-8") == "whole"
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640


WRITES_SLOWLY = """
import signal, sys
from bot.app.cli.written import written
# Whoever runs the tests in the background has interrupts ignored in all they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
with written(sys.argv[1]) as sink:
    sink.write("half")
    sink.flush()
    print("half", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_is_interrupted_leaves_nothing_half(tmp_path: Path, end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_SLOWLY, str(tmp_path / "out.csv")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half\n"
        child.send_signal(end)

    assert child.returncode != 0
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_said_in_a_sentence() -> None:
    with pytest.raises(Unwritten) as caught, written("/dev/full") as sink:
        sink.write("much")

    assert str(caught.value) == (
        "/dev/full can't be written: no space left on device. Nothing was written."
    )


# --- the commands


@pytest.fixture
def books(storage: DatabaseStorage, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision of each of two queues, in the database that commands read."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    p = policy()
    queue = p.queues["executive"]
    other = replace(queue, name="other", kinds=("other",), channel=ChannelId("C0OTHER"))
    first = replace(queue, kinds=("executive", "frontline"))
    settle(storage, replace(p, queues={"executive": first, "other": other}, moved={"old": "other"}))
    for number, name in enumerate(("executive", "old"), start=1):
        of = EscalationId(number)
        case = Escalation(
            of, name, ChannelId("C0EXEC"), "other", Priority.P3, "T", "S", WREN, NOON, 1
        )
        decision = Decision(
            0, of, "upheld", "law", "It is law", "Because", "Dear you", "email", "", "", HERON,
            after(hours=1), 1,
        )  # fmt: skip
        with storage.begin() as work:
            work.escalations.add(case)
            work.decisions.add(decision)


def told(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words])


@pytest.mark.usefixtures("books")
def test_a_queue_has_also_what_was_moved_to_it() -> None:
    def cases(*queues: str) -> list[str]:
        options = [word for queue in queues for word in ("--queue", queue)]
        done = told("decisions", "--format", "json", *options)
        return [line["reference"] for line in json.loads(done.stdout)]

    assert cases() == ["ESC-1", "ESC-2"]
    assert cases("executive") == ["ESC-1"]
    assert cases("other") == ["ESC-2"]
    assert cases("old") == ["ESC-2"]
    assert cases("executive", "other") == ["ESC-1", "ESC-2"]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("report", ["decisions", "feedback"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "2026-02-30"), "--from is '2026-02-30', which is no date like 2026-11-30."),
        (("--to", "tomorrow"), "--to is 'tomorrow', which is no date like 2026-11-30."),
        (("--from", ""), "--from is '', which is no date like 2026-11-30."),
        (("--to", " "), "--to is ' ', which is no date like 2026-11-30."),
        (("--to", "0001-01-01"), "--to is 0001-01-01: years go from 1970 to 9998."),
        (
            ("--from", "2026-03-04", "--to", "2026-03-03"),
            "The period ends before it starts: --from is 2026-03-04, --to is 2026-03-03.",
        ),
        (("--queue", "legal"), "There is no queue 'legal'. Queues: executive, other."),
        (("--format", "xml"), "A report comes as csv or json, not as 'xml'."),
        (
            ("-o", "/nowhere/at/all.csv"),
            "/nowhere/at/all.csv can't be written: no such file or directory. Nothing was written.",
        ),
        (("-o", ""), "The file has no name. Nothing was written."),
        (("-o", "/"), "/ can't be written: it is a folder. Nothing was written."),
        (
            ("-o", "/dev/full"),
            "/dev/full can't be written: no space left on device. Nothing was written.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cant_be_is_said_in_a_sentence(
    report: str, options: tuple[str, ...], said: str
) -> None:
    done = told(report, *options)

    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"{said}\n")


@pytest.mark.usefixtures("books")
def test_a_report_to_a_file_is_what_standard_output_says(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"

    done = told("decisions", "-o", str(file))

    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert file.read_bytes() == told("decisions").stdout_bytes
    assert file.read_text(encoding="utf-8").count("\n") == 3


@pytest.mark.usefixtures("books")
def test_who_reads_only_the_beginning_ends_it_in_silence() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "report", "decisions"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()

    assert said == b""
