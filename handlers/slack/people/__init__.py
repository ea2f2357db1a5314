"""Who is there, and who is who."""
