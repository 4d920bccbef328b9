"""Folding: at most 75 octets a line, nothing lost, and no visible character or escape cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.writers.lines import LIMIT, fold, line, text
from tests.strategies import HOSTILE


@given(HOSTILE.map(lambda raw: text(raw.encode("utf-8", "ignore").decode().replace("\r", "")) * 3))
def test_unfolding_gives_the_line_back_and_no_row_is_too_long(content: str) -> None:
    folded = fold(content)
    assert folded.endswith(b"\r\n")
    assert folded[:-2].replace(b"\r\n ", b"").decode() == content
    rows = folded[:-2].split(b"\r\n")
    assert max(len(row) for row in rows) <= LIMIT
    assert all(row != b" " for row in rows)
    for row in rows:
        row.decode()


@pytest.mark.parametrize(
    "cluster", ["👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "🇩🇪", "👍🏽", "e\u0301", "\\n", "\\\\", "^n", "कि"]
)
@given(st.integers(0, LIMIT), st.integers(1, 4))
def test_no_cluster_and_no_escape_is_cut(cluster: str, before: int, times: int) -> None:
    content = "x" * before + cluster * times + "y" * LIMIT
    rows = fold(content)[:-2].decode().split("\r\n ")
    assert sum(row.count(cluster) for row in rows) == times


def test_what_just_fits_is_not_folded() -> None:
    assert fold("x" * LIMIT) == b"x" * LIMIT + b"\r\n"
    assert fold("x" * (LIMIT + 1)) == b"x" * LIMIT + b"\r\n x\r\n"
    assert fold("x" * (2 * LIMIT - 1)) == b"x" * LIMIT + b"\r\n " + b"x" * (LIMIT - 1) + b"\r\n"


def test_a_cluster_longer_than_a_line_is_cut_between_characters() -> None:
    content = "e" + "\u0301" * 100
    assert fold(content)[:-2].replace(b"\r\n ", b"").decode() == content


def test_parameters_are_quoted_and_encoded() -> None:
    assert line("X", "v", LABEL='a "b"; c,d') == "X;LABEL=\"a ^'b^'; c,d\":v"
    assert line("DTSTART", "20270305", VALUE="DATE") == "DTSTART;VALUE=DATE:20270305"


def test_a_backslash_before_a_capital_n_is_no_line_break() -> None:
    assert text("C:\\New; a,b\nc") == "C:\\\\New\\; a\\,b\\nc"
