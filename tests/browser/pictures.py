"""`make pictures`: what the README shows, taken from the real page while a case lives its life."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import BrowserContext, ViewportSize, expect

from sandbox.workspace.starting_messages import write_starting_messages
from tests.browser import chromium
from tests.browser.house import FRIDAY, House, next_time, open_house
from tests.browser.screen import INTAKE, SOON, Screen

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE: ViewportSize = {"width": 1280, "height": 800}
ALSO_DARK = ("card-claimed",)
QUIET = """
    localStorage.setItem("sandbox.tour", "dismissed");
    localStorage.setItem("sandbox.panel", "closed");
"""


def main() -> int:
    if chromium.found() is None:
        print("No browser: install chromium, or say where it is in CHROMIUM.")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium.started() as browser:
        for scheme in ("light", "dark"):
            with (
                tempfile.TemporaryDirectory() as folder,
                open_house(Path(folder), clock=next_time(FRIDAY, 14)) as house,
                closing(
                    browser.new_context(viewport=WIDE, color_scheme=scheme, locale="en-GB")
                ) as context,
            ):
                write_starting_messages(house.slack.core)
                context.add_init_script(QUIET)
                Album(house, context, is_dark=scheme == "dark").fill()
    return 0


class Album:
    """One case from its form to its end, with a picture at each turn."""

    def __init__(self, house: House, context: BrowserContext, *, is_dark: bool) -> None:
        self._is_dark = is_dark
        self._open: Callable[[str, str], Screen] = lambda person, place: Screen.open(
            context, house.url, person, place
        )

    def fill(self) -> None:
        otter, owl = self._open("U0OTTER", "C0CSM"), self._open("U0OWL", "C0EXEC")
        self._raised(otter)
        heron = self._open(self._offered_to(owl), "C0EXEC")
        self._claimed(heron)
        self._board(owl)
        self._time(owl, heron)
        self._waiting(heron)
        self._decided(heron)

    def _raised(self, otter: Screen) -> None:
        otter.write(f"/escalate {INTAKE['Title']}")
        form = otter.form("Raise an escalation")
        form.wait_for("Title")
        form.fill({**INTAKE, "Links": "https://reviews.example/acme"})
        form.field("Title").focus()
        self._take("intake", otter)
        form.press("Raise")
        otter.has_no_form()
        otter.go("escalations-executive")
        otter.sees("offered to", otter.card())
        self._take("card-raised", otter)

    def _offered_to(self, owl: Screen) -> str:
        """Who sees the offer: the rotation goes on from picture to picture."""
        owl.sees("offered to", owl.card())
        words = owl.card().inner_text()
        for person in ("HERON", "BADGER", "KESTREL"):
            if f"@{person.title()}" in words.split("offered to")[1]:
                return f"U0{person}"
        raise AssertionError(words)

    def _claimed(self, heron: Screen) -> None:
        heron.sees("offered to", heron.card())
        heron.click("Claim")
        expect(heron.card()).to_contain_text("Claimed by", timeout=SOON)
        panel = heron.panel("Case")
        expect(panel.root).to_contain_text("claimed", timeout=SOON)
        self._take("card-claimed", heron)
        heron.panel("Trouble")
        self._take("trouble", heron)
        heron.page.get_by_role("banner").get_by_role("button", name="What happened").click()
        heron.go("Escalations")
        heron.page.get_by_role("tab", name="Home").click()
        heron.sees("With you (1)")
        self._take("home", heron)

    def _board(self, owl: Screen) -> None:
        owl.go("Escalations")
        owl.page.get_by_role("tab", name="Home").click()
        owl.sees("Board")
        owl.sees("claimed by")
        self._take("board", owl)

    def _time(self, owl: Screen, heron: Screen) -> None:
        expect(owl.clock).to_contain_text("To the next due time", timeout=SOON)
        self._take("clock", owl)
        owl.page.keyboard.press("Escape")
        owl.move("Next Monday 09:00")
        owl.read_notes()
        owl.sees("Escalations digest")
        self._take("digest", owl)
        heron.go("escalations-executive")

    def _waiting(self, heron: Screen) -> None:
        heron.click("Wait")
        form = heron.form("Have it wait")
        form.wait_for("What was asked")
        form.fill_what_is_asked({"What was asked": "The invoice of the rebrand"})
        self._take("wait", heron)
        form.press("Wait")
        heron.has_no_form()
        heron.sees("Waiting", heron.card())
        self._take("card-waiting", heron)
        heron.move("To the next due time")
        heron.read_notes()
        heron.sees("The wait is over")
        self._take("notes", heron)
        heron.go("escalations-executive")

    def _decided(self, heron: Screen) -> None:
        form = heron.starts_deciding()
        self._take("decision", heron)
        form.press("Record")
        heron.has_no_form()
        expect(heron.card()).to_contain_text("Decided by", timeout=SOON)
        self._take("card-decided", heron)
        heron.communicate()
        expect(heron.card()).to_contain_text("Closed", timeout=SOON)
        self._take("card-closed", heron)

    def _take(self, name: str, screen: Screen) -> None:
        if self._is_dark and name not in ALSO_DARK:
            return
        screen.page.mouse.move(0, 0)
        suffix = "-dark" if self._is_dark else ""
        screen.page.screenshot(path=FOLDER / f"{name}{suffix}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
