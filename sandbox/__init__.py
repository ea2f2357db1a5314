"""A local Slack workspace to use and test the bot with: no account, no tokens, no network."""

from sandbox.local_slack import Sandbox
from sandbox.people.conversation import Conversation
from sandbox.people.live_view import HomeTab
from sandbox.people.modal import Modal, SubmitResult
from sandbox.people.results import ClickResult, Reply
from sandbox.people.slack_user import SlackUser
from sandbox.transport.delivery import Patience
from sandbox.workspace.clock import SystemClock, TwoClocks
from sandbox.workspace.directory import Account, Channel, UserGroup
from sandbox.workspace.manifest import Manifest
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.records import ApiCall, Delivery
from sandbox.workspace.waiting import NotSeen

__all__ = [
    "Account",
    "ApiCall",
    "Channel",
    "ClickResult",
    "Conversation",
    "Delivery",
    "HomeTab",
    "Manifest",
    "Modal",
    "NotSeen",
    "Patience",
    "Reply",
    "Sandbox",
    "SlackMessage",
    "SlackUser",
    "SubmitResult",
    "SystemClock",
    "TwoClocks",
    "UserGroup",
]
