"""One tab of one person, used as they use it: by what is written on things, and by their roles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, expect

SOON = 20_000.0  # milliseconds; a busy machine is slow, what works waits for nothing
INTAKE = {
    "Title": "Acme: reviews removed after rebrand",
    "What happened": "Since the rebrand on Monday 212 reviews are hidden.",
    "Account": "Acme",
}
LETTER = {
    "Title": "A letter of Lund & Partners",
    "What happened": "They want three reviews taken down.",
    "Sender": "Lund & Partners",
    "Allegation": "The reviews are defamatory.",
    "Received at": "today",
}
DECISION = {"Explanation": "Nobody behind the hidden reviews dealt with Acme, under either name."}


@dataclass(frozen=True)
class Screen:
    """A tab, with everything its console complained of."""

    page: Page
    person: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, context: BrowserContext, url: str, person: str, place: str) -> Screen:
        page = context.new_page()
        page.set_default_timeout(SOON)
        screen = cls(page, person)
        page.on("console", lambda m: screen.heard(m.type, m.text))
        page.on("pageerror", lambda error: screen.heard("error", str(error)))
        page.goto(f"{url}/?as={person}#/{place}")
        expect(page.locator("h1")).to_be_visible(timeout=SOON)
        return screen

    def heard(self, kind: str, words: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(words)

    # -- going somewhere, writing ------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Choose a conversation in the sidebar."""
        self.page.get_by_role("navigation").get_by_text(name, exact=True).click()

    def read_notes(self) -> None:
        """The direct messages with the app."""
        self.go("Escalations")
        self.page.get_by_role("tab", name=re.compile("^Messages")).click()

    @property
    def composer(self) -> Locator:
        return self.page.locator("main").get_by_label(re.compile("^Message #"))

    def write(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("region", name="Thread", exact=True)

    # -- seeing ---------------------------------------------------------------------------------

    def card(self, words: str = "ESC-1") -> Locator:
        """The message with these words in the conversation: the newest of them."""
        return self.page.locator("main").get_by_role("article").filter(has_text=words).last

    def sees(self, words: str | re.Pattern[str], where: Locator | None = None) -> None:
        inside = where if where is not None else self.page.locator("main")
        expect(inside).to_contain_text(words, timeout=SOON)

    def form(self, title: str) -> Form:
        dialog = self.page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible(timeout=SOON)
        return Form(self.page, dialog)

    def has_no_form(self) -> None:
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=SOON)

    def click(self, button: str, where: Locator | None = None) -> None:
        inside = where if where is not None else self.card()
        # The app names its buttons in full for those who hear them: "Claim ESC-1".
        inside.get_by_role("button", name=re.compile(rf"^{button}\b")).click()

    def choose(self, entry: str) -> None:
        """Chooses from the card's menus: opens one after the other until it is there."""
        menus = self.card().get_by_role("button", name="More actions")
        wanted = self.page.get_by_role("menuitem", name=entry)
        for number in range(menus.count()):
            menus.nth(number).click()
            expect(self.page.get_by_role("menuitem").first).to_be_visible(timeout=SOON)
            if wanted.count():
                break
            self.page.keyboard.press("Escape")
            expect(self.page.get_by_role("menuitem")).to_have_count(0, timeout=SOON)
        wanted.click()

    def confirm(self, title: str, button: str) -> None:
        self.page.get_by_role("alertdialog", name=title).get_by_role("button", name=button).click()

    # -- the clock and the panel --------------------------------------------------------------------

    @property
    def clock(self) -> Locator:
        """The popup that moves the clock, open."""
        popup = self.page.get_by_role("dialog", name="Move the clock")
        if popup.count() == 0:
            self.page.get_by_role("button", name=re.compile("Move the clock$")).click()
        return popup

    def move(self, by: str) -> None:
        """Press one of the clock's buttons, and see it moved."""
        button = self.clock.get_by_role("button", name=re.compile(rf"^{re.escape(by)}"))
        expect(button).not_to_have_attribute("aria-disabled", "true", timeout=SOON)
        button.click()
        expect(self.clock.get_by_role("status")).not_to_be_empty(timeout=SOON)
        self.page.keyboard.press("Escape")

    def choose_moment(self, local: str) -> None:
        self.clock.get_by_label("A chosen moment").fill(local)
        self.clock.get_by_role("button", name="Go there").click()

    def panel(self, tab: str) -> Panel:
        """The panel at right, at this tab."""
        panel = self.page.get_by_role("complementary", name="What happened")
        if not panel.is_visible():
            self.page.get_by_role("banner").get_by_role("button", name="What happened").click()
        panel.get_by_role("tab", name=tab).click()
        return Panel(panel)

    # -- whole steps ------------------------------------------------------------------------------

    def raise_one(self, values: Mapping[str, str] = INTAKE, *, priority: str = "") -> None:
        self.write(f"/escalate {values['Title']}")
        form = self.form("Raise an escalation")
        form.wait_for("Title")
        form.fill(values)
        if priority:
            form.choose("Priority", priority)
        form.press("Raise")
        self.has_no_form()

    def raise_letter(self) -> None:
        """A lawyer's letter, with what is asked of one."""
        self.write(f"/escalate {LETTER['Title']}")
        form = self.form("Raise an escalation")
        form.wait_for("Title")
        form.choose("Kind", "Legal")
        form.wait_for("Sender")
        form.fill(LETTER)
        form.press("Raise")
        self.has_no_form()

    def wait(self) -> None:
        self.click("Wait")
        form = self.form("Have it wait")
        form.wait_for("What was asked")
        form.fill_what_is_asked({"What was asked": "The invoice of the rebrand"})
        form.press("Wait")
        self.has_no_form()

    def starts_deciding(self) -> Form:
        """The form, filled in and ready to be recorded."""
        self.click("Decide")
        form = self.form("Record the decision")
        form.wait_for("Explanation")
        form.choose("Outcome", "Upheld")
        form.choose("Ground", "Genuine experience")
        form.fill(DECISION)
        # Left empty, the message is drafted from all of this, to be read.
        form.press("Record")
        self.sees("Please read it, then press Record again", form.dialog)
        expect(form.field("Message to the impacted party")).to_have_value(
            re.compile("it stands"), timeout=SOON
        )
        return form

    def decide(self) -> None:
        self.starts_deciding().press("Record")
        self.has_no_form()

    def communicate(self) -> None:
        self.click("Mark communicated")


