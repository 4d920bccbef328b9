"""Storage on SQLite and PostgreSQL: rows to facts, facts to rows, the log of changes, and rendered entries."""
