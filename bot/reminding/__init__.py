"""What is due and what somebody is reminded of, when."""
