"""Who is offered a case next, and who is there to take one."""
