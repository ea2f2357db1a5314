"""A local Slack workspace to use and test the bot with: no account, no tokens, no network."""

from sandbox.local_slack import Sandbox
from sandbox.people.conversation import Conversation
from sandbox.people.live_view import HomeTab
from sandbox.people.modal import Modal, SubmitResult
from sandbox.people.person import Person
from sandbox.people.results import ClickResult, Reply
from sandbox.transport.delivery import Patience
from sandbox.workspace.clock import Clock, SystemClock
from sandbox.workspace.directory import Channel, Member, UserGroup
from sandbox.workspace.manifest import Manifest
from sandbox.workspace.messages import Message
from sandbox.workspace.records import ApiCall, Delivery
from sandbox.workspace.waiting import NotSeen

__all__ = [
    "ApiCall",
    "Channel",
    "ClickResult",
    "Clock",
    "Conversation",
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
    "Sandbox",
    "SubmitResult",
    "SystemClock",
    "UserGroup",
]
