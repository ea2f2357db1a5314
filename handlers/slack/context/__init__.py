"""What listeners work with."""
