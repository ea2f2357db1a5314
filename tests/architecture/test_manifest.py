"""manifest.yml asks Slack for exactly what the program uses, in a shape that Slack takes."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk import WebClient

from handlers.slack.app import registry
from tests.architecture.source import PROGRAM, ROOT, calls, modules

HERE = Path(__file__).parent
SCHEMAS = sorted((HERE / "slack").glob("manifest.schema.*.json"))
SCOPES: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "scopes.toml").read_text())
FAMILIES = ("auth_", "chat_", "conversations_", "usergroups_", "users_", "views_", "files_")
ADDRESS = "https://bot.example/slack/events"


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


def methods_used() -> set[str]:
    """The Web API methods that the code calls, like chat.postMessage."""
    called = {name.rpartition(".")[2] for m in modules(*PROGRAM) for name, _ in calls(m)}
    known = {name for name in called if name.startswith(FAMILIES) and hasattr(WebClient, name)}
    return {name.replace("_", ".", 1) for name in known}


def test_the_commands_are_those_of_the_registry(manifest: Any) -> None:
    named = [command["command"] for command in manifest["features"]["slash_commands"]]

    assert sorted(named) == sorted(registry.COMMANDS)


def test_commands_come_with_ids_of_the_people_they_mention(manifest: Any) -> None:
    assert all(c["should_escape"] is True for c in manifest["features"]["slash_commands"])


def test_the_shortcuts_are_those_of_the_registry(manifest: Any) -> None:
    named = [shortcut["callback_id"] for shortcut in manifest["features"]["shortcuts"]]

    assert sorted(named) == sorted(registry.SHORTCUTS)


def test_the_events_are_those_of_the_registry(manifest: Any) -> None:
    named = manifest["settings"]["event_subscriptions"]["bot_events"]

    # A message is subscribed to by where it stands, as message.channels.
    assert {name.partition(".")[0] for name in named} == set(registry.EVENTS)
    assert named == sorted(set(named))


def test_the_methods_in_use_are_those_whose_scopes_are_known() -> None:
    assert methods_used() == set(SCOPES["methods"])


def test_the_scopes_are_exactly_those_that_are_needed(manifest: Any) -> None:
    features = [f for f in SCOPES["features"] if manifest["features"].get(f)]
    needed = {s for f in features for s in SCOPES["features"][f]}
    heard = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed |= {s for event in heard for s in SCOPES["events"][event]}
    needed |= {s for method in methods_used() for s in SCOPES["methods"][method]}

    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(needed)


def test_the_local_slack_knows_the_same_scopes() -> None:
    known = json.loads((ROOT / "sandbox/data/methods.json").read_text())["methods"]

    for method, scopes in SCOPES["methods"].items():
        assert set(scopes) <= set(known[method]["scopes"]), method
        assert bool(scopes) == bool(known[method]["scopes"]), method


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.name)
def test_the_manifest_is_valid_for_slack(schema: Path, manifest: Any) -> None:
    jsonschema.validate(manifest, json.loads(schema.read_text()))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.name)
def test_its_variant_for_http_is_valid_too(schema: Path, manifest: Any) -> None:
    over_http = deepcopy(manifest)
    over_http["settings"]["socket_mode_enabled"] = False
    over_http["settings"]["event_subscriptions"]["request_url"] = ADDRESS
    over_http["settings"]["interactivity"]["request_url"] = ADDRESS
    for command in over_http["features"]["slash_commands"]:
        command["url"] = ADDRESS

    jsonschema.validate(over_http, json.loads(schema.read_text()))


def test_both_of_slacks_schemas_are_tried() -> None:
    assert len(SCHEMAS) == 2
