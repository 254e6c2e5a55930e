"""What is drawn, measured: nothing is taller than it should be, nothing sticks out, the documents come soon.

Every kind of page is looked at with many documents (the record), with one, and with none, on a telephone and on a
laptop, and with letters of twice the size (WCAG 1.4.4). The limits are rules of the design and not what the pages
happen to measure.
"""

from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from agreements.base.drawing import letters
from agreements.models import Agreement, Participation, Party, PartyKind, Person, Relation, State
from agreements.models import Signatory as Signature
from tests.artificial import artificial
from tests.entity_pages import NamedEntities, things

TELEPHONE = {320: 640}  # width and height
WIDTHS = {**TELEPHONE, 1280: 800}
NOTHING_WIDER = [(360, "100%"), (360, "200%"), (1280, "200%")]  # widths and sizes of letters
HISTOGRAM = (96, 130)  # pixels: a glance, at every width
SCREENS = 2  # within so many the first document of a page of documents begins
# Pixels: letters in drawings, links that a finger can hit (WCAG 2.5.8), and controls on a telephone (2.5.5).
LEAST = {"letters": 11, "target": 23.9, "control": 43.9}

TREATY = "2013-11-11-treaty-good-neighbourliness"
OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
# Kinds of page that are there to lead to documents, and those that are not.
WITH_DOCUMENTS = {
    "list": "agreements/",
    "last page of the list": "agreements/?page=5",
    "list of one": "agreements/?signatory=andrei-fursenko",
    "list with filters": "agreements/?q=culture&kind=memorandum&kind=agreement&year_from=2010&theme=education",
    "list with mistakes": "agreements/?kind=nothing&year_from=2015&year_to=2013&q=museum",
    "clauses": "agreements/?view=clauses",
    "clauses found": "agreements/?view=clauses&q=museums",
    "chooser": "compare/",
    "chooser of the second": f"compare/?a={TREATY}",
    "party with many": "parties/russian-federation/",
    "party with one": "parties/state-hermitage-museum/",
    "person with many": "people/nursultan-nazarbayev/",
    "person with one": "people/andrei-fursenko/",
    "theme with many": "themes/coordination/",
    "city": "places/atyrau/",
    "region": "places/omsk-oblast/",
    "city and region": "places/moscow/",
}
OTHERS = {
    "home": "",
    "list of none": "agreements/?q=zyxnothing",
    "clauses of none": "agreements/?view=clauses&q=zyxnothing",
    "document": f"agreements/{TREATY}/",
    "document with a family": f"agreements/{OLDER}/",
    "clause cited": f"agreements/{TREATY}/?cite=1",
    "comparison": f"compare/?a={OLDER}&b={TREATY}",
    "reading list": f"kept/?ids={OLDER},{TREATY}.clause-1,2013-nothing,%25",
    "reading list of none": "kept/",
    "insights": "insights/",
    "insights of one": "insights/?signatory=andrei-fursenko",
    "insights of none": "insights/?q=zyxnothing",
    "parties": "parties/",
    "people": "people/",
    "themes": "themes/",
    "places": "places/",
    "about": "about/",
    "style": "about/style/",
    "not found": "no-such-page/",
}

