"""What verbs share: approaching a case, its clocks, offering it, reminding people of it."""
