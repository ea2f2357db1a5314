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
from handlers.web_api.examination import Finding, examine, examine_again, examine_token

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
        tell more, and so may what is mended: then it's asked at once."""
        while not stopping.is_set():
            is_learned = learned.is_set()
            if self._look(whole=is_learned) and is_learned:
                return
            self._until_there_is_more(stopping if is_learned else learned)

    def _until_there_is_more(self, woken: threading.Event) -> None:
        """Until it's time to ask again, or something that was wrong is mended."""
        ends = time.monotonic() + self._limits.setup_seconds
        while (left := ends - time.monotonic()) > 0:
            pause = self._limits.mended_seconds * len(self._wrong) or left
            if woken.wait(min(pause, left)) or self._is_mended():
                return

    def _is_mended(self) -> bool:
        """Whether anything that was wrong isn't any more. Raises nothing, as a look doesn't."""
        wrong = frozenset(finding.about for finding in self._wrong)
        try:
            with self._storage.read() as work:
                policy = work.policies.current()
            findings = examine_again(self._client, self._machine.now, policy, wrong)
            return not wrong <= {f.about for f in findings if not f.is_fine}
        except StorageAway as away:
            log.warning("setup_not_asked", error=str(away))
        except Exception:
            log.exception("setup_not_asked")
        return False

    def _look(self, *, whole: bool) -> bool:
        """Whether all that was asked is well. Raises nothing: it's asked again."""
        try:
            findings = self._findings(whole=whole)
        except StorageAway as away:
            log.warning("setup_not_asked", error=str(away))
            return False
        except Exception:
            log.exception("setup_not_asked")
            return False
        self._wrong = tuple(finding for finding in findings if finding.is_fine is False)
        for sentence in self.found():
            log.error("setup", wrong=sentence)
        return all(finding.is_fine for finding in findings)

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
