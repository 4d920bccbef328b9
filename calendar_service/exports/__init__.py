"""Exports: all that a site publishes as a load file, with what subscribers hold it by; and such a file taken up."""
