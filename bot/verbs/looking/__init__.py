"""What somebody looks at, and what of it they chose to see."""
