"""Tabs on the workspace's page, and the tiny bot behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.page.tab import Tab
from tests.sandbox.tiny_bot import add_listeners

OpenTab = Callable[[str], Tab]


@pytest.fixture
def open_tab(slack: Sandbox) -> Iterator[OpenTab]:
    """Opens a person's tab; all are closed at the end."""
    with ExitStack() as opened:

        def open_one(person: str) -> Tab:
            tab = Tab(slack, person)
            opened.callback(tab.close)
            return tab

        yield open_one


@pytest.fixture
def otter(open_tab: OpenTab) -> Tab:
    """A Customer Success Manager's tab."""
    return open_tab("U0OTTER")


@pytest.fixture
def heron(open_tab: OpenTab) -> Tab:
    """A specialist's tab."""
    return open_tab("U0HERON")


@pytest.fixture
def tiny_bot(by_http: App, client: WebClient) -> App:
    """The least bot there is, connected."""
    add_listeners(by_http, client)
    return by_http