WIDER = """
  const wrong = [];
  // A laptop is used without fingers.
  document.querySelector("link[href*='touch']").disabled = innerWidth > 600;
  // The bar over a document has room for what it says.
  const bar = document.querySelector("[data-bar]");
  if (bar) {
    bar.hidden = false;
    bar.querySelector("[data-bar-part]").textContent ||= "part ".repeat(20);
  }
  const box = (element) => element.getBoundingClientRect();
  const name = (element) => `${element.tagName}.${element.getAttribute("class") ?? ""}#${element.id}`;
  const say = (element, words) => wrong.push(`${name(element)} ${words}`);
  // Nothing is wider than the page.
  const whole = document.documentElement.scrollWidth;
  if (whole > innerWidth) wrong.push(`the page is ${whole} wide`);
  for (const element of document.querySelectorAll("body *")) {
    const { left, right, width, height } = box(element);
    if (!width || !height || (right <= innerWidth + 1 && left >= -1)) continue;
    if (element.closest(".visually-hidden, .skip, .insight__skip, .insight__scroll")) continue;
    say(element, `reaches from ${left} to ${right}`);
  }
"""
AT_SIZE = (
    "(size) => { document.documentElement.style.fontSize = size;"
    + WIDER
    + "document.documentElement.style.fontSize = ''; return wrong; }"
)
MEASURE = (
    "([histogram, screens, least, withDocuments]) => {"
    + WIDER
    + """
  const within = (inner, outer, slack = 1.5) =>
    inner.left >= outer.left - slack && inner.right <= outer.right + slack &&
    inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;

  // A finger can press what is there to be pressed.
  const fields = "select, textarea, input:not([type=hidden], [type=checkbox])";
  const controls = `${fields}, .button, .keep, .tick, .chip, .permalink`;
  for (const control of innerWidth < 600 ? document.querySelectorAll(controls) : []) {
    if (box(control).height && box(control).height < least.control) say(control, `is ${box(control).height} high`);
  }
  // Each step of the way to a page is one line with the sign before it.
  for (const step of document.querySelectorAll(".breadcrumb li")) {
    if (box(step).height > 40) say(step, `is ${box(step).height} high`);
  }
  // Nothing but text is taller than the screen.
  for (const element of document.querySelectorAll("main *:not(svg, svg *)")) {
    const { height } = box(element);
    if (height > innerHeight && !element.textContent.trim()) say(element, `is ${height} high`);
  }
  // No drawing is taller than the screen; a family is as long as the titles in it.
  for (const drawing of document.querySelectorAll("svg:not(svg svg), img, canvas")) {
    if (drawing.matches(".lanes")) continue;
    if (box(drawing).height > innerHeight) say(drawing, `is ${box(drawing).height} high`);
  }
  // Of two drawings for different widths one is shown.
  for (const fitted of document.querySelectorAll(".fitted")) {
    const shown = [...fitted.children].filter((drawing) => box(drawing).width);
    if (shown.length !== 1 && fitted.checkVisibility()) say(fitted, `shows ${shown.length} drawings`);
  }
  const drawings = [...document.querySelectorAll(".drawing")].filter((drawing) => box(drawing).width);
  for (const drawing of drawings.filter((drawing) => drawing.matches(".histogram"))) {
    const whole = box(drawing);
    if (whole.height < histogram[0] || whole.height > histogram[1]) say(drawing, `is ${whole.height} high`);
    if (whole.width > box(drawing.parentElement).width + 1) say(drawing, "is wider than its place");
    const base = box(drawing.querySelector(".axis"));
    const labels = [...drawing.querySelectorAll("text")].map(box).filter(({ width }) => width);
    for (const [number, label] of labels.entries()) {
      if (label.top < base.bottom) say(drawing, "has a year that touches the bars");
      if (number && label.left < labels[number - 1].right + 2) say(drawing, "has years that touch");
    }
    if (drawing.querySelector(".bar") && !labels.length) say(drawing, "has no years");
    for (const bar of drawing.querySelectorAll(".bar")) {
      if (box(bar).bottom > base.bottom + 1) say(bar, "hangs below its axis");
      if (box(bar).height < 1 || box(bar).width < 2) say(bar, "cannot be seen");
    }
    // A finger can hit each link; beside a list on a laptop the form below does the same.
    const beside = drawing.closest(".facets") && matchMedia("(min-width: 60rem)").matches;
    for (const hit of drawing.querySelectorAll(".hit")) {
      if (!beside && box(hit).width < least.target) say(hit, `is ${box(hit).width} wide`);
    }
  }
  // Nothing lies beyond the drawing or the box it belongs to, and no letters are too small.
  for (const drawing of drawings) {
    const shapes = drawing.matches(".chart") ? "rect, line, circle" : "rect, line, circle, path, text";
    for (const shape of drawing.querySelectorAll(shapes)) {
      const { width, height } = box(shape);
      if ((width || height) && !within(box(shape), box(drawing))) say(shape, `lies beyond its ${name(drawing)}`);
    }
    for (const text of drawing.querySelectorAll("text")) {
      const scale = text.getScreenCTM().a || Math.abs(text.getScreenCTM().b);
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < least.letters) say(text, `has letters of ${size}`);
      const around = text.closest("a")?.querySelector(".box");
      if (around && !within(box(text), box(around))) say(text, "lies beyond its box");
    }
  }
  // The tools of a list take one row, and the only title of a list is not cut.
  const tools = [...document.querySelectorAll(".result-tools :is(select, .button)")].filter(
    (tool) => tool.checkVisibility());
  if (new Set(tools.map((tool) => Math.round((box(tool).top + box(tool).bottom) / 16))).size > 1) {
    wrong.push("the tools of the list take more than one row");
  }
  for (const title of document.querySelectorAll(".result-list > li:only-child .card__title a")) {
    if (title.scrollHeight > title.clientHeight + 1) say(title, "is cut");
  }
  // On a page of documents the first one comes soon.
  if (withDocuments) {
    const first = document.querySelector("main .card, main .clause");
    if (!first) wrong.push("there is no document");
    else if (box(first).top + scrollY > screens * innerHeight) say(first, `begins at ${box(first).top + scrollY}`);
  }
  return wrong;
}
"""
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a telephone, which is used with fingers."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en", has_touch=True)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def too_wide(page: Page, sizes: Iterable[tuple[int, str]] = NOTHING_WIDER) -> list[str]:
    """What is wider than the page on a usual telephone, and where the reader's letters are of twice the size."""
    wrong = []
    for width, size in sizes:
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{width} at {size}: {words}" for words in page.evaluate(AT_SIZE, size)[:3]]
    return wrong


