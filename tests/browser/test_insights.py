"""The page of insights as a browser shows it: how long it is, how large its letters are, and text twice as large."""

from playwright.sync_api import Page

SCREENS, SCREEN = {"en": 3.1, "kk": 3.25}, 800  # of a laptop; Kazakh has the longest words

MEASURE = """
() => {
  const shown = [...document.querySelectorAll("main *")].filter(
    (element) => !element.closest(".visually-hidden, .insight__skip, .insight__scroll") && element.checkVisibility());
  const beyond = shown.filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
  const small = shown.filter((element) => parseFloat(getComputedStyle(element).fontSize) < 12
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const tall = [...document.querySelectorAll("main svg")].filter(
    (drawing) => drawing.getBoundingClientRect().height > innerHeight);
  const say = (elements) => elements.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
  return { beyond: say(beyond), small: say(small), tall: say(tall) };
}
"""
HEIGHT = "document.documentElement.scrollHeight"
NOTHING: dict[str, list[str]] = {"beyond": [], "small": [], "tall": []}


def test_insights_take_three_screens_and_stay_within_them_with_text_twice_as_large(
    page: Page, reading_room: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": SCREEN})
    page.goto(f"{reading_room}/en/insights/")
    assert page.evaluate(HEIGHT) <= SCREENS["en"] * SCREEN
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.heat tbody tr')].map((row) => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 12
    assert max(heights) <= 30
    page.goto(f"{reading_room}/kk/insights/")
    assert page.evaluate(HEIGHT) <= SCREENS["kk"] * SCREEN
    for size in ("100%", "200%"):
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": SCREEN})
            assert page.evaluate(MEASURE) == NOTHING, (size, width)
