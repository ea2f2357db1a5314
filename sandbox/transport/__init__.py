"""Between the workspace and the app: the HTTP server, sockets, deliveries and their payloads."""
