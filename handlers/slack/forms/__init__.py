"""A modal a file: build it, read it back into a typed request; its ids are private to the file."""