def measured(page: Page, *, documents: bool, widths: dict[int, int] = WIDTHS) -> list[str]:
    """What is wrong with what is drawn, on a telephone and on a laptop."""
    wrong = []
    for width, height in widths.items():
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(MEASURE, [HISTOGRAM, SCREENS, LEAST, documents])
        wrong += [f"{width}: {words}" for words in found[:5]]
    return wrong


# Another page in place of the one that is open, without its scripts, and without loading the style and the fonts anew.
INSTEAD = """async ([address, language]) => {
  const text = await (await fetch(address)).text();
  document.body.replaceWith(new DOMParser().parseFromString(text, "text/html").body);
  document.documentElement.lang = language;
}"""


def look(
    page: Page, room: str, documents: Iterable[str], others: Iterable[str], languages: Iterable[str]
) -> dict[str, list[str]]:
    """What is wrong with the pages of documents and with the others, by path, in each of the languages.

    After the first language the others are looked at on a telephone, which has the least room for their words.
    """
    wrong = {}
    opened, *switched = languages
    for paths, with_documents in ((documents, True), (others, False)):
        for path in paths:
            page.goto(f"{room}/{opened}/{path}")
            found = measured(page, documents=with_documents) + too_wide(page)
            for language in switched:
                page.evaluate(INSTEAD, [f"/{language}/{path}", language])
                also = measured(page, documents=with_documents, widths=TELEPHONE) + too_wide(page, NOTHING_WIDER[1:2])
                found += [f"{language} {words}" for words in also]
            if found:
                wrong[path] = found
    return wrong


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_kind_of_page_is_drawn_within_its_limits(page: Page, reading_room: str, language: str) -> None:
    assert look(page, reading_room, WITH_DOCUMENTS.values(), OTHERS.values(), [language]) == {}


