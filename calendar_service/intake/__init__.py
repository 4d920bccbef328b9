"""Intake: what people and programs send becomes facts, or all its problems at once. No database, no clock."""
