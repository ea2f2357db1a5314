"""The Slack app: routes each request to its listener, in time, and answers on the right surface."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import RequestKey
from bot.case.people import Identity
from bot.notices import HomeChanged, LookUp, Notice, PrivateAnswer
from bot.ports import Receipt, Work
from handlers.metrics import ACK_SECONDS
from handlers.slack.app.front import Front, Surface
from handlers.slack.app.registry import (
    ACTIONS,
    CLOSED,
    COMMANDS,
    EVENTS,
    SHORTCUTS,
    SUBMISSIONS,
    UNANSWERED,
    answer_click,
)
from handlers.slack.app.telling import put_in_time, said_on_a_page
from handlers.slack.contract import ids, payloads
from handlers.slack.contract.answers import Answer, Faults, Nothing, Open, Refresh, Say, Show
from handlers.slack.contract.failures import Failure, attempt
from handlers.slack.contract.requests import JsonObject, Sender
from handlers.slack.messages.markup import inert

STARTING = "I'm still starting: Slack hasn't told me yet who I am. Please try again in a minute."
OTHER_WORKSPACE = "This installation serves another workspace."
LOOKED_UP = (ids.ANSWER_TYPED, ids.SUBJECT_TYPED)
"""What only looks something up while somebody types."""
NO_WORKSPACE = "A request has to say which workspace it comes from."
log = structlog.get_logger(__name__)


def build_app(front: Front, token: str, signing_secret: str) -> App:
    """The app, with every listener of the registry. Calls nobody.

    `process_before_response`: the answer follows the commit, for events too.
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        known = front.identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=known.bot_user if known else None,
            bot_id=known.bot if known else None,
            bot_token=token,
        )

    app = App(
        name="escalations",  # Bolt looks through every loaded module for one otherwise
        signing_secret=signing_secret or "socket-mode",
        request_verification_enabled=bool(signing_secret),
        authorize=authorize,
        process_before_response=True,
        token_verification_enabled=False,
        # That a card of ours was deleted is an event of our own, and is heard.
        ignoring_self_events_enabled=False,
        # Its own words for what nobody takes fail on odd requests.
        raise_error_for_unhandled_request=True,
    )
    app.error(_not_taken)
    app.use(_only_own_workspace(front))
    # Bolt asks them in this order: first what takes the longest, and what comes most often.
    app.view(_one_of(SUBMISSIONS))(lambda body, ack: ack(**_submission(front, body)))
    app.action(_one_of(ACTIONS))(lambda body, ack: ack(**_click(front, body)))
    app.command(_one_of(COMMANDS))(lambda body, ack: ack(**_command(front, body)))
    app.shortcut(_one_of(SHORTCUTS))(lambda body, ack: ack(**_shortcut(front, body)))
    app.view_closed(_one_of(CLOSED))(lambda body, ack: ack(**_closed(front, body)))
    app.event(_one_of(EVENTS))(lambda body, ack: _event(front, body, ack))
    return app


def _not_taken(error: Exception, request: BoltRequest) -> None:
    """Says of a request that no listener is for it (404), or that it failed beside them (500)."""
    if isinstance(error, BoltUnhandledRequestError):
        log.warning("nobody_takes", request=payloads.sort(request.body))
    else:
        log.error("request_failed", request=payloads.sort(request.body), exc_info=error)


def _one_of(names: Iterable[str]) -> re.Pattern[str]:
    """What is any of these names. Bolt asks one listener after the other, and puts together for
    each all that one may be given: with one a name that took as long as half a submission."""
    return re.compile(rf"\A(?:{'|'.join(map(re.escape, names))})\Z")


def _only_own_workspace(front: Front) -> Callable[..., BoltResponse]:
    """Lets only requests from our own workspace through."""

    def middleware(req: BoltRequest, next_: Callable[[], BoltResponse]) -> BoltResponse:
        known, sender = front.identity(), payloads.sender(req.body)
        is_command = "command" in req.body
        if not sender.installed_team:
            # Slack always says it; who doesn't isn't taken for one of ours.
            log.warning("no_workspace")
            return BoltResponse(status=403, body=NO_WORKSPACE)
        if known is None:
            # Whose request it is can't be told yet: an event comes again.
            return BoltResponse(status=200 if is_command else 503, body=STARTING)
        if known.team and _is_foreign(known, sender):
            log.warning("other_workspace", team=sender.installed_team)
            if sender.installed_team == known.team:
                front.doubt()  # it may have joined an organisation since we were told
            return BoltResponse(status=200 if is_command else 403, body=OTHER_WORKSPACE)
        return next_()

    return middleware


