"""What Slack may refuse a call with: only an error it documents for the method is a refusal."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

TRANSIENT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own troubles: the call may have had its effect."""
LATER = frozenset({"ratelimited", "rate_limited", "team_added_to_org"})
TOO_RICH = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"}
)
"""A message refused for its blocks is sent again in words."""
UNEDITABLE = frozenset({"edit_window_closed", "cant_update_message", "message_not_found"})
TOKEN_ERRORS = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
"""Not the message's fault but the token's: the connection's, like a Slack that doesn't answer."""
OF_THE_APP = frozenset(
    {
        "access_denied",
        "deprecated_endpoint",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "message_limit_exceeded",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "org_login_required",
        "team_access_not_granted",
        "two_factor_setup_required",
        "unknown_method",
    }
)
"""Not the message's fault but the installation's or the workspace's: whatever else goes by the same
method is refused as well, until somebody has mended it."""
NOT_OF_ONE = TOKEN_ERRORS | OF_THE_APP
"""What is refused isn't given up for these: it waits until the whole is mended."""
OF_THE_PERSON = frozenset(
    {"user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"}
)
"""Not the message's fault but that of whom it is for: no message reaches them."""
CHANNEL_ERRORS = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "posting_to_channel_denied",
        "external_channel_migrating",
        "messages_tab_disabled",
    }
)
"""Not the message's fault but the conversation's: what else is for it would be refused as well."""


@cache
def refusals(method: str) -> frozenset[str]:
    """The errors with which Slack may refuse this method (like "chat.postMessage") for good.

    What else calls itself an error, such as a gateway's JSON, says nothing of the call.
    """
    text = resources.files("handlers.web_api").joinpath("errors.json").read_text(encoding="utf-8")
    known = json.loads(text)
    listed = [*known["common"], *known["met"].get(method, ()), *known["methods"].get(method, ())]
    return frozenset(listed) - TRANSIENT - LATER
