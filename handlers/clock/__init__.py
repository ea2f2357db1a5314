"""The clock's ticks."""
