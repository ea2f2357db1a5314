"""Which sort of secret stands in which variable, as far as its first letters tell."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.settings import MissingSettings, Settings

BOT, APP, SIGNING = "slack_bot_token", "slack_app_token", "slack_signing_secret"
_WANTED = {BOT: ("xoxb-", "xoxe.xoxb-"), APP: ("xapp-",)}
_SORTS = {
    "xapp-": "the app-level token",
    "xoxb-": "the bot's token",
    "xoxe.xoxb-": "the bot's token",
    "xoxe.xoxp-": "a person's token",
    "xoxe-": "a token that only fetches others",
    "xoxp-": "a person's token",
    "xoxa-": "a token of Slack's own web page",
    "xoxc-": "a token of Slack's own web page",
    "xoxd-": "a cookie of Slack's own web page",
    "xoxs-": "a token of Slack's own web page",
    "https://": "an address",
}
_MEANT = {
    BOT: "the bot's token, which begins with xoxb- (in Slack: OAuth & Permissions)",
    APP: "the app-level token, which begins with xapp- (in Slack: Basic Information)",
    SIGNING: "the signing secret, which has no such beginning (in Slack: Basic Information)",
}


def token_problems(settings: Settings, *names: str) -> tuple[str, ...]:
    """What can never work among these variables, those that are set: a sentence each, which never
    shows more of a secret than the beginning that all of its sort have."""
    return tuple(_problems(settings, names or (BOT, APP, SIGNING)))


def _problems(settings: Settings, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        secret = {
            BOT: settings.slack_bot_token,
            APP: settings.slack_app_token,
            SIGNING: settings.slack_signing_secret,
        }[name].get_secret_value()
        if not secret:
            continue
        variable, wanted = name.upper(), _WANTED.get(name, ())
        sort = next((prefix for prefix in _SORTS if secret.startswith(prefix)), "")
        if sort and sort not in wanted:
            yield f"{variable} begins with {sort}: that is {_SORTS[sort]}. It takes {_MEANT[name]}."
        elif wanted and not sort:
            yield f"{variable} doesn't begin with {wanted[0]}. It takes {_MEANT[name]}."
        elif not (secret.isascii() and secret.isprintable()) or " " in secret:
            yield f"{variable} has a character in it that no such secret has, like a blank or a “”."


def need_tokens(settings: Settings, *names: str) -> None:
    """Raises MissingSettings naming every one of these variables that isn't set or can't work."""
    settings.need(*names)
    found = token_problems(settings, *names)
    if found:
        raise MissingSettings("\n".join(found))
