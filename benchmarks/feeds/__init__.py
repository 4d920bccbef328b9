"""The parts of `./run bench feed`: servers, clients, what is measured of them, and the tables."""
