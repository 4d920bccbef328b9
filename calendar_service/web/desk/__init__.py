"""The desk: where people sign in, and see more than others do."""
