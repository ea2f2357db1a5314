"""`python -m sandbox`: a local workspace with the bot in it, in a browser or played through."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from sandbox.bot.example_case import play_example_case
from sandbox.bot.example_week import ExampleWeek
from sandbox.bot.process import BotProcess
from sandbox.local_slack import Sandbox
from sandbox.workspace.clock import working_day
from sandbox.workspace.starting_messages import write_starting_messages
from sandbox.workspace.waiting import NotSeen

DEFAULT_PORT = 8484
FOLDER = Path("var/sandbox")
AFTERWARDS = 1.5  # the bot posts one message a second and channel: let it finish


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=_port, help=f"default {DEFAULT_PORT}, or the next free one")
    parser.add_argument("--play", action="store_true", help="play one escalation first")
    parser.add_argument("--once", action="store_true", help="play one, print it and exit")
    parser.add_argument("--seed", choices=("week",), help="play a week of cases first")
    parser.add_argument("--zone", default="Europe/Copenhagen", help="time zone of the transcript")
    options = parser.parse_args(arguments)
    slack = _started(options.port)
    if slack is None:
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    bot = BotProcess(slack, FOLDER)
    week = ExampleWeek(slack)
    slack.page.acts.bot = bot
    slack.page.acts.seed = week.play
    try:
        return _run(slack, bot, week, options)
    except KeyboardInterrupt:
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # one is enough: let the bot finish
        bot.stop()
        slack.stop()


def _port(given: str) -> int:
    if not given.isascii() or not given.isdigit() or not 0 < int(given[:6]) < 65_536:
        raise argparse.ArgumentTypeError(f"{given!r} is none: 1 to 65535")
    return int(given)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(slack: Sandbox, bot: BotProcess, week: ExampleWeek, options: argparse.Namespace) -> int:
    plays = options.once or options.play
    if not plays:
        write_starting_messages(slack.core)
    try:
        bot.start()
        if plays:
            play_example_case(slack, _say)
            slack.core.workspace.wait(lambda: None, AFTERWARDS)
        if options.seed:
            _say("A week of cases is played first; it takes about half a minute.")
            week.play(_say)
    except (NotSeen, LookupError) as failure:
        _say(f"\nIt failed: {failure}\n\n{slack.transcript(options.zone)}\n{_words_of(bot)}")
        return 1
    if plays:
        _say(f"\n{slack.transcript(options.zone)}")
    if options.once:
        return 0
    _say(f"\n  The workspace:  {slack.url}/\n")
    if slack.clock.ahead:
        _say("Nobody is in at this hour, so its calendar starts on the next working day.")
    _say(f"As text:    {slack.url}/sandbox/transcript\nWeb API:    {slack.api_url}")
    _say(f"Database:   {bot.database}\nBot's log:  {bot.log}")
    _say("Ctrl-C stops it.")
    while True:  # the bot may be killed and started again from the page
        threading.Event().wait(60)


def _words_of(bot: BotProcess) -> str:
    return f"The bot's last words:\n{bot.last_words()}" if bot.log.exists() else ""


def _started(port: int | None) -> Sandbox | None:
    """The workspace, listening; None when the port asked for is taken."""
    clock = working_day()
    slack = Sandbox(port=DEFAULT_PORT if port is None else port, clock=clock)
    try:
        slack.start()
        return slack
    except OSError:
        taken = DEFAULT_PORT if port is None else port
    free = _next_free(taken)
    if port is not None:
        _say(f"Port {taken} is taken; {free.port} is free: --port {free.port}")
        free.stop()
        return None
    _say(f"Port {taken} is taken, using {free.port}.")
    return free


def _next_free(taken: int) -> Sandbox:
    for port in [*range(taken + 1, min(taken + 50, 65_536)), 0]:
        slack = Sandbox(port=port, clock=working_day())
        try:
            slack.start()
        except OSError:
            continue
        return slack
    raise NotSeen("No free port.")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
