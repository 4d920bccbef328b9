"""Measured comparisons, started by hand: `./run bench NAME`. Never a timed test."""
