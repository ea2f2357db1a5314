"""What people say to the bot in a case's thread: which verb it is, and whether it is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, reference
from bot.case.transitions import Move
from handlers.slack.context.context import Context
from handlers.slack.contract import payloads
from handlers.slack.contract.answers import Answer, Nothing, Say
from handlers.slack.contract.mentions import first_word, is_courtesy
from handlers.slack.contract.requests import JsonObject, Mention
from handlers.slack.messages.words import HELP

Listener = Callable[[Context, Mention, EscalationId, str], Answer]
ALONE: Mapping[str, Move] = {
    "claim": Move.CLAIM,
    "release": Move.RELEASE,
    "resume": Move.RESUME,
    "communicated": Move.MARK_COMMUNICATED,
    "decide": Move.DECIDE,
}
"""The words that take none after them: what they do."""
_ALSO = {
    "hand over": "handover",
    "hand-over": "handover",
    "stand-back": "stand back",
    "standback": "stand back",
    "mark communicated": "communicated",
}
EDITED = (
    "I did what this message said before you edited it, and the edit changes nothing. To have "
    "something else done, write a new message."
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that was said, what comes after it on its line, and whether it is surely meant: a
    sentence that only begins with the word of a verb, or speaks of one, is not."""

    word: str
    rest: str
    is_sure: bool


def verb_of(request: Mention, listeners: Mapping[str, Listener], about: str = "") -> Verb | None:
    """The first verb that is said to the bot, None where none is. `about` is the thread's case,
    which may be named."""
    for one in request.said:
        if one.is_alone:
            return Verb("help", "", True)
        first, rest = first_word(one.after)
        second, after = first_word(rest)
        both = f"{first} {second}"
        for said, left in ((both, after), (first, rest)):
            word = _ALSO.get(said, said)
            if word in listeners:
                named = left.strip(" .,;:!").upper() == about and about != ""
                superfluous = word in ALONE and not (named or is_courtesy(left))
                spoken_of = word in ALONE and not one.begins
                return Verb(word, left, not (superfluous or spoken_of))
    return None


def answer(context: Context, body: JsonObject, listeners: Mapping[str, Listener]) -> Answer:
    """What a mention is answered: by its verb's listener; what is no verb is no error, and asks for
    nothing. Raises Refused for a verb outside a case's thread, and what its listener raises."""
    with context.storage.read() as work:
        identity = work.people.identity()
        if identity is not None and payloads.bot_of(body) == identity.bot:
            return Nothing()
        request = payloads.mention(body, identity.bot_user if identity else "")
        about = work.escalations.in_thread(request.channel, request.thread_ts or request.ts)
        is_done = request.is_edited and work.requests.find(request.key) is not None
    if is_done:
        return Say(EDITED)
    verb = verb_of(request, listeners, reference(about) if about is not None else "")
    if verb is None:
        return _meant(request, listeners) if about is not None else Nothing()
    if verb.word == "help":
        return Say(HELP)
    if about is not None and verb.is_sure:
        return listeners[verb.word](context, request, about, verb.rest)
    if about is not None:
        return _asked(context, request, about, verb)
    if not verb.is_sure:
        return Nothing()
    words = "Mention me in an escalation's thread, so that I know which one you mean."
    just_raised = " If this one was raised just now, try again in a few seconds."
    raise Refused(words + (just_raised if request.thread_ts else ""), code=RefusalCode.NOT_FOUND)


def _asked(context: Context, request: Mention, about: EscalationId, verb: Verb) -> Answer:
    """With more words than a verb takes nothing is done: who may do it gets the button."""
    words = (
        f"Did you mean `{verb.word}`? It takes no more words, so I've changed nothing. "
        "If you did, press the button."
    )
    try:
        return context.offers(request, about, ALONE[verb.word], words)
    except Refused:
        return Nothing()


def _meant(request: Mention, listeners: Mapping[str, Listener]) -> Answer:
    """A verb that was mistyped is asked about; anything else is a word to people."""
    for one in request.said:
        typed = first_word(one.after)[0] if one.begins else ""
        near = get_close_matches(typed, listeners, n=1, cutoff=0.75) if len(typed) > 3 else []
        if near and typed not in _ORDINARY:
            return Say(f"Did you mean `{near[0]}`? I've changed nothing. Say `help` for all words.")
    return Nothing()


_ORDINARY = frozenset(
    ("claims", "claimed", "decided", "released", "resumed", "waits", "waited", "waiting", "state")
)
"""Forms of a verb that people speak of it with."""
