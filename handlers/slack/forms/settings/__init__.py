"""The settings: one modal that is turned from page to page."""
