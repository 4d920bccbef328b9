"""The ways to narrow a listing: chips that go, facets that tell how many are left, and links that do what they say."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from calendar_service.intake.asking import understood
from calendar_service.publishing.plans import page_path
from calendar_service.store.facets import Facets, Value
from calendar_service.web import listing
from calendar_service.web.filters import Filters, filters
from calendar_service.web.leaf import Leaf, address_of, leaf_of
from calendar_service.web.paged import Scene
from calendar_service.web.paper import Reader, environment
from feeds.tongue import ENGLISH
from tests.cast import SITE, House
from tests.store import programme

BERLIN: Final = ("city", "berlin-de")
TITLES: Final = {BERLIN: "Berlin", ("artist", "a-b"): 'A <b> & "B"'}
FOUND: Final = Facets(
    {
        "kind": (Value("concert", "concert", 501), Value("club_night", "club_night", 500)),
        "city": (Value("berlin-de", "Berlin", 12), Value("koln-de", "Köln", 3)),
        "country": (Value("DE", "DE", 15),),
        "format": (Value("vinyl", "vinyl", 2), Value("cd", "cd", 1)),
    },
    1_000,
    more=False,
)


def shown(query: str, found: Facets = FOUND) -> Filters:
    return filters(ENGLISH, understood(parse_qsl(query)).selection, TITLES, found)


def html(query: str, found: Facets = FOUND, *, asked: bool = False) -> str:
    template = environment().from_string('{% import "filters.html" as all %}{{ all.filters(shown, t, to, plain) }}')
    to = Reader(ENGLISH, asked).to
    return template.render(shown=shown(query, found), t=ENGLISH, to=to, plain=to("/") != "/")


@pytest.mark.parametrize(
    "query",
    ["q=w+x", "city=berlin-de&kind=concert", "city=-berlin-de", "near=52.52,13.4&within=25&kind=talk",
     "from=2026-12-01&to=2026-12-07", "past=all", "cancelled=hide&tag=techno&tag=-metal",
     "territory=DE&status=cancelled"],
)  # fmt: skip
def test_each_chip_takes_away_what_it_names_and_nothing_else(query: str) -> None:
    selection = understood(parse_qsl(query)).selection
    found = shown(query)
    every = set(selection.pairs())
    left = [set(_pairs_of(chip.href)) for chip in found.chips]
    taken = [every - pairs for pairs in left]
    assert all(pairs < every for pairs in left)
    assert set().union(*taken) == every
    assert sum(len(pairs) for pairs in taken) == len(every)


def test_what_a_page_is_of_is_its_title_and_no_chip() -> None:
    assert shown("city=berlin-de").chips == ()
    assert [chip.href for chip in shown("city=berlin-de&from=2026-12-01").chips] == ["/cities/berlin-de"]


def _pairs_of(path: str) -> list[tuple[str, str]]:
    """The parameters of a page, which a noun's own address says in its path."""
    base, _, query = path.partition("?")
    noun = re.fullmatch(r"/(cities|artists|venues|organizers|series|tags)/(.+)", base)
    names = {"cities": "city", "artists": "artist", "venues": "venue", "organizers": "organizer", "tags": "tag"}
    own = [(names.get(noun[1], noun[1]), noun[2])] if noun else []
    return understood(parse_qsl(query), own[0] if own else None).selection.pairs()


def test_an_option_adds_itself_and_a_chosen_one_takes_itself_away() -> None:
    groups = {group.heading: group.options for group in shown("kind=concert").groups}
    concert, night = groups["Kind"]
    assert (concert.chosen, concert.href) == (True, "/")
    assert (night.chosen, set(_pairs_of(night.href))) == (False, {("kind", "concert"), ("kind", "club_night")})
    berlin = groups["City"][0]
    assert (berlin.name, set(_pairs_of(berlin.href))) == ("Berlin", {("kind", "concert"), BERLIN})


@pytest.mark.parametrize(("wide", "path"), [("event", "/?kind=event"), ("release", "/releases")])
def test_a_kind_takes_the_place_of_the_one_that_holds_it(wide: str, path: str) -> None:
    values = (Value(wide, wide, 9), Value("concert", "concert", 5), Value("music", "music", 4))
    [kinds] = shown(f"kind={wide}", Facets({"kind": values}, 9, more=False)).groups
    inside = {"event": "concert", "release": "music"}[wide]
    assert page_path(understood([("kind", wide)]).selection) == path
    assert [(option.href, option.chosen) for option in kinds.options] == [("/", True), (f"/?kind={inside}", False)]


