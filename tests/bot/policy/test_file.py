"""What a policy file may say, and what a manager is told when it says something else."""

from __future__ import annotations

import pytest

from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, Member, Policy
from bot.policy.file import Problem, read_policy
from bot.policy.grounds import DEFAULT_GROUNDS
from tests.support.example import filled_in

EXAMPLE = filled_in()

SMALL = """\
[workspace]
managers = ["U0MANATEE", "S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
holidays = "DK"
hours = { mon = ["09:00-12:00", "13:00-17:00"], tue = ["22:00-06:00"] }
closed = ["2026-12-24"]

[queues.executive]
channel = "C0EXEC"
kinds = ["executive", "other"]

[[queues.executive.rotation]]
user = "U0SANDPIPERS"
office = "copenhagen"
skills = ["appeal", "language:da"]
capacity = 6

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "24x7" }
P3 = { first_response = "4h", resolution = "5d", clock = "24x7" }

[[digests]]
to = "U0MANATEE"
queues = ["executive"]
cron = "0 9 * * mon-fri"
timezone = "Europe/Copenhagen"
"""


def policy_of(text: str) -> Policy:
    reading = read_policy(text)
    assert reading.problems == ()
    assert reading.policy is not None
    return reading.policy


def problems_of(text: str) -> list[str]:
    reading = read_policy(text)
    assert reading.policy is None
    return [str(problem) for problem in reading.problems]


def with_(old: str, new: str, text: str = SMALL) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_file_becomes_a_policy() -> None:
    policy = policy_of(SMALL)
    queue = policy.queues["executive"]
    assert policy.managers == ("U0MANATEE", "S0MANAGERS")
    assert policy.offices["copenhagen"].hours["mon"] == ("09:00-12:00", "13:00-17:00")
    assert queue.rotation == (
        Member(queue.rotation[0].user, "copenhagen", ("appeal", "language:da"), 6),
    )
    level = policy.service_level("other", Priority.P2)
    assert level is not None
    assert level.resolution == Duration(days=2)
    assert policy.version == 0


def test_a_queue_without_an_office_is_served_by_its_first_members() -> None:
    assert policy_of(SMALL).queues["executive"].office == "copenhagen"


def test_the_example_file_is_valid_and_names_the_nine_offices() -> None:
    policy = policy_of(EXAMPLE)
    assert sorted(policy.offices) == [
        "amsterdam",
        "copenhagen",
        "denver",
        "edinburgh",
        "hamburg",
        "london",
        "melbourne",
        "milan",
        "new-york",
    ]
    assert policy.queues["executive"].kinds == (
        "executive",
        "appeal",
        "dispute",
        "frontline",
        "advice",
        "other",
    )


MISTAKES = """\
[workspace]
managers = []
timezone = "Europe/Copnhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
holidays = "GB-SCO"
hours = { mon = ["09:00-17:00"], tue = [
    "09:00-12:00",
    "11:00-17:00",
] }

[queues.executive]
channel = "#exec"
kinds = ["executive", "other"]

[[queues.executive.rotation]]
user = "U0SANDPIPERS"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0SECOND"
ofice = "copenhagen"
capacity = 0

[queues.front]
channel = "C0FRONT"
office = "kopenhagen"
kinds = [
    "frontline",
    "other",
]

[sla.executive]
P1 = { first_response = "9h", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2 days", clock = "24x7" }
P3 = { first_response = "4h", resolution = "5d", clock = "24x7" }

[sla.frontline]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "30m", resolution = "8h", clock = "24x7" }

[[digests]]
to = "U0MANATEE"
queues = ["executive", "back"]
cron = "0 9 * * mon-fry"
timezone = "Europe/Copenhagen"
"""


