"""The command line: `escalations …`, a module for each group of commands.

Each command imports what it needs when it is called: Slack, the database and the scheduler take
a second to import, and most commands need none or one of them.
"""

import typer

from bot.app.cli import (
    db,
    doctor,
    importing,
    policy,
    register,
    report,
    report_figures,
    running,
    templates,
)

app = typer.Typer(
    help="Escalations: raised in Slack, claimed, decided, communicated, and kept.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
running.add_to(app)
doctor.add_to(app)
app.add_typer(db.app, name="db")
app.add_typer(policy.app, name="policy")
report_figures.add_to(report.app)
app.add_typer(report.app, name="report")
app.add_typer(register.app, name="register")
app.add_typer(templates.app, name="templates")
app.add_typer(importing.app, name="import")
