"""Messages to impacted parties, drafted from the record in their language."""

from bot.templates.draft import Draft, Record, Templates
from bot.templates.reading import TemplateProblem, built_in, load, problems_of

__all__ = ["Draft", "Record", "TemplateProblem", "Templates", "built_in", "load", "problems_of"]
