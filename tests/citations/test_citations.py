"""The ready citations of a page, as a reader meets them."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.citations.citing import cited
from tests.citations.examples import TREATY, Page, document, render

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_each_citation_is_in_a_block_that_can_be_copied(language: str) -> None:
    agreement = document(TREATY)
    clause = agreement.clauses.get(ref="Article 40")
    markup = render("cite agreement", agreement, language=language)
    markup += render("cite agreement clause", agreement, clause, language=language)
    page = Page(markup)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    buttons = page.all("button")
    assert len(buttons) == len(cited(agreement)) * 2
    for button in buttons:
        assert str(button["data-copy"]).removeprefix("#") in ids
        assert "hidden" in button
        assert button["type"] == "button"
    addresses = [link["href"] for link in page.all("a")]
    with override(language):
        assert reverse("cite", args=[TREATY, "ris"]) in addresses
        assert f"{reverse('cite', args=[TREATY, 'ris'])}?clause={clause.number}" in addresses
    assert not re.search(r"\s(?:style|on\w+)=", markup)
