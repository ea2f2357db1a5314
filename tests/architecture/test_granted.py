"""The scopes that the bot asks after are those of its manifest."""

from __future__ import annotations

import yaml

from handlers.web_api.scopes import SCOPES
from tests.architecture.source import ROOT


def test_the_scopes_that_are_asked_after_are_the_manifests() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
