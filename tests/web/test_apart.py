"""Pages that are made once for all never take the place of another one, however an address is spelt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of

TAGS = [EVENT | {"id": tag, "title": f"Night of {tag}", "tags": [tag]} for tag in ("hiphop", "hip hop")]


@pytest.fixture
def client(small_house: House) -> Any:
    assert not small_house.load(file_of(events=[EVENT, *TAGS], releases=[RELEASE])).failed
    return client_of(small_house)


@pytest.mark.parametrize("odd", ["%09", "%0A", "%0D", "%3F", "%23", "%5C"])
def test_what_an_address_hides_is_no_page_of_another(client: Any, odd: str) -> None:
    assert "Night of hip hop" in client.get(f"/tags/hip{odd}hop").text
    plain = client.get("/tags/hiphop").text
    assert "Night of hiphop" in plain
    assert "Night of hip hop" not in plain
    assert client.get("/sitemaps/site-1.xml").status_code == 200
    assert client.get(f"/sitemaps/si{odd}te-1.xml").status_code == 404


def test_a_wish_in_several_lines_is_one_wish(client: Any) -> None:
    both = [("accept-language", "fr"), ("accept-language", "de")]
    for _ in range(2):  # the second time from memory
        assert '<html lang="de"' in client.get("/", headers=both).text
        assert '<html lang="de"' in client.get("/", headers={"accept-language": "de"}).text
        assert '<html lang="en"' in client.get("/", headers={"accept-language": "fr"}).text


@pytest.mark.parametrize("path", ["/tags/-hip-hop", "/tags/%20", "/tags/%00", "/cities/-new-york-us", "/cities/-"])
def test_what_names_no_tag_and_no_city_has_no_page(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/?tag=%00", "/?tag=-%00", "/tags?q=%00", "/artists?q=%00", "/calendar.ics?tag=%00"])
def test_no_nul_reaches_a_database(house: House, path: str) -> None:
    assert client_of(house).get(path).status_code in (200, 400)
