"""Fixtures of the browser's tests: the browser, a workspace, people in tabs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.browser.house import House, open_house
from tests.browser.screen import SOON, Screen
from tests.support.fork_server import ForkServer

Open = Callable[..., Screen]


expect.set_options(timeout=SOON)
NO_BROWSER = "no browser: install chromium, or say where it is in CHROMIUM"
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests can't run; the end of the run says so (tests/conftest.py)."""
    if chromium.found() is not None:
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For no longer than these tests: its event loop runs in this thread, and bars every other."""
    with chromium.started() as started:
        yield started


@pytest.fixture(scope="module")
def shared_house(
    tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with open_house(folder, start=fork_server.start_talking) as house:
        yield house


@pytest.fixture
def house(
    request: pytest.FixtureRequest, tmp_path: Path, fork_server: ForkServer
) -> Iterator[House]:
    """Its module's, unless the test is marked as one that breaks something or counts cases."""
    if request.node.get_closest_marker("own_house") is None:
        shared: House = request.getfixturevalue("shared_house")
        yield shared
        # A form is its person's, in whichever tab: one left open would cover the next one's page.
        for person in shared.slack.core.workspace.members:
            shared.slack.core.views.close_all(person)
        return
    with open_house(tmp_path, start=fork_server.start_talking) as house:
        yield house


@pytest.fixture
def opened(
    browser: Browser, house: House, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """Opens a tab as somebody: `opened("U0OTTER", "C0CSM")`. Consoles stay silent."""
    # None of the people lives where this browser does: times are theirs.
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, timezone_id="Pacific/Auckland"
    )
    context.add_init_script("localStorage.setItem('sandbox.tour', 'dismissed')")
    screens: list[Screen] = []

    def open_tab(person: str, place: str = "C0EXEC") -> Screen:
        screens.append(Screen.open(context, house.url, person, place))
        return screens[-1]

    yield open_tab
    if FAILED in request.node.stash:
        for number, screen in enumerate(screens):
            picture = tmp_path / f"{number}-{screen.person}.png"
            screen.page.screenshot(path=picture)
            print(f"What {screen.person} saw: {picture}")
    complaints = [words for screen in screens for words in screen.complaints]
    context.close()
    assert complaints == []