def test_every_mistake_of_a_file_is_told_at_once_with_its_line() -> None:
    assert problems_of(MISTAKES) == [
        "line 2: workspace.managers: at least one is needed",
        (
            "line 3: workspace.timezone: a time zone like Europe/Copenhagen is needed, "
            "got 'Europe/Copnhagen'; did you mean Europe/Copenhagen?"
        ),
        (
            "line 7: offices.copenhagen.holidays: GB has no region 'SCO' with holidays; "
            "its regions are ENG, NIR, SCT, WLS"
        ),
        "line 10: offices.copenhagen.hours.tue[2]: 11:00-17:00 overlaps 09:00-12:00 of tue",
        "line 14: queues.executive.channel: a Slack channel id like C0EXEC is needed, got '#exec'",
        (
            "line 23: queues.executive.rotation[2].ofice: nothing of this name belongs here; "
            "did you mean office?"
        ),
        (
            "line 24: queues.executive.rotation[2].capacity: "
            "a whole number, 1 or more, is needed, got 0"
        ),
        "line 28: queues.front.office: there is no office 'kopenhagen'; did you mean copenhagen?",
        (
            "line 31: queues.front.kinds[2]: other is already taken by the queue executive; "
            "a kind goes to one queue"
        ),
        (
            "line 35: sla.executive.P1.first_response: "
            "the first response (9h) may not take longer than the resolution (8h)"
        ),
        (
            "line 36: sla.executive.P2.resolution: a length of time in whole numbers "
            'like "30m", "1h30m" or "2d" is needed, got \'2 days\''
        ),
        "line 39: sla.frontline.P3: is missing",
        "line 45: digests[1].queues[2]: there is no queue 'back'; there is executive, front",
        "line 46: digests[1].cron: the weekday can't be read as cron, got '0 9 * * mon-fry'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"S0MANAGERS"', '"@ann"', "line 2: workspace.managers[2]: a Slack user id"),
        ('"S0MANAGERS"', "7", "line 2: workspace.managers[2]: a Slack user id"),
        ('"U0SANDPIPERS"', '"B0T"', "line 16: queues.executive.rotation[1].user: a Slack user id"),
        ('to = "U0MANATEE"', 'to = "D0"', "line 27: digests[1].to: a Slack user id like"),
        ('["executive", "other"]', "[]", "line 13: queues.executive.kinds: at least one"),
        ('["executive", "other"]', '"executive"', "line 13: queues.executive.kinds: a list"),
        (
            '"other"]',
            '"executive"]',
            "line 13: queues.executive.kinds[2]: executive is named twice",
        ),
        ('"other"]', '"exective"]', "line 13: queues.executive.kinds[2]: there is no kind"),
        ("[sla.executive]", "[sla.exective]", "line 21: sla.exective: there is no kind"),
        ("[sla.executive]", "[sla.legal]", "line 13: queues.executive.kinds: no service levels"),
        ('clock = "24x7"', 'clock = "27x7"', 'line 22: sla.executive.P1.clock: "office" or "24x7"'),
        (
            'closed = ["2026-12-24"]',
            'closed = ["2026-02-30"]',
            "line 9: offices.copenhagen.closed[1]",
        ),
        (
            'closed = ["2026-12-24"]',
            'closed = ["24.12.26"]',
            "line 9: offices.copenhagen.closed[1]",
        ),
        (
            'holidays = "DK"',
            'holidays = "Denmark"',
            "line 7: offices.copenhagen.holidays: a country",
        ),
        ('holidays = "DK"', 'holidays = "DK-1"', "line 7: offices.copenhagen.holidays: DK has no"),
        ("tue =", "dienstag =", "line 8: offices.copenhagen.hours.dienstag: nothing of this name"),
        ("[offices.copenhagen]", '[offices."a|b"]', 'line 5: offices."a|b": a name is 1 to 40'),
        ("capacity = 6", "capacity = true", "line 19: queues.executive.rotation[1].capacity"),
        ('"appeal"', '" "', "line 18: queues.executive.rotation[1].skills[1]: text is needed"),
        (
            "capacity = 6",
            'vendor = "\\u0000"',
            "line 19: queues.executive.rotation[1].vendor: text",
        ),
        ("[[digests]]", "[digests]", "line 26: digests: a list is needed: for blocks of keys"),
        ("P3 = {", "P4 = {", "line 24: sla.executive.P4: nothing of this name belongs here"),
    ],
)
def test_a_mistake_is_told_in_plain_words(old: str, new: str, problem: str) -> None:
    told = problems_of(with_(old, new))
    assert any(words.startswith(problem) for words in told), told


def test_a_misspelt_key_is_one_problem_and_not_also_a_missing_one() -> None:
    assert problems_of(with_("channel", "chanel")) == [
        "line 12: queues.executive.chanel: nothing of this name belongs here; did you mean channel?"
    ]
    assert problems_of(with_("[workspace]", "[workspce]")) == [
        "line 1: workspce: nothing of this name belongs here; did you mean workspace?"
    ]


def test_a_misspelt_name_is_told_once_and_not_wherever_it_is_used() -> None:
    assert len(problems_of(with_("[sla.executive]", "[sla.exective]"))) == 1
    assert len(problems_of(with_('timezone = "Europe/Copenhagen"\nholidays', "holidays"))) == 1


def test_an_empty_file_lacks_every_table() -> None:
    assert problems_of("") == [
        "workspace: is missing",
        "offices: is missing",
        "queues: is missing",
        "sla: is missing",
    ]


def test_one_person_is_on_a_rotation_once() -> None:
    again = '[[queues.executive.rotation]]\nuser = "U0SANDPIPERS"\noffice = "copenhagen"\n\n[sla.'
    assert problems_of(with_("[sla.", again)) == [
        "line 22: queues.executive.rotation[2].user: U0SANDPIPERS is on this rotation twice"
    ]


