"""Everything that an installation needs, asked check by check: `escalations doctor`."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from bot.app.database import missing_file, open_database
from bot.app.policy_file import read_file
from bot.app.settings import Settings
from bot.app.tokens import APP, BOT, SIGNING, token_problems
from bot.app.wall_clock import WallClock
from bot.case.errors import SchemaOutdated, SchemaUnknown, StorageAway
from bot.policy import Policy
from handlers.web_api.client import Client
from handlers.web_api.examination import Finding, examine, examine_app_token

Checks = Generator[Finding, None, Policy | None]


def examine_installation(settings: Settings) -> Iterator[Finding]:
    """Each check, as it's made; nothing is changed, and no secret is in the words."""
    is_well, tokens = _tokens(settings)
    yield tokens
    policy = yield from _database(settings)
    if policy is None:
        policy = yield from _file(settings)
    if not is_well:
        yield Finding("slack", None, "Slack wasn't asked: the tokens come first.")
        return
    client = Client(
        settings.slack_bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=settings.limits.post_call_seconds,
        retry_handlers=[],
    )
    app_token = settings.slack_app_token.get_secret_value()
    for finding in examine(client, WallClock().now, policy):
        yield finding
        if finding.about == "slack" and finding.is_fine and app_token:
            yield examine_app_token(client, app_token)


def _tokens(settings: Settings) -> tuple[bool, Finding]:
    problems = token_problems(settings, BOT, APP, SIGNING)
    if problems:
        return False, Finding("tokens", False, " ".join(problems))
    if not settings.slack_bot_token.get_secret_value():
        words = "SLACK_BOT_TOKEN is not set: see .env.example for where it is in Slack."
        return False, Finding("tokens", False, words)
    ways = {
        "run": settings.slack_app_token.get_secret_value(),
        "serve": settings.slack_signing_secret.get_secret_value(),
    }
    able = [f"`escalations {command}`" for command, secret in ways.items() if secret]
    if not able:
        words = (
            "Set SLACK_APP_TOKEN for `escalations run` (Socket Mode), or SLACK_SIGNING_SECRET for "
            "`escalations serve` (HTTP)."
        )
        return True, Finding("tokens", False, words)
    return True, Finding("tokens", True, f"All that {' and '.join(able)} needs is set.")


def _database(settings: Settings) -> Checks:
    """Whether it's there, and what schema it has. Returns the policy in force, if there is one."""
    try:
        missing = missing_file(settings)
        if missing is not None:
            words = f"{missing} isn't there yet: the first start makes it."
            yield Finding("database", True, words)
            return None
        with closing(open_database(settings)) as database:
            schema = database.current_schema()
            outdated: SchemaOutdated | None = None
            try:
                database.check()
            except SchemaOutdated as found:
                outdated = found
            yield Finding("database", True, "The database answers.")
            if outdated is not None:
                yield _outdated(settings, schema, outdated)
                return None
            with database.storage.read() as work:
                policy = work.policies.current()
    except (StorageAway, OSError) as away:
        check = "that it's running"
        if settings.is_sqlite:
            check = "who may write to its file and to the folder"
        words = f"The database can't be reached ({away}). Check DATABASE_URL and {check}."
        yield Finding("database", False, words)
        return None
    yield Finding("schema", True, f"It's the newest ({schema}).")
    if policy is not None:
        differs = read_file(settings.escalations_policy).differs(policy)
        yield Finding("policy", True, differs or f"Version {policy.version} is in force.")
    return policy


def _outdated(settings: Settings, schema: str | None, outdated: SchemaOutdated) -> Finding:
    if settings.is_sqlite and not isinstance(outdated, SchemaUnknown):
        words = f"It's {schema or 'empty'}: the next start brings it to the newest."
        return Finding("schema", True, words)
    return Finding("schema", False, str(outdated))


def _file(settings: Settings) -> Checks:
    """The policy that the first start would take. Returns it, if it can be used."""
    found = read_file(settings.escalations_policy)
    if found.policy is not None:
        words = f"{found.path} is a valid policy: the first start puts it in force."
        yield Finding("policy", True, words)
    elif found.unread:
        words = (
            f"There is no policy yet, and {found.path} can't be read ({found.unread}). Write one, "
            "or name it in ESCALATIONS_POLICY."
        )
        yield Finding("policy", False, words)
    else:
        more = len(found.problems) - 1
        rest = f" And {more} more: `escalations policy check {found.path}`." if more else ""
        yield Finding("policy", False, f"{found.path}: {found.problems[0]}.{rest}")
    return found.policy
