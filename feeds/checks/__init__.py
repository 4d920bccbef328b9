"""Checks of feeds, also of other people's making: a judge that shares no code with the writers."""