def _is_foreign(known: Identity, sender: Sender) -> bool:
    """Whether a request names a team or an enterprise that is not ours."""
    return sender.installed_team != known.team or sender.enterprise not in ("", known.enterprise)


def _run(front: Front, kind: str, listener: Callable[[], Answer]) -> Answer | Failure:
    started = time.monotonic()
    try:
        with front.answering():
            return attempt(front.work, front.limits.request_seconds, listener, kind)
    finally:
        ACK_SECONDS.labels(kind).observe(time.monotonic() - started)


def _command(front: Front, body: JsonObject) -> dict[str, object]:
    request = payloads.command(body)
    answer = _run(front, "command", lambda: COMMANDS[request.name](front.context, request))
    if isinstance(answer, Failure):
        _look_up(front, answer)
        return {"text": inert(answer.words), "response_type": "ephemeral"}
    if isinstance(answer, Say):
        said: dict[str, object] = {"text": answer.words, "response_type": "ephemeral"}
        return said | ({"blocks": list(answer.blocks)} if answer.blocks else {})
    surface = Surface(request.sender, request.trigger, request.reply_address)
    _after(front, answer, surface)
    return {}


def _shortcut(front: Front, body: JsonObject) -> dict[str, object]:
    request = payloads.shortcut(body)
    answer = _run(front, "shortcut", lambda: SHORTCUTS[request.callback](front.context, request))
    surface = Surface(request.sender, request.trigger, request.reply_address)
    _after(front, answer, surface)
    return {}


def _click(front: Front, body: JsonObject) -> dict[str, object]:
    request = payloads.click(body)
    if request.channel is not None and request.message_ts and request.reply_address:
        # Before it is carried out: what comes of it may be said at once.
        front.pressed(request.channel, request.message_ts, request.reply_address)
    answer = _run(front, "click", lambda: answer_click(front.context, request))
    which = front.lists.pressed(request)
    surface = Surface(
        request.sender,
        request.trigger,
        request.reply_address,
        redraws=which,
        in_form=request.form is not None and not request.is_home,
        form_hash=request.form.hash if request.form is not None else "",
        pressed_at=request.pressed_at,
    )
    is_away = isinstance(answer, Failure) and not answer.is_stored
    if is_away and request.action in LOOKED_UP:
        return {}  # a page would come over what is being typed, and there was nothing to save
    _after(front, answer, surface)
    if which and isinstance(answer, Open):
        front.lists.left_for_form(request)
    if request.is_home:
        _store(front, HomeChanged(request.sender.user))
    return {}


def _submission(front: Front, body: JsonObject) -> dict[str, object]:
    request = payloads.submission(body)
    listener = SUBMISSIONS[request.form.callback]
    answer = _run(front, "submission", lambda: listener(front.context, request))
    if isinstance(answer, Failure):
        _look_up(front, answer)
        values = request.form.values.values
        known = {block: words for block, words in answer.fields.items() if block in values}
        # A refusal that is about no field of this form is told at its first one: Slack shows
        # errors at fields only, and closing the form would lose what was typed.
        return _errors(known or {next(iter(values), ""): answer.words})
    if isinstance(answer, Faults):
        return _errors(answer.by_block)
    front.opener.overtake(request.form.id)
    if isinstance(answer, Show):
        return {"response_action": "update", "view": answer.view}
    # A form has no place of its own: the answer comes as a message to who sent it, or in its place.
    sender = Surface(request.sender)
    is_kept = not isinstance(answer, Say) or _put(front, sender, answer, has_page=True)
    left = front.lists.to_redraw(request.sender.user)
    if left is not None:
        # It was opened from a list, which isn't as it was any more.
        surface = Surface(request.sender, reply_address=left.address, redraws=left.which)
        _put(front, surface, Say(""))
    if not is_kept and isinstance(answer, Say):
        return {"response_action": "update", "view": said_on_a_page(answer.words)}
    return {}


