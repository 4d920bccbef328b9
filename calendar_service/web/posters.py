"""Posters and covers as pages show them: an address for each size, and dimensions, so that nothing jumps."""

from __future__ import annotations

from dataclasses import dataclass

from calendar_service.addresses import image_path
from calendar_service.pictures.shrinking import widths
from calendar_service.publishing.site import Site
from calendar_service.web.heads import Picture
from feeds.facts import Image


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture of a page: its largest address, those of all sizes, its size in pixels, and what it shows."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str


def poster(image: Image | None) -> Poster | None:
    """The picture of an entry, if it has one."""
    if image is None:
        return None
    srcset = ", ".join(f"{image_path(image.digest, width)} {width}w" for width in widths(image.width))
    return Poster(image_path(image.digest, image.width), srcset, image.width, image.height, image.alt)


def picture(site: Site, image: Image | None) -> Picture | None:
    """The same for those who show links to the page."""
    if image is None:
        return None
    url = site.addresses.to(image_path(image.digest, image.width))
    return Picture(url, image.width, image.height, image.alt)


def urls(site: Site, image: Image | None) -> list[str]:
    """Its absolute addresses, the largest first."""
    if image is None:
        return []
    return [site.addresses.to(image_path(image.digest, width)) for width in reversed(widths(image.width))]
