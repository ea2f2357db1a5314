"""What only Slack can tell of an installation, asked when a process starts, and said until it's
mended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import structlog
from slack_sdk import WebClient

from bot.case.errors import StorageAway
from bot.case.identifiers import UserId, is_person
from bot.limits import Limits
from bot.policy.tables import slack_ids
from bot.ports import Clock, Storage
from handlers.web_api.examination import (
    OF_THE_TOKEN,
    Finding,
    examine,
    examine_again,
    examine_token,
)

A_CALL = 1.5
"""Seconds for each thing that is asked about: Slack takes 50 calls a minute about channels."""
log = structlog.get_logger(__name__)


class SetupWatch:
    """Asks until all is well. The process works meanwhile as far as it can."""

    def __init__(self, client: WebClient, storage: Storage, machine: Clock, limits: Limits) -> None:
        self._client = client
        self._storage = storage
        self._machine = machine
        self._limits = limits
        self._wrong: tuple[Finding, ...] = ()

    def found(self) -> Sequence[str]:
        """What was wrong when Slack was last asked, a sentence each."""
        return tuple(f"{finding.about}: {finding.words}" for finding in self._wrong)

    def beside(self, learn: Callable[[], None], stopping: threading.Event) -> None:
        """Learns who is who, and looks meanwhile at the token, afterwards at the policy's people
        and channels: whoever was learned needn't be asked about."""
        learned = threading.Event()
        watching = threading.Thread(
            target=self.run, args=(learned, stopping), name="setup", daemon=True
        )
        watching.start()
        learn()
        learned.set()
        watching.join()

    def run(self, learned: threading.Event, stopping: threading.Event) -> None:
        """Asks, and says what is wrong, until all is well or the process ends. What is learned may
        tell more: then it's asked at once."""
        while not stopping.is_set():
            is_learned = learned.is_set()
            if self._look(whole=is_learned) and is_learned:
                return
            self._until_there_is_more(stopping if is_learned else learned)

    def _until_there_is_more(self, woken: threading.Event) -> None:
        """Until it's time to ask about everything again. What is wrong is asked about meanwhile:
        once none of that is left, or the token is good, there's more to ask at once."""
        ends = time.monotonic() + self._limits.setup_seconds
        while (left := ends - time.monotonic()) > 0:
            wrong = len(self._wrong)
            pause = max(self._limits.mended_seconds, wrong * A_CALL) if wrong else left
            if woken.wait(min(pause, left)) or (wrong and self._is_more_to_ask()):
                return

    def _is_more_to_ask(self) -> bool:
        """Leaves out what isn't wrong any more. Raises nothing, as a look doesn't."""
        before = frozenset(finding.about for finding in self._wrong)
        found = _told(lambda: self._findings_again(before))
        if found is None:
            return False
        self._wrong = _still_wrong(self._wrong, found)
        left = {finding.about for finding in self._wrong}
        return not left or bool((before - left) & OF_THE_TOKEN)

    def _look(self, *, whole: bool) -> bool:
        """Whether all that was asked is well. Raises nothing: it's asked again."""
        findings = _told(lambda: self._findings(whole=whole))
        if findings is None:
            return False
        self._wrong = _wrong_now(self._wrong, findings)
        for sentence in self.found():
            log.error("setup", wrong=sentence)
        return all(finding.is_fine for finding in findings)

    def _findings_again(self, wrong: frozenset[str]) -> Sequence[Finding]:
        with self._storage.read() as work:
            policy = work.policies.current()
        return list(examine_again(self._client, self._machine.now, policy, wrong))

    def _findings(self, *, whole: bool) -> Sequence[Finding]:
        now = self._machine.now
        if not whole:
            return list(examine_token(self._client, now))
        with self._storage.read() as work:
            policy = work.policies.current()
            named = [UserId(i) for i in sorted(slack_ids(policy)) if is_person(i)] if policy else []
            people = work.people.several(named)
        known = [user for user, person in people.items() if person.can_be_asked]
        return list(examine(self._client, now, policy, known))


def _told(ask: Callable[[], Sequence[Finding]]) -> Sequence[Finding] | None:
    """What was found; None where it couldn't be asked, which the log says."""
    try:
        return ask()
    except StorageAway as away:
        log.warning("setup_not_asked", error=str(away))
    except Exception:
        log.exception("setup_not_asked")
    return None


def _still_wrong(before: Sequence[Finding], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """What of it is wrong as before. A token that is refused, or a Slack that can't be reached, is
    wrong besides, and keeps its scopes and its clock from being asked about."""
    still = {finding.about for finding in found if not finding.is_fine}
    if "slack" in still:
        still |= OF_THE_TOKEN
    left = tuple(finding for finding in before if finding.about in still)
    cut_off = (f for f in found if f.about == "slack" and f.is_fine is False)
    return left if any(f.about == "slack" for f in left) else (*left, *cut_off)


def _wrong_now(before: Sequence[Finding], findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is wrong, and what was and couldn't be asked about this time."""
    found = tuple(finding for finding in findings if finding.is_fine is False)
    unasked = {finding.about for finding in findings if finding.is_fine is None}
    is_cut_off = any(finding.about == "slack" for finding in found)
    told = {finding.about for finding in findings}
    left = (
        finding
        for finding in before
        if finding.about in unasked or (is_cut_off and finding.about not in told)
    )
    return (*found, *left)
