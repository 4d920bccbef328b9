"""The JSON API: every noun, read and written, for programs of promoters and for whoever keeps a copy."""
