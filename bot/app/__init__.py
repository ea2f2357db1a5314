"""What runs: the database opened, and the command line."""
