"""The commands of `calendar-service`, a module for each noun or task; `cli` holds their table of contents."""
