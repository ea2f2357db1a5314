"""The program: settings, wiring, processes, the wall clock, the command line."""