def _closed(front: Front, body: JsonObject) -> dict[str, object]:
    """Who closes a form expects no answer, whatever becomes of it."""
    request = payloads.submission(body)
    front.opener.overtake(request.form.id)
    answer = _run(front, "closed", lambda: CLOSED[request.form.callback](front.context, request))
    if isinstance(answer, Failure):
        log.warning("draft_not_kept", words=answer.words)
    return {}


def _errors(by_block: Mapping[str, str]) -> dict[str, object]:
    return {"response_action": "errors", "errors": dict(by_block)}


def _event(front: Front, body: JsonObject, ack: Callable[[], BoltResponse]) -> BoltResponse:
    event = body.get("event")
    name = str(event.get("type")) if isinstance(event, Mapping) else ""
    answer = _run(front, "event", lambda: EVENTS[name](front.context, body))
    if isinstance(answer, Failure) and answer.may_repeat:
        # Slack delivers an event again that was not acknowledged.
        return BoltResponse(status=503, body="")
    if name in UNANSWERED:
        if isinstance(answer, Failure):
            log.warning("not_heard", event_kind=name, words=answer.words)
        return ack()
    said = payloads.mention(body)
    # An event that Slack delivers again, because our ack was lost, is not answered again.
    once = str(body.get("event_id") or "")
    place = Surface(said.sender, channel=said.channel, thread=said.thread_ts, event_id=once)
    _after(front, answer, place)
    return ack()


def _after(front: Front, answer: Answer | Failure, surface: Surface) -> None:
    """What follows the ack: a form, or a private answer through the outbox."""
    user = surface.sender.user
    match answer:
        case Failure(is_stored=False):
            front.opener.say(answer.words, surface.way)
        case Failure():
            _look_up(front, answer)
            if not _put(front, surface, Say(inert(answer.words))):
                front.opener.say(inert(answer.words), surface.way)
        case Say():
            if not _put(front, surface, answer) and answer.words:
                front.opener.say(answer.words, surface.way)
        case Open():
            front.opener.open(answer, user, surface.way)
        case Refresh():
            front.opener.refresh(answer, user, surface.form_hash, surface.pressed_at)
        case Nothing() | Faults() | Show():
            pass  # what a form answers goes with its ack
        case _:
            assert_never(answer)


def _put(front: Front, surface: Surface, said: Say, *, has_page: bool = False) -> bool:
    """Has it said through the outbox; whether it's there. `has_page`: it's said on one if not."""
    answer = PrivateAnswer(
        surface.sender.user,
        said.words,
        channel=surface.channel,
        thread=surface.thread,
        reply_address=surface.reply_address,
        escalation_id=said.escalation_id,
        offers=said.offers,
        shows=said.shows,
        snoozes=said.snoozes,
        details=said.details,
        redraws=surface.redraws,
    )
    or_said = bool(said.words) and (has_page or bool(surface.reply_address or surface.trigger))
    return _store(front, answer, once=surface.event_id, or_said=or_said)


def _look_up(front: Front, failure: Failure) -> None:
    if failure.stranger is not None:
        _store(front, LookUp(failure.stranger))


def _store(front: Front, notice: Notice, *, once: str = "", or_said: bool = False) -> bool:
    """Puts something in the outbox, `once` for each event; whether it is there. One that isn't
    there in time may get there yet, unless it's to be said another way then (`or_said`)."""

    def put(work: Work) -> None:
        key = RequestKey(f"answered:{once}")
        if once and work.requests.find(key) is not None:
            return
        if isinstance(notice, HomeChanged):
            # Who clicks there looks at it, however long ago they opened it.
            work.homes.opened(notice.to)
        work.outbox.put(notice)
        if once:
            work.requests.keep(key, Receipt(""), front.context.clock.now())

    seconds = front.limits.answer_seconds
    try:
        put_in_time(front.context.storage, front.work, seconds, put, or_said=or_said)
    except LostRace:
        return True
    except StorageAway as away:
        log.warning("answer_not_kept", error=str(away))
        return False
    return True
