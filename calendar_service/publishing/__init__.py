"""Publishing: what is stored becomes bodies with their validators, ready to be answered."""
