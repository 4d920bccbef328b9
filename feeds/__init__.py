"""A pure library of calendar feeds: facts in, bytes out.

Nothing here asks for the time, draws random numbers or touches a disk, a network, a framework or a database.
"""
