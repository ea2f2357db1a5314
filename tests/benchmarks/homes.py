"""`make bench-homes`: how soon after a claim the App Homes of those who look at theirs are right."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sandbox import Sandbox
from sandbox.workspace.directory import Account
from tests.benchmarks.journey import offered, playing, until_quiet

CROWDS = (5, 19, 60)
MANAGER = "U0OWL"
ENOUGH = 120.0
PROMISED = 2.0


def main() -> int:
    """Prints a line for each crowd; the card's own edit, of the same click, is what to hold it
    against."""
    print("viewers  card edited  first Home  last Home  within 2 s")
    for crowd in CROWDS:
        with tempfile.TemporaryDirectory() as folder, playing(Path(folder)) as slack:
            card, homes = claimed_before(slack, crowd)
        soon = sum(seconds <= PROMISED for seconds in homes)
        print(
            f"{crowd:7}  {card:9.2f} s  {min(homes):8.2f} s  {max(homes):7.2f} s  "
            f"{soon} of {len(homes)}"
        )
    return 0


def claimed_before(slack: Sandbox, crowd: int) -> tuple[float, Sequence[float]]:
    """Somebody claims while so many managers look at their board: seconds from the click to the
    edit of the card, and to each Home."""
    managers = [MANAGER, *(f"U0CROWD{n}" for n in range(crowd - 1))]
    for user in managers[1:]:
        slack.admin.add_person(Account(user, user.lower(), user.title()))
    slack.admin.set_group("S0MANAGERS", tuple(managers))
    until_quiet(slack)
    card, specialist = offered(slack, 1)
    for user in managers:
        slack.person(user).open_home(ENOUGH)
    until_quiet(slack)
    # What opening them has used up of the pace is there again.
    slack.core.workspace.wait(lambda: None, 60.0)
    calls = len(slack.calls())
    clicked = slack.clock.machine()
    specialist.click(card, "Claim", timeout=ENOUGH)
    slack.core.workspace.wait(
        lambda: (
            len([c for c in slack.calls()[calls:] if c.method == "views.publish" and c.ok]) >= crowd
            or None
        ),
        ENOUGH,
    )
    made = slack.calls()[calls:]
    edited = next(c.at for c in made if c.method == "chat.update")
    drawn = [c.at - clicked for c in made if c.method == "views.publish" and c.ok]
    return edited - clicked, drawn


if __name__ == "__main__":
    sys.exit(main())
