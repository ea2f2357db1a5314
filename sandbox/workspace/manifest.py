"""What the app's manifest grants: scopes, commands, shortcuts and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from sandbox.json_values import Json, as_list, as_object, as_text, objects

_COMMAND = ("command", "description", "usage_hint")
_SHORTCUT = ("callback_id", "name", "type", "description")
DEFAULT_PATH = Path(__file__).resolve().parents[2] / "manifest.yml"


@dataclass(frozen=True)
class Manifest:
    """The parts of a manifest this workspace goes by."""

    scopes: frozenset[str]
    commands: Mapping[str, bool]
    shortcuts: Mapping[str, str]
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    app_name: str
    face: Json  # what a person finds in menus: commands and shortcuts with their descriptions

    @classmethod
    def read(cls, path: Path = DEFAULT_PATH) -> "Manifest":
        return _read(path, path.stat().st_mtime_ns)

    @classmethod
    def of(cls, document: object) -> "Manifest":
        manifest = as_object(document)
        features = as_object(manifest.get("features"))
        settings = as_object(manifest.get("settings"))
        home = as_object(features.get("app_home"))
        display = as_object(manifest.get("display_information"))
        scopes = as_object(as_object(manifest.get("oauth_config")).get("scopes"))
        subscriptions = as_object(settings.get("event_subscriptions"))
        return cls(
            scopes=frozenset(map(as_text, as_list(scopes.get("bot")))),
            commands={
                as_text(command.get("command")): command.get("should_escape") is True
                for command in objects(features.get("slash_commands"))
            },
            shortcuts={
                as_text(shortcut.get("callback_id")): as_text(shortcut.get("type"))
                for shortcut in objects(features.get("shortcuts"))
            },
            events=frozenset(map(as_text, as_list(subscriptions.get("bot_events")))),
            home_tab=home.get("home_tab_enabled") is True,
            messages_tab=home.get("messages_tab_enabled") is True,
            messages_tab_read_only=home.get("messages_tab_read_only_enabled") is True,
            app_name=as_text(display.get("name")),
            face={
                "name": as_text(display.get("name")),
                "description": as_text(display.get("description")),
                "commands": _listed(features.get("slash_commands"), _COMMAND),
                "shortcuts": _listed(features.get("shortcuts"), _SHORTCUT),
                "home_tab": home.get("home_tab_enabled") is True,
            },
        )


def _listed(found: object, keys: tuple[str, ...]) -> list[Json]:
    return [{key: as_text(item.get(key)) for key in keys} for item in objects(found)]


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Manifest:
    """Read once while the file stays as it is: that takes longer than the rest of a start."""
    return Manifest.of(yaml.safe_load(path.read_text(encoding="utf-8")))
