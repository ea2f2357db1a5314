"""What people do. A file a verb; each is one transaction."""
