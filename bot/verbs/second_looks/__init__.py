"""Second looks: given, put off, passed on, and what is made of one that differs."""
