"""What can go wrong, each as one sentence for the person who asked; the edge shows it, nothing else is needed."""

from __future__ import annotations


class ServiceError(Exception):
    """The root: its text is one clear sentence."""


class DatabaseError(ServiceError):
    """The database's address, its version or its answer is not what it must be."""


class SettingsError(ServiceError):
    """Settings that make no sense."""
