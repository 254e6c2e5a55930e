"""What LaTeX and the official CSL styles make of our files: kept beside the files that they were made of.

`golden/made/README.md` tells how. Where a file changes, this fails: make its results anew and look at them.
"""

import json
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from agreements.citations import Cited, export_all, with_cited
from agreements.models import Agreement
from tests.citations.examples import BASE, BETWEEN, INFERRED, NOT_LATER, TODAY, TREATY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

MADE = Path(__file__).parent / "golden" / "made"
COMMAS = "2019-10-memorandum-friendship-houses-chelyabinsk-kostanay"
APPROXIMATE = "2012-agreement-kurgan-akmola"
MONTH = "2014-09-agreement-chelyabinsk-almaty-region"
OF_1998 = ("1998-10-12-agreement-information-cultural-centres", "1998-12-23-agreement-information")
SIDES = {"en": "Russia-Kazakhstan, ", "ru": "Россия-Казахстан, ", "kk": "Ресей-Қазақстан, "}
SHOWN = (TREATY, f"{TREATY}/2", *OF_1998, INFERRED, f"{INFERRED}/1", NOT_LATER, BETWEEN, APPROXIMATE, MONTH, COMMAS)
STYLES = ("apa", "chicago-notes-bibliography", "chicago-notes-bibliography-17th-edition", "oscola", "gost-r-7-0-5-2008")


def file(fmt: str, language: str) -> str:
    """The documents above as one file, without their summaries."""
    documents = {one.record_id: one for one in with_cited(Agreement.objects.published()).filter(record_id__in=SHOWN)}
    cited = []
    for shown in SHOWN:
        record_id, _, number = shown.partition("/")
        document = documents[record_id]
        cited.append(Cited(document, document.clauses.get(number=number) if number else None))
    with override(language):
        text = "".join(export_all(cited, fmt, base_url=BASE, accessed=TODAY))
    return re.sub(r'^ +"?abstract"?( =|:) .*\n', "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("fmt", ["bib", "json"])
def test_the_results_were_made_of_what_is_written_now(fmt: str, language: str) -> None:
    assert file(fmt, language) == (MADE / f"{language}.{fmt}").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("style", ["plainnat", "apalike", "plain", "unsrtnat"])
def test_latex_read_every_entry(style: str, language: str) -> None:
    """LaTeX went through each without an error; these are the lists that it was given."""
    bbl = (MADE / f"{language}-{style}.bbl").read_text(encoding="utf-8")
    assert len(re.findall(r"\\bibitem", bbl)) == len(SHOWN)
    labels = [" ".join(label.split()) for label in re.findall(r"\\bibitem\[(.*?)\]\{", bbl, re.DOTALL)]
    assert len(labels) == (0 if style == "plain" else len(SHOWN))
    assert not [label for label in labels if "[" in label or label.count("{") != label.count("}")]
    assert labels == list(dict.fromkeys(labels))  # each is told from the others
    treaties = [label for label in labels if label.startswith("{" + SIDES[language])]
    assert len(treaties) == (0 if style == "plain" else 4)
    years = ["".join(re.findall(r"\b\d{4}\b", label.split("}", 1)[1])) for label in treaties]
    assert sorted(years) == (["1992", "1992", "1998", "1998"] if style == "apalike" else [""] * len(treaties))
    doubts = {
        "en": ("2018?", "no later than 2015", "between 2013 and 2015", "ca. 2012"),
        "ru": ("2018?", "не позднее 2015", "между 2013 и 2015", "ок. 2012"),
        "kk": ("2018?", "2015 жылдан кеш емес", "2013–2015 аралығы", "шамамен 2012"),
    }
    text = " ".join(bbl.split())
    assert all(words in text for words in doubts[language])


def letters(text: str) -> str:
    """The letters alone: styles have quotation marks and capitals of their own."""
    return re.sub(r"\W", "", text).lower()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_place_archive_article_and_doubt_survive_the_official_styles(language: str) -> None:
    results = json.loads((MADE / f"{language}-csl.json").read_text(encoding="utf-8"))
    items = json.loads((MADE / f"{language}.json").read_text(encoding="utf-8"))
    assert set(results) == set(STYLES)
    for style in STYLES:
        for item in items:
            shown = results[style][item["id"]]
            clause, treaty = item["type"] == "chapter", item["type"] == "treaty"
            where = (style, item["id"], shown)
            assert letters(item["title"]) in letters(shown), where
            if not (treaty and style == "oscola"):
                archive = item["source"]
                assert archive in shown, where
            elsewhere = (style == "oscola" and clause) or (style == "gost-r-7-0-5-2008" and treaty)
            if item.get("event-place") and not elsewhere:
                assert item["event-place"] in shown, where
            if "section" in item:
                assert letters(item["section"]) in letters(shown), where
                assert letters(item["container-title"]) in letters(shown), where
            if "literal" in item["issued"]:
                assert item["issued"]["literal"] in shown, where
