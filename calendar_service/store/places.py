"""Venues near a point: a box on the index of positions, and the great-circle distance within it."""

from __future__ import annotations

import math
from typing import Final

from sqlalchemy import ColumnElement, Float, Select, and_, func, or_, select

from calendar_service import models
from calendar_service.intake.selection import Near

EARTH_KM: Final = 6371.0088
"""The mean radius (IUGG)."""
KM_PER_DEGREE: Final = 2 * math.pi * EARTH_KM / 360


def near(place: Near) -> Select[int]:
    """The numbers of the venues at most that far away."""
    columns = models.Venue.__table__.c
    latitude, longitude = columns.latitude, columns.longitude
    # A kilometre more, so that rounding never cuts off what the distance would let in.
    high = (place.within + 1) / KM_PER_DEGREE
    box: list[ColumnElement[bool]] = [latitude.between(place.latitude - high, place.latitude + high)]
    wide = _wide(place.latitude, high)
    if wide < 180:
        box.append(_between(longitude, place.longitude - wide, place.longitude + wide))
    distance = distance_km(place, latitude, longitude)
    return select(models.Venue.id).where(*box, distance <= place.within)


def distance_km(place: Near, latitude: ColumnElement[float], longitude: ColumnElement[float]) -> ColumnElement[float]:
    """The great-circle distance in kilometres, by the haversine formula, which is exact also for small ones.

    SQLite learns the functions that it may lack at each connection (`store.database`).
    """
    north = func.radians(latitude - place.latitude, type_=Float) / 2
    east = func.radians(longitude - place.longitude, type_=Float) / 2
    across = math.cos(math.radians(place.latitude)) * func.cos(func.radians(latitude, type_=Float), type_=Float)
    square = func.sin(north, type_=Float) * func.sin(north, type_=Float)
    square += across * func.sin(east, type_=Float) * func.sin(east, type_=Float)
    return 2 * EARTH_KM * func.asin(func.sqrt(square, type_=Float), type_=Float)


def _wide(latitude: float, high: float) -> float:
    """Degrees of longitude that a circle of `high` degrees reaches to either side; 180 where it holds a pole."""
    if abs(latitude) + high >= 90:
        return 180
    return math.degrees(math.asin(math.sin(math.radians(high)) / math.cos(math.radians(latitude))))


def _between(column: ColumnElement[float], west: float, east: float) -> ColumnElement[bool]:
    # The box may reach across the 180th meridian.
    if west < -180:
        return or_(column >= west + 360, column <= east)
    if east > 180:
        return or_(column >= west, column <= east - 360)
    return and_(column >= west, column <= east)
