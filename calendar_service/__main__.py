"""`python -m calendar_service`: the command, from a checkout or where it is installed."""

from calendar_service.cli import main

if __name__ == "__main__":  # workers are begun with this module as well, and are told what to do
    main()
