"""The settings, and what managers mend."""