def test_the_same_digest_twice_is_refused() -> None:
    digest = SMALL[SMALL.index("[[digests]]") :]
    assert problems_of(SMALL + digest) == [
        "line 31: digests[2]: the same digest is listed above already"
    ]


@pytest.mark.parametrize(
    ("hours", "clash"),
    [
        ('mon = ["09:00-24:00", "00:00-08:00"]', False),
        ('mon = ["09:00-12:00", "12:00-17:00"]', False),
        ('mon = ["22:00-06:00"], tue = ["06:00-08:00"]', False),
        ('mon = ["22:00-06:00"], tue = ["05:59-08:00"]', True),
        ('sun = ["22:00-06:00"], mon = ["05:00-08:00"]', True),
        ('mon = ["13:00-17:00", "09:00-13:01"]', True),
        ('mon = ["00:00-24:00"], tue = ["00:00-24:00"]', False),
        ('mon = ["09:00-17:00", "09:00-17:00"]', True),
    ],
)
def test_hours_may_touch_but_not_overlap(hours: str, clash: bool) -> None:
    line = 'hours = { mon = ["09:00-12:00", "13:00-17:00"], tue = ["22:00-06:00"] }'
    problems = read_policy(with_(line, f"hours = {{ {hours} }}")).problems
    assert [p.words for p in problems if "overlaps" not in p.words] == []
    assert bool(problems) is clash


def test_a_closed_date_may_stand_without_quotes() -> None:
    assert policy_of(with_('"2026-12-24"', "2026-12-24")).offices["copenhagen"].closed == (
        "2026-12-24",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[workspace\n", 1),
        ('a = 1\nb = "open\n', 2),
        ("a = 1\na = 2\n", 2),
        ("a = [1,\n2\n\n\n", 2),
        ("[a]\n[a]\n", 2),
        ("dear manager,\n", 1),
    ],
)
def test_a_file_that_is_not_toml_is_one_problem_with_its_line(text: str, line: int) -> None:
    (problem,) = read_policy(text).problems
    assert problem.line == line
    assert problem.words.startswith("can't be read as TOML from here on (")


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000 + "]" * 5000])
def test_a_file_past_every_limit_is_one_problem(text: str) -> None:
    assert len(read_policy(text).problems) == 1


def test_a_windows_editors_mark_and_line_ends_do_no_harm() -> None:
    assert policy_of("\ufeff" + SMALL.replace("\n", "\r\n")) == policy_of(SMALL)


def test_grounds_are_the_built_in_list_unless_the_file_has_its_own() -> None:
    assert policy_of(SMALL).grounds == DEFAULT_GROUNDS
    own = policy_of(SMALL + '[grounds]\nspam = "Spam"\n')
    assert own.grounds == {"spam": "Spam"}


def test_the_built_in_grounds_keep_the_rules_for_grounds() -> None:
    lines = "\n".join(f'{ground} = "{text}"' for ground, text in DEFAULT_GROUNDS.items())
    assert policy_of(f"{SMALL}[grounds]\n{lines}\n").grounds == DEFAULT_GROUNDS


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "at least one is needed"),
        ('Spam = "x"', "a ground's name is 1 to 60 lower-case letters, digits and _"),
        (f'{"a" * 61} = "x"', "a ground's name is 1 to 60 lower-case letters, digits and _"),
        (f'a = "{"x" * 71}"', f"at most 70 characters fit, these are 71: '{'x' * 59}…'"),
        ("\n".join(f'a{n} = "x"' for n in range(101)), "at most 100 are possible"),
        ('a = "Paying customer"', "what an account is worth can't be a ground for a decision"),
        ('commercial_value = "x"', "what an account is worth can't be a ground for a decision"),
    ],
)
def test_a_ground_that_can_not_be_offered_is_refused(lines: str, words: str) -> None:
    (problem,) = read_policy(f"{SMALL}[grounds]\n{lines}\n").problems
    assert problem.words == words


def test_a_rotation_without_people_is_a_warning() -> None:
    start, end = SMALL.index("[[queues"), SMALL.index("[sla")
    text = SMALL[:start] + SMALL[end:]
    assert problems_of(text) == [
        (
            "line 11: queues.executive.office: is missing, and there is no first member of the "
            "rotation to take it from"
        )
    ]
    reading = read_policy(with_("kinds =", 'office = "copenhagen"\nkinds =', text))
    assert reading.policy is not None
    assert reading.warnings == (
        "queues.executive.rotation is empty: nobody can be offered anything",
    )


def test_the_example_file_has_nothing_to_warn_of() -> None:
    reading = read_policy(EXAMPLE)
    assert reading.policy is not None
    assert reading.warnings == ()
    levels = reading.policy.service_levels["executive"].values()
    assert [level.clock for level in levels].count(ClockKind.OFFICE) == 2


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem(3, "a.b", "is missing")) == "line 3: a.b: is missing"
    assert str(Problem(None, "a", "is missing")) == "a: is missing"
