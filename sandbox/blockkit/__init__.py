"""Block Kit: which blocks and elements there are, what they must look like, and reading them."""
