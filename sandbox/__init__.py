"""A local Slack workspace to use and test the bot with: no account, no tokens, no network."""

from .acting import NotSeen
from .clock import Clock, SystemClock
from .delivery import Patience
from .harness import Sandbox
from .live_view import HomeTab
from .manifest import Manifest
from .messages import Message
from .modal import Modal
from .people import Channel, Member, UserGroup
from .person import Person
from .records import ApiCall, Delivery
from .results import ClickResult, Reply, SubmitResult
from .room import Room

__all__ = [
    "ApiCall",
    "Channel",
    "ClickResult",
    "Clock",
    "Delivery",
    "HomeTab",
    "Manifest",
    "Member",
    "Message",
    "Modal",
    "NotSeen",
    "Patience",
    "Person",
    "Reply",
    "Room",
    "Sandbox",
    "SubmitResult",
    "SystemClock",
    "UserGroup",
]
