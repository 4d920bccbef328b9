"""`python -m calendar_service`: the command, from a checkout or where it is installed."""

from calendar_service.cli import main

main()
