"""Steps of a walk: what is chosen under Filter, and how the keyboard alone gets there."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Locator, Page

PRESSES: Final = 150
"""Times that Tab is pressed at most on the way to something."""
IN_SIGHT: Final = """it => {
  const box = it.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && getComputedStyle(it).outlineStyle !== "none";
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus, which is to be seen."""
    wanted.wait_for()
    for _ in range(PRESSES):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            assert wanted.evaluate(IN_SIGHT), f"The focus on {wanted} is not to be seen."
            return
    pytest.fail(f"Tab does not lead to {wanted}.")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go there by Tab, and press a key."""
    tab_to(page, wanted)
    page.keyboard.press(key)


def choice(page: Page, name: str) -> Locator:
    """The link under Filter with this name, whatever its count; other names may contain it."""
    return page.locator(".facet a").filter(has=page.locator("bdi").get_by_text(name, exact=True))