@dataclass(frozen=True)
class Form:
    """The dialog on top."""

    page: Page
    dialog: Locator

    def wait_for(self, label: str) -> None:
        expect(self.field(label)).to_be_visible(timeout=SOON)

    def field(self, label: str) -> Locator:
        named = re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        return self.dialog.get_by_label(named)

    def fill(self, values: Mapping[str, str]) -> None:
        for label, value in values.items():
            self.field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        self.field(label).click()
        self.dialog.get_by_role("option", name=option).first.click()

    def fill_what_is_asked(self, words: Mapping[str, str]) -> None:
        """Every required field that is empty: our words, or the first choice."""
        required = self.dialog.locator("[aria-required=true]")
        for number in range(40):
            if number >= required.count():
                return
            control = required.nth(number)
            if control.get_attribute("role") == "combobox":
                if not control.input_value():
                    control.click()
                    self.dialog.get_by_role("option").first.click()
            elif not control.input_value():
                control.fill(
                    next((w for label, w in words.items() if self._is(control, label)), "—")
                )

    def _is(self, control: Locator, label: str) -> bool:
        return control.evaluate("e => e.labels?.[0]?.textContent ?? ''").startswith(label)

    def press(self, button: str) -> None:
        self.dialog.get_by_role("button", name=button, exact=True).click()


@dataclass(frozen=True)
class Panel:
    """The panel beside the conversation."""

    root: Locator

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def switch(self, name: str) -> None:
        """Flip the switch whose words contain these."""
        switch = self.root.get_by_role("switch", name=re.compile(name))
        before = switch.get_attribute("aria-checked")
        switch.click()
        expect(switch).not_to_have_attribute("aria-checked", before or "", timeout=SOON)

    def counter(self, name: str) -> int:
        cell = self.root.locator("dl > div").filter(has_text=re.compile(rf"^{name}"))
        return int(cell.locator("dd").inner_text().replace(",", ""))