def drawings(kind: str, years: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Of a kind of page those whose drawings differ: one for each number of documents and span of years."""
    of_one: dict[str, list[str]] = {}
    for slug, year in years:
        of_one.setdefault(slug, []).append(str(year)[:4])
    alike = {(len(found), min(found), max(found)): slug for slug, found in sorted(of_one.items())}
    yield from (f"{kind}/{slug}/" for slug in alike.values())


@pytest.mark.long
def test_every_party_person_theme_and_place_of_the_record_is_drawn_within_its_limits(
    page: Page, reading_room: str
) -> None:
    """Each whose drawings differ from those of another; names of any length are tried below."""
    published = Agreement.objects.published()
    year = "signed_lower"
    paths = [
        *drawings("parties", published.values_list("parties__slug", year)),
        *drawings("people", published.exclude(signatories=None).values_list("signatories__person__slug", year)),
        *drawings("themes", published.exclude(themes=None).values_list("themes", year)),
        *drawings("places", published.exclude(place=None).values_list("place__slug", year)),
        *drawings("places", published.exclude(regions=None).values_list("regions__slug", year)),
    ]
    assert len(paths) > 60
    page.goto(f"{reading_room}/ru/people/")
    wrong = {}
    for path in paths:
        page.evaluate(INSTEAD, [f"/ru/{path}", "ru"])
        if found := measured(page, documents=True):
            wrong[path] = found
    assert wrong == {}


WIDTHS_OF = """
async (texts) => {
  const font = "100px 'Source Sans 3'";
  await document.fonts.load(font, texts.join(""));
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  return texts.map((text) => pen.measureText(text).width / 100);
}
"""


def test_no_title_is_wider_than_the_pen_believes_and_none_is_much_narrower(page: Page, reading_room: str) -> None:
    columns = ("title_en", "title_ru", "title_kk")
    texts = [text for row in Agreement.objects.published().values_list(*columns) for text in row if text]
    page.goto(f"{reading_room}/kk/about/style/")
    for text, real in zip(texts, page.evaluate(WIDTHS_OF, texts), strict=True):
        assert 0.88 * letters.width(text) < real <= letters.width(text), text


# With an artificial record: none, one, and many, under names of 200 letters

# With no space in it, the browser cannot break a name where it likes; the words of Kazakh are long as they are.
LONG = {
    "en": "Test" + "letters" * 28,
    "ru": "Проба" + "буквы" * 39,
    "kk": ("Сынақ ынтымақтастықтарымыздағылардың өзарабайланыстырылмағандықтарыңыздан " * 3)[:200],
}


def said(field: str, number: int | str = "") -> dict[str, str]:
    """The long names of each language, as values of a field."""
    return {f"{field}_{language}": f"{words} {number}".strip() for language, words in LONG.items()}


def pages_of(named: NamedEntities, document: Agreement) -> tuple[list[str], list[str]]:
    """The pages that lead to ``document`` through what it names, and all others."""
    slugs = {
        "party": named.party.slug,
        "signatory": named.person.slug,
        "theme": named.theme.key,
        "place": named.city.slug,
        "region": named.region.slug,
    }
    filters = "&".join(f"{name}={slug}" for name, slug in slugs.items())
    lists = ["agreements/", f"agreements/?{filters}", f"agreements/?{filters}&view=clauses", "compare/"]
    kept = f"kept/?ids={document.record_id},{document.record_id}.clause-1,{'long-' * 30}none"
    others = ["", f"agreements/{document.record_id}/", f"insights/?{filters}", "insights/", kept]
    return [*lists, *named.paths().values()], [*others, *INDEXES, *GONE]


INDEXES = ("parties/", "people/", "themes/", "places/", "about/", "about/style/", "no-such-page/")
GONE = ("agreements/2015-agreement-test-99/",)


@pytest.fixture
def empty_record(transactional_db: None, record: None) -> None:
    """Nothing is public but one document that was withdrawn; the tables are emptied after the test."""
    Agreement.objects.update(state=State.DRAFT)
    withdrawn = artificial(99, state=State.WITHDRAWN)
    Agreement.objects.filter(pk=withdrawn.pk).update(**said("title", 99), **said("withdrawal_reason", 99))


def called(document: Agreement, **more: str) -> Agreement:
    """The document under a title of 200 letters."""
    Agreement.objects.filter(pk=document.pk).update(**said("title", document.pk), **said("summary"), **more)
    return document


def test_a_page_without_documents_is_drawn_within_its_limits(page: Page, empty_record: None, reading_room: str) -> None:
    others = ("", "agreements/", "agreements/?view=clauses", "compare/", "insights/", *INDEXES, *GONE)
    assert look(page, reading_room, (), others, LONG) == {}


def test_a_page_of_one_document_with_long_names_is_drawn_within_its_limits(
    page: Page, empty_record: None, reading_room: str
) -> None:
    named, document = things(LONG), artificial(1, signed="2015")
    called(document, in_force="2016", term_from="2016", term_until="9999")
    document.refresh_from_db()
    named.are_named_by(document)
    assert len(set(document.parties.values_list("side"))) == 1  # nor does any page rely on there being two
    assert look(page, reading_room, *pages_of(named, document), LONG) == {}


@pytest.mark.long
def test_a_page_of_many_documents_with_long_names_is_drawn_within_its_limits(
    page: Page, empty_record: None, reading_room: str
) -> None:
    named = things(LONG)
    documents = [called(artificial(number, signed=str(1930 + 2 * number))) for number in range(45)]
    kind = PartyKind.objects.all()[0]
    for number, document in enumerate(documents):
        document.refresh_from_db()
        named.are_named_by(document, clause=number < 5)
        names = said("name", number)
        party = Party.objects.create(slug=f"test-other-{number}", side="KZ", kind=kind, **names)
        person = Person.objects.create(
            slug=f"test-other-{number}", **{field: name[-100:] for field, name in names.items()}
        )
        Participation.objects.create(agreement=document, party=party)
        Signature.objects.create(agreement=document, person=person, side="KZ", **said("office"))
        if number:
            Relation.objects.create(entry=document, type_id="cites", to=documents[number // 3])
    pages, others = pages_of(named, documents[0])
    comparison = f"compare/?a={documents[0].record_id}&b={documents[1].record_id}"
    assert look(page, reading_room, [*pages, "agreements/?page=3"], [*others, comparison], ["kk"]) == {}
