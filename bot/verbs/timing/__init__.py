"""What moves a case's clocks."""
