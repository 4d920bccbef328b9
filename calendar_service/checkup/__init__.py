"""The check-up: whether settings, database and feeds are as they must be, a line for each thing looked at."""
