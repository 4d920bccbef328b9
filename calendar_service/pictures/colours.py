"""The colours of a picture in sRGB, whatever it was stored in: palettes, greys, inks, more bits, other profiles."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

_PAPER: Final = (255, 255, 255)
# The colour space of a profile as ICC.1 names it, by the mode of the pixels that it can describe.
_SPACES: Final = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}


def unpacked(image: Image.Image) -> Image.Image:
    """The picture with eight bits for each colour, so that pixels can be mixed: grey, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Greys of 16 bits: Pillow's own conversion cuts off what is above 255.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in _SPACES else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An unpacked picture as RGB in sRGB, on white where it was transparent. A profile (ICC) that can't be read counts
    for nothing, as in browsers."""
    plain = image.convert("RGB") if image.mode == "RGBA" else image
    colours = _translated(plain, profile) or plain.convert("RGB")
    if image.mode != "RGBA":
        return colours
    paper = Image.new("RGB", colours.size, _PAPER)
    paper.paste(colours, mask=image.getchannel("A"))
    return paper


def _translated(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if not profile:
        return None
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        if found.profile.xcolor_space.strip() != _SPACES[image.mode]:
            return None
        return ImageCms.profileToProfile(image, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