def test_a_chosen_value_that_nothing_has_keeps_its_name_and_can_be_taken_away() -> None:
    found = Facets({"city": (Value("koln-de", "Köln", 3), Value("berlin-de", "berlin-de", 0))}, 3, more=False)
    [_, berlin] = shown("city=berlin-de", found).groups[0].options
    assert (berlin.name, berlin.count, berlin.href, berlin.chosen) == ("Berlin", "0", "/", True)
    many = Facets(found.values, 1_000, more=True)
    assert shown("city=berlin-de", many).groups[0].options[1].count == ""
    assert html("city=berlin-de", many).count('class="count"') == 1


def test_links_stay_in_the_view_of_the_page() -> None:
    leaf = Leaf("month", date(2026, 12, 1))
    selection = understood(parse_qsl("kind=concert&near=1,2&within=5&cancelled=hide&past=all")).selection
    found = filters(ENGLISH, selection, TITLES, FOUND, lambda one: address_of(one, leaf))
    links = [chip.href for chip in found.chips] + [option.href for group in found.groups for option in group.options]
    for link in (*links, found.near):
        assert leaf_of(parse_qsl(link.partition("?")[2]))[0] == leaf, link


def test_a_listing_marks_what_is_chosen_and_keeps_its_view(house: House) -> None:
    programme.fill(house)
    asked, leaf = understood(parse_qsl("city=suva-fj&kind=release")), Leaf("month", date(2026, 12, 1))
    scene = Scene(SITE, ENGLISH, house.clock.now.date())
    with house.database.reading() as session:
        found = listing.shown(session, scene, asked, leaf)["filters"]
    chosen = [(option.name, option.href) for group in found.groups for option in group.options if option.chosen]
    assert chosen == [
        ("Releases", "/cities/suva-fj?view=month&month=2026-12"),
        ("Suva", "/releases?view=month&month=2026-12"),
    ]


def test_links_are_canonical_so_that_one_selection_has_one_address() -> None:
    one, other = shown("kind=concert&tag=techno"), shown("tag=techno&kind=concert")
    assert one == other
    for group in one.groups:
        for option in group.options:
            assert option.href == page_path(understood(_pairs_of(option.href)).selection)


def test_counts_are_told_up_to_five_hundred() -> None:
    [kinds] = [group for group in shown("").groups if group.heading == "Kind"]
    assert [(option.name, option.count) for option in kinds.options] == [("Concert", "500+"), ("Club night", "500")]


def test_where_not_all_were_counted_each_count_is_the_least() -> None:
    many = Facets(FOUND.values, 1_000, more=True)
    counts = [option.count for group in shown("", many).groups for option in group.options]
    assert counts == ["500+", "500+", "12+", "3+", "2+", "1+"]


def test_what_all_have_in_common_is_no_choice_unless_it_was_chosen() -> None:
    assert "Country" not in {group.heading for group in shown("").groups}
    assert "Country" in {group.heading for group in shown("country=DE").groups}


def test_a_search_keeps_what_is_chosen_and_says_what_was_searched() -> None:
    page = html("q=axis&city=berlin-de&cancelled=hide&from=2026-12-01")
    hidden = set(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden == {BERLIN, ("cancelled", "hide"), ("from", "2026-12-01")}
    assert 'name="q" value="axis"' in page
    assert ("lang", "en") in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html("", asked=True))


def test_a_chip_has_a_name_for_those_who_do_not_see_its_cross() -> None:
    page = html("city=berlin-de&kind=concert")
    assert 'aria-label="Take away: Berlin"' in page
    assert '<span aria-hidden="true">×</span>' in page


def test_names_stay_text() -> None:
    page = html("artist=a-b&kind=concert")
    assert "<b>" not in page
    assert 'Take away: A <b> & "B"' in unescape(page)


def test_chosen_options_are_marked_for_screen_readers_too() -> None:
    links = re.findall(r"<a [^>]*>", html("kind=concert").partition("<details")[2])
    assert len([link for link in links if 'aria-current="true"' in link]) == 1
    assert all('rel="nofollow"' in link for link in links)


def test_the_button_for_the_position_is_hidden_until_there_is_a_script() -> None:
    [button] = re.findall(r"<button [^>]*data-near[^>]*>", html("city=berlin-de"))
    assert 'type="button"' in button
    assert " hidden" in button
    [near] = [unescape(value) for value in re.findall(r'data-near="([^"]*)"', button)]
    assert set(understood(parse_qsl(f"{near.partition('?')[2]}1,2")).selection.pairs()) == {
        ("near", "1,2"),
        ("within", "25"),
    }  # near is near: what was chosen of cities and venues would leave nothing


def test_a_position_takes_the_place_of_the_last_one() -> None:
    near: Any = shown("near=1,2&within=5&kind=talk").near
    assert "within=5" not in near.replace("within=25", "")
    assert near.count("near=") == 1
    assert "kind=talk" in near


def test_nothing_to_choose_shows_the_search_alone() -> None:
    page = html("", Facets({}, 0, more=False))
    assert "<details" not in page
    assert 'class="chips"' not in page
    assert 'role="search"' in page
