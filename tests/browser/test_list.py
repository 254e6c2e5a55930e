"""The list of documents in a real browser: the search box, the filters and the address are one state."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.following import follow

RESULT = "[data-result-count]"


def chosen(page: Page) -> dict[str, list[str]]:
    """What the address asks for, but for sorting and pages."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(page.url).query):
        if name not in ("sort", "page"):
            found.setdefault(name, []).append(value)
    return found


def asked(page: Page) -> dict[str, list[str]]:
    """What the search box would ask for if it were sent now."""
    found: dict[str, list[str]] = {}
    for name, value in page.evaluate("[...new FormData(document.querySelector('[role=search]'))]"):
        if value:
            found.setdefault(name, []).append(value)
    return found


def in_place(page: Page, change: Locator) -> None:
    """Click what changes the list in place, and wait until it has."""
    page.evaluate("window.untouched = true")
    before = page.url
    change.click()
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("[data-in-place]")).not_to_have_attribute("aria-busy", "true")
    assert page.evaluate("window.untouched")


def search(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    follow(page.get_by_role("button", name="Search", exact=True))


def test_a_filter_chosen_in_place_is_kept_by_the_next_search(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    page.locator("#f-kind-treaty").press("Space")  # a value looks like a box to tick
    page.wait_for_url("**kind=treaty**")
    search(page, "friendship")
    assert chosen(page) == {"q": ["friendship"], "kind": ["treaty"]}


def test_a_filter_dropped_in_place_does_not_return_with_the_next_search(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/?kind=treaty&level=interstate")
    in_place(page, page.get_by_role("link", name="Remove: Kind of document: Treaty"))
    search(page, "libraries")
    assert chosen(page) == {"q": ["libraries"], "level": ["interstate"]}


def test_clear_all_clears_the_box_as_well(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/?q=museums&kind=memorandum")
    in_place(page, page.get_by_role("link", name="Clear all"))
    expect(page.locator("#q")).to_have_value("")
    assert asked(page) == chosen(page) == {}
    assert page.url.endswith("/en/agreements/")


def test_box_and_list_stay_one_state_on_any_way_through_the_list(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/?q=culture")
    changes = (
        "#f-kind-memorandum",
        "#f-kind-agreement",
        "#year-2018",
        ".chip:has-text('Memorandum')",
        "a:has-text('Show clauses')",
        ".chip--all",
        "#f-level-municipal",
    )
    states = [chosen(page)]
    page.locator("#facet-level").evaluate("facet => { facet.open = true }")
    for change in changes:
        in_place(page, page.locator(change).first)
        assert asked(page) == chosen(page) != states[-1]
        states.append(chosen(page))
    for way, expected in (
        *(("back", state) for state in states[-2::-1]),
        *(("forward", state) for state in states[1:]),
    ):
        count = page.locator(RESULT).inner_text()
        page.evaluate(f"history.{way}()")
        expect(page.locator(RESULT)).not_to_have_text(count)
        assert asked(page) == chosen(page) == expected


def test_words_that_are_being_typed_are_not_taken_away_by_a_late_answer(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    late: list[Route] = []
    page.route("**/agreements/?kind=treaty", lambda route: late.append(route))
    with page.expect_request("**/agreements/?kind=treaty"):
        page.locator("#f-kind-treaty").click()
    page.locator("#q").fill("libraries")
    late[0].continue_()
    expect(page.get_by_role("link", name="Remove: Kind of document: Treaty")).to_be_visible()
    expect(page.locator("#q")).to_have_value("libraries")
    assert asked(page) == {"q": ["libraries"], "kind": ["treaty"]}


def test_search_keeps_the_filters_without_javascript(browser: Browser, reading_room: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{reading_room}/en/agreements/?q=culture")
    page.locator("#facets > summary").click()
    page.locator("#f-kind-memorandum").click()
    page.locator("#q").fill("museum")
    follow(page.get_by_role("button", name="Search", exact=True))
    assert chosen(page) == {"q": ["museum"], "kind": ["memorandum"]}
    follow(page.get_by_role("link", name="Clear all"))
    expect(page.locator("#q")).to_have_value("")
    context.close()


def test_the_focus_stays_on_the_bar_that_was_chosen(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    foot = """bar => { const box = bar.querySelector(".hit").getBoundingClientRect();
        return bar.contains(document.elementFromPoint(box.x + box.width / 2, box.bottom - 4)); }"""
    assert page.locator("#year-2015").evaluate(foot), "where the year is written, the link is still pressed"
    page.locator("#year-2017").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#year-2017")).to_have_attribute("aria-current", "true")
    expect(page.locator("#year-2017")).to_be_focused()


def test_the_focus_goes_to_the_result_where_what_was_chosen_is_gone(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/?kind=treaty")
    page.get_by_role("link", name="Remove: Kind of document: Treaty").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#result-heading")).to_be_focused()


def test_the_skip_link_does_not_ask_for_the_list_again(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if request.resource_type == "fetch" else None)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.wait_for_load_state("networkidle")
    assert again == []
    expect(page.locator("#main")).to_be_focused()


def test_what_is_chosen_is_told_apart_where_the_reader_forces_the_colours(page: Page, reading_room: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{reading_room}/en/agreements/?year_from=2013&year_to=2015")

    def colours(selector: str, name: str) -> set[str]:
        style = f"elements => elements.map(element => getComputedStyle(element)['{name}'])"
        return set(page.eval_on_selector_all(selector, style))

    for chosen, others, name in (
        (".histogram .bar--on", ".histogram .bar--off", "fill"),
        (".places a[aria-current]", ".places a:not([aria-current])", "borderBottomColor"),
        (".tongues a[aria-current]", ".tongues a:not([aria-current])", "outlineStyle"),
    ):
        assert len(colours(chosen, name)) == len(colours(others, name)) == 1
        assert colours(chosen, name) != colours(others, name)


# Pages


@pytest.mark.parametrize("width", [360, 1280])
def test_the_next_page_is_read_from_its_beginning(page: Page, reading_room: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{reading_room}/en/agreements/?q=culture")
    (pages,) = re.findall(r"Page 1 of (\d+)", page.locator(".pages").inner_text())
    first = page.locator(".card__title").first.inner_text()
    in_place(page, page.locator(".pages a[rel~=next]"))
    expect(page.locator(".card__title").first).not_to_have_text(first)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    top = heading.evaluate("heading => heading.getBoundingClientRect().top")
    assert 0 <= top <= 100
    expect(heading).to_contain_text(f"Page 2 of {pages}")
    assert f"Page 2 of {pages}" in page.title()
    expect(page.locator("[data-announce]")).to_contain_text(f"Page 2 of {pages}")
    in_place(page, page.locator(".pages a[rel~=prev]"))
    expect(heading).not_to_contain_text("Page")
    assert "Page" not in page.title()


# Finding a value of a long facet


def narrowed(page: Page, words: str) -> list[str]:
    """The values of the facet of parties that show when ``words`` are typed."""
    page.locator("#narrow-party").fill(words)
    return [text.strip() for text in page.locator("#facet-party .facet__label:visible").all_inner_texts()]


def labels(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#facet-party .facet__label").all_text_contents()]


@pytest.mark.parametrize("words", ["Yakutia", "hermitage", "  KAZAN ", "museum state", "a"])
def test_every_value_of_a_facet_is_found_also_those_that_are_not_listed_at_first(
    page: Page, reading_room: str, words: str
) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    everything = labels(page)
    assert len(everything) > 100
    expected = [label for label in everything if all(word in label.lower() for word in words.lower().split())]
    assert expected
    assert narrowed(page, words) == expected
    expect(page.locator("[data-announce]")).to_have_text(f"Found in the list: {len(expected)}")
    expect(page.locator("#facet-party [data-narrow-nothing]")).to_be_hidden()


@pytest.mark.parametrize("words", ["Гумилева", "гумилёва", "ГУМИЛЁВА", "Гуми\u0301лева"])
def test_a_value_is_found_with_or_without_its_marks(page: Page, reading_room: str, words: str) -> None:
    page.goto(f"{reading_room}/ru/agreements/")
    (found,) = narrowed(page, words)
    assert "Гумилёва" in found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nothing in the list matches."),
        ("ru", "В списке такого нет."),
        ("kk", "Тізімде ондай ештеңе жоқ."),
    ],
)
def test_where_nothing_is_found_in_the_list_the_reader_is_told(
    page: Page, reading_room: str, language: str, said: str
) -> None:
    page.goto(f"{reading_room}/{language}/agreements/")
    assert narrowed(page, "zyxnothing") == []
    expect(page.locator("#facet-party").get_by_text(said)).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text(said)


@pytest.mark.parametrize("opened", [False, True])
def test_clearing_the_words_brings_the_list_back_as_it_was(page: Page, reading_room: str, opened: bool) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    page.locator("#facet-party-all").evaluate("(rest, open) => { rest.open = open }", opened)
    before = page.locator("#facet-party .facet__label:visible").all_inner_texts()
    assert narrowed(page, "Yakutia")
    assert narrowed(page, "zyxnothing") == []
    narrowed(page, "")
    assert page.locator("#facet-party .facet__label:visible").all_inner_texts() == before
    assert page.locator("#facet-party-all").evaluate("rest => rest.open") == opened
    expect(page.locator("#facet-party [data-narrow-nothing]")).to_be_hidden()


def test_a_value_that_was_found_is_chosen_and_the_words_stay_for_the_next(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    found = narrowed(page, "Yakutia")
    assert len(found) == 2
    in_place(page, page.locator("#facet-party li:visible a").first)
    expect(page.locator("#facet-party .facet__label:visible")).to_have_count(2)
    expect(page.locator("#narrow-party")).to_have_value("Yakutia")
    narrowed(page, "")
    assert page.locator("#facet-party-all").evaluate("rest => rest.open") is False
