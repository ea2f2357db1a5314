"""What if: the rules over what really came in, under a policy that isn't in force."""
