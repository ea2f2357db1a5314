"""What an escalation is, how it moves, who gets it, when it is due and what is to be said."""
