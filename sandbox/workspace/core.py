"""The parts of the workspace that the Web API, the deliveries and the people share."""

from dataclasses import dataclass

from sandbox.workspace.clock import SystemClock, TwoClocks, span
from sandbox.workspace.files import Files
from sandbox.workspace.manifest import Manifest
from sandbox.workspace.open_views import TRIGGER_LIFE, OpenViews
from sandbox.workspace.rates import Rates
from sandbox.workspace.records import Records
from sandbox.workspace.response_urls import ResponseUrls
from sandbox.workspace.state import Workspace

BOT_TOKEN = "xoxb-sandbox-bot"
APP_TOKEN = "xapp-sandbox-app"
SIGNING_SECRET = "sandbox-signing-secret"


@dataclass(frozen=True)
class Core:
    """One workspace with one installed app."""

    manifest: Manifest
    clock: TwoClocks
    workspace: Workspace
    views: OpenViews
    response_urls: ResponseUrls
    records: Records
    rates: Rates
    files: Files

    @classmethod
    def new(
        cls,
        manifest: Manifest | None = None,
        clock: TwoClocks | None = None,
        trigger_life: float = TRIGGER_LIFE,
    ) -> "Core":
        clock = clock or SystemClock()
        workspace = Workspace(clock)
        return cls(
            manifest or Manifest.read(),
            clock,
            workspace,
            OpenViews(workspace, trigger_life),
            ResponseUrls(workspace),
            Records(workspace.tell),
            Rates(clock),
            Files(),
        )

    def move(self, seconds: float) -> None:
        """Move the calendar forward; whoever runs on it is told."""
        self.clock.forward(seconds)
        self.workspace.tell("clock", "", f"moved {span(seconds)} forward")
