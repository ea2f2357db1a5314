"""People at their screens, as a story or the page holds them: acting, seeing, filling forms."""
