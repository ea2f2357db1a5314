"""What knows this very bot: the process it runs in, and a case of its played through."""
