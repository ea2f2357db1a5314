"""How long anything may take, how often it is tried, and how many threads do it: in one value.

Made by the settings and passed by the wiring; a test passes another. What is Slack's own (paces,
page sizes, 50 blocks) is no choice of ours and is said where Slack is called.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are in seconds, of the machine's clock."""

    request_seconds: float = 2.0
    """A listener, in all: Slack waits three seconds for the ack."""
    answer_seconds: float = 0.5
    """Keeping a listener's private answer, which comes on top."""
    identity_seconds: float = 0.25
    """A request may wait so long for who we are, which is read once."""
    doubted_seconds: float = 60.0
    """How often Slack is asked at most who we are, where requests say otherwise."""
    introduction_seconds: float = 3.0
    """A first start waits so long with its connection for Slack to tell who we are."""
    form_build_seconds: float = 1.5
    """A form may wait so long for the database: its trigger lives three seconds in all."""
    form_call_seconds: int = 2
    """Opening a form, from the call to Slack's answer."""
    post_call_seconds: int = 5
    """Any other call to Slack, from the outbox."""
    database_seconds: float = 1.5
    """A statement, a lock or a free connection: below `request_seconds`, so that the person is told
    that nothing was saved rather than that it is unsure."""
    database_connect_seconds: int = 2
    """Connecting to PostgreSQL: libpq counts whole seconds, and no fewer than two."""
    report_seconds: float = 600.0
    """A statement of a report, and the pause of who reads it, in a pager say: PostgreSQL keeps what
    is deleted meanwhile."""
    report_bytes: int = 20_000_000
    """How large the file of a report may be that is sent in Slack: it is made in memory."""
    upload_seconds: float = 60.0
    """Sending its bytes."""
    database_silent_seconds: float = 5.0
    """How long PostgreSQL may say nothing to what it ends itself after `database_seconds`: then
    something hangs that nobody tells of, and the connection is given up."""
    database_dead_seconds: int = 10
    """How long the network may leave what was sent unanswered before the server is taken for
    gone."""
    database_connections: int = 16
    """Threads that answer requests, deliver, and keep time, together, with some to spare."""
    lease_seconds: float = 30.0
    """How long a row of the outbox belongs to the process that took it."""
    doubt_seconds: float = 4.0
    """How long a post is looked for whose answer was lost, before it is sent again."""
    late_seconds: float = 30.0
    """The same for one that had no answer in time: Slack may still be busy with it."""
    poll_seconds: float = 0.25
    """How soon the outbox is looked at again where nobody has woken its pump."""
    away_seconds: float = 2.0
    """The pause before the database is asked again that was away."""
    delivery_threads: int = 8
    """How many rows of the outbox are delivered at once."""
    delivery_threads_beside: int = 2
    """The same while somebody waits for an answer: what is delivered computes in the same process,
    and would have them wait several times as long."""
    delivery_slow_seconds: float = 2.0
    """One that takes longer isn't counted among those: it waits for Slack, or is a report, and
    would keep all others back for as long as people go on asking."""
    setup_seconds: float = 300.0
    """How often what is wrong with the installation, as Slack tells, is asked and said again."""
    mended_seconds: float = 5.0
    """The pause before Slack is asked whether what is wrong still is."""
    tick_seconds: float = 1.0
    """How often the clock looks for timers that are due."""
    jump_seconds: float = 5.0
    """How far the machine's clock may be moved at once without a word in the log."""
    gauge_seconds: float = 5.0
    """How often the outbox is measured, and looked through for waits that are too long."""
    probe_seconds: float = 2.0
    """How long /readyz waits for what it asks."""
    request_threads: int = 16
    """How many requests are answered at once; as many forms are built beside them."""
    arrival_seconds: float = 10.0
    """How long a request over HTTP may take to arrive whole."""
    idle_seconds: float = 65.0
    """How long a connection is kept for another request: longer than proxies keep theirs, which
    would send one into a closing door."""
    incomplete_requests: int = 256
    """How many requests may be on their way in at once; of more, the oldest are closed."""
    open_connections: int = 512
    """How many connections over HTTP are open at once; of more, the oldest is closed that isn't
    being answered. A process has 1,024 files in most places, the database's among them."""
    request_bytes: int = 1_000_000
    """How large a request may be."""
    grace_seconds: float = 20.0
    """How long a process may take to end before what hangs is left behind."""
    socket_acks_seconds: float = 3.0
    """How long requests on their way may take to be acknowledged when the process ends."""
    socket_leave_seconds: float = 5.0
    """How long a connection that Slack renews is read beside the new one."""
    socket_silent_seconds: float = 12.0
    """How long no ping may be answered before a connection is made anew."""
    socket_lasts_seconds: float = 10.0
    """A connection that was open for so long is one to rely on: the next follows at once."""
    socket_refused_seconds: float = 10.0
    """How long Slack may end each connection at once before the process says it isn't ready."""
    socket_dead_seconds: float = 300.0
    """How long a lost connection may stay lost (the client reconnects by itself) before the process
    is taken for dead and ends, to be started again."""
