"""What somebody sees. Read only."""
