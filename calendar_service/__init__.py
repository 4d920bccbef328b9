"""The application around the pure library `feeds`: store, pages, feeds over HTTP, and commands."""
