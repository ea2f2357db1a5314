"""Slack's rate tiers: so many requests a minute and method, one post a second and channel."""

from collections import deque

from sandbox.workspace.clock import TwoClocks

POSTS_BURST = 5


class Rates:
    """Sliding windows; asked only while a story wants the limits enforced."""

    def __init__(self, clock: TwoClocks) -> None:
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}
        self._allowance: dict[str, tuple[float, float]] = {}

    def wait_for(self, method: str, channel: str, per_minute: int) -> int | None:
        """Seconds to wait before this call may be made, or None when it may go now."""
        if method == "chat.postMessage":
            return self._post(channel)
        window = self._seen.setdefault(method, deque())
        now = self._clock.machine()
        while window and now - window[0] >= 60:
            window.popleft()
        if len(window) >= per_minute:
            return max(1, int(60 - (now - window[0])) + 1)
        window.append(now)
        return None

    def _post(self, channel: str) -> int | None:
        """One a second and channel, after a short burst."""
        now = self._clock.machine()
        left, at = self._allowance.get(channel, (float(POSTS_BURST), now))
        left = min(float(POSTS_BURST), left + (now - at))
        if left < 1:
            self._allowance[channel] = (left, now)
            return 1
        self._allowance[channel] = (left - 1, now)
        return None
