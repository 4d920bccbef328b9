"""Pictures: those that people give, made safe and small, and those that are drawn."""
