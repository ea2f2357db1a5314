"""Everything that arrives and how it is answered: the only folder that knows Slack."""
