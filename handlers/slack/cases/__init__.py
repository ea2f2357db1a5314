"""What people do to cases, a file a verb."""
