"""Draws the pictures by which links to the archive are shown where they are shared: ``python -m tests.cards``.

Each is an SVG in the fonts and colours of the pages, made a picture by Chromium. Run it when a kind of document, a
page or a word on a card is added or changed, and check the files in.
"""

import io
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import wrap

import django
from PIL import Image

STATIC = Path(__file__).parent.parent / "static"
COLOURS = 14
# Lines at the most, letters in one, and their size: the first that has room for a label.
SIZES = ((1, 14, 124), (2, 18, 100), (2, 24, 84), (3, 32, 66))
ROOM = 1700  # letters of the last line, by their size


def fonts() -> str:
    """The fonts of the pages, as their style sheet has them, but with the files inside."""
    rules = "".join(re.findall(r"@font-face {.*url.*}", (STATIC / "css" / "archive.css").read_text("utf-8")))
    waited_for = rules.replace("font-display: optional", "font-display: block")
    return re.sub(r'url\("\.\./fonts/(.+?)"\)', lambda file: f"url({encoded(file[1])})", waited_for)


def encoded(font: str) -> str:
    """A font file as an address."""
    return f"data:font/woff2;base64,{b64encode((STATIC / 'fonts' / font).read_bytes()).decode()}"


def sign() -> str:
    """The sign of the archive, as its icon has it."""
    found = re.search(r' d="(M[^"]+)"', (STATIC / "img" / "favicon.svg").read_text("utf-8"))
    assert found
    return f'<path d="{found[1]}"/>'


def card(label: str, foot: str, sides: str) -> str:
    """A card as SVG."""
    from agreements.base.palette import palette
    from agreements.pages.cards import SIZE

    colours = {name: colour.light for name, colour in palette().items()}
    lines, size = next(
        (lines, size)
        for most, letters, size in SIZES
        if len(lines := wrap(label, letters, break_long_words=False)) <= most
    )
    top = 330 - (len(lines) - 1) * size * 0.6
    words = "".join(
        f'<text x="96" y="{top + number * size * 1.2:.0f}" font-family="Literata" font-weight="600" font-size="{size}" '
        f'fill="{colours["ink"]}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE[0]}" height="{SIZE[1]}" viewBox="0 0 {SIZE[0]} {SIZE[1]}">
<style>{fonts()}</style>
<rect width="100%" height="100%" fill="{colours["paper"]}"/>
<g fill="{colours["accent-wash"]}" transform="translate(780 190) scale(15.5)">{sign()}</g>
<rect width="24" height="100%" fill="{colours["accent"]}"/>
<text x="96" y="120" font-family="Source Sans 3" font-size="38" fill="{colours["ink-soft"]}">{escape(sides)}</text>
{words}
<g fill="{colours["accent"]}" transform="translate(92 492) scale(1.9)">{sign()}</g>
<text x="168" y="538" font-family="Literata" font-weight="600" font-size="{min(38, ROOM // len(foot))}"
  fill="{colours["accent"]}">{escape(foot)}</text>
</svg>"""


def icon() -> str:
    """The icon of the archive on a telephone, which rounds its corners, as SVG."""
    from agreements.base.palette import palette

    colours = {name: colour.light for name, colour in palette().items()}
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="180" height="180" viewBox="0 0 180 180">
<rect width="100%" height="100%" fill="{colours["accent"]}"/>
<g fill="{colours["paper"]}" transform="translate(26 26) scale(4)">{sign()}</g>
</svg>"""


def cards() -> Iterator[tuple[str, str]]:
    """Every card: its file, and its SVG."""
    import yaml
    from django.conf import settings
    from django.utils.translation import gettext, override, pgettext

    from agreements.base.languages import country_name
    from agreements.pages import cards as known

    vocabulary = yaml.safe_load(Path(settings.BASE_DIR, "agreements/record/data/vocabulary.yaml").read_text("utf-8"))
    for language, _name in settings.LANGUAGES:
        with override(language):
            archive = gettext("Archive of Cultural Agreements")
            motto = gettext("What two neighbours promised each other about culture")
            sides = pgettext("between the two sides", " – ").join(map(country_name, settings.ARCHIVE_SIDES))
            labels = {kind: known.label(kind) for kind in known.PAGES}
            labels |= {f"{known.DOCUMENT}{key}": term[language] for key, term in vocabulary["kind"].items()}
            for kind, label in labels.items():
                yield known.file(kind, language), card(label, motto if label == archive else archive, sides)


def main() -> None:
    """Draw all cards, and the icons."""
    from playwright.sync_api import sync_playwright

    from agreements.pages.cards import FOLDER, SIZE
    from archive import local

    with local.environment(with_database=False):
        django.setup()
        total = 0
        folder = STATIC / Path(FOLDER)
        folder.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"))
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})

            def picture(drawing: str) -> Image.Image:
                page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
                page.evaluate("document.fonts.ready")
                drawn = Image.open(io.BytesIO(page.locator("svg").screenshot())).convert("RGB")
                return drawn.quantize(COLOURS, dither=Image.Dither.NONE)

            for name, drawing in cards():
                picture(drawing).save(STATIC / name, optimize=True)
                total += (STATIC / name).stat().st_size
            small = picture(icon())
            small.save(STATIC / "img" / "apple-touch-icon.png", optimize=True)
            small.convert("RGB").resize((32, 32), Image.Resampling.LANCZOS).save(STATIC / "img" / "favicon.ico")
            browser.close()
        print(f"{total} bytes")


if __name__ == "__main__":
    main()
