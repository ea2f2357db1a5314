"""What happens when a timer is due."""
