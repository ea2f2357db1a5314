"""`python -m bot`: the command line."""

from bot.app.cli import app

if __name__ == "__main__":
    app()
