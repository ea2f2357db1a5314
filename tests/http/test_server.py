"""The server of the bot's door: how it ends."""

import socket

from bot.limits import Limits
from handlers.http.door import Door
from handlers.http.server import Server
from tests.support.knocks import knocking


def test_a_connection_accepted_while_the_door_closes_is_closed() -> None:
    limits = Limits()
    server = Server(Door(limits, None), limits)
    bound = socket.create_server(("127.0.0.1", 0))
    server.start([bound])
    with knocking(bound.getsockname()[1]) as unclosed:
        server.stop()
        del server
    assert unclosed == []
