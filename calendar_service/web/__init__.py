"""The web: routes, handlers, pages."""
