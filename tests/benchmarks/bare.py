"""`python -m tests.benchmarks.bare WHAT PORT`: what ours is measured against, behind the very same
server: `default` and `direct` only acknowledge commands, `submission` commits one row first."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from bot.app.serving import HttpProcess
from bot.app.settings import read_settings
from handlers.http.server import Server
from storage.engine import connect

ROWS = Table(
    "bare_rows",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("title", Text),
    Column("body", Text),
    Column("at", Text),
)
PAGE = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Thank you"},
    "close": {"type": "plain_text", "text": "Done"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "It is saved."}}],
}


def app(*, process_before_response: bool = False) -> App:
    """A Bolt app as its documentation begins one, all other settings left alone."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    return App(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=process_before_response,
    )


def acknowledging(*, process_before_response: bool) -> App:
    """An app whose listeners only acknowledge."""
    bare = app(process_before_response=process_before_response)
    for command in ("/escalate", "/escalations"):
        bare.command(command)(lambda ack: ack())
    return bare


def keeping() -> App:
    """An app that commits one row, through the engine ours uses, before it acknowledges."""
    bare = app(process_before_response=True)
    engine = connect(os.environ["DATABASE_URL"])

    @bare.view("intake")
    def keep(ack: Ack, view: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]) -> None:
        values = view["state"]["values"]
        title, body = (next(iter(values[b].values())) for b in ("title", "what_happened"))
        row = {"title": title["value"], "body": body["value"], "at": datetime.now(UTC).isoformat()}
        with engine.begin() as connection:
            connection.execute(insert(ROWS).values(row))
        ack(response_action="update", view=PAGE)

    return bare


class Bare(HttpProcess):
    """The same server as ours, another app."""

    def __init__(self, what: str, port: int) -> None:
        self._what = what
        super().__init__(read_settings(), "127.0.0.1", port, with_worker=False)

    def load(self) -> Server:
        if self._what == "submission":
            return self.server(keeping(), None)
        chosen = acknowledging(process_before_response=self._what == "direct")
        return self.server(chosen, None)


if __name__ == "__main__":
    Bare(sys.argv[1], int(sys.argv[2])).run()
