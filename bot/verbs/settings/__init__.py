"""What the policy says."""
