"""Ids that the archive proposes: the latest date of signature, the kind, and what tells the document from others."""

import pytest

from agreements.models import State
from agreements.rules.identifiers import latest_date, propose_record_id
from tests.artificial import artificial

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("signed", "latest"),
    [
        ("2013", "2013"),
        ("2013-11", "2013-11"),
        ("2013-11-12", "2013-11-12"),
        ("2018?", "2018"),
        ("2012~", "2012"),
        ("[2013..2015-02]", "2015-02"),
        ("[..2015]", "2015"),
        ("[2015..]", "2015"),
    ],
)
def test_an_id_begins_with_the_latest_date(signed: str, latest: str) -> None:
    assert latest_date(signed) == latest
    assert propose_record_id(signed, "treaty", "Test Museums") == f"{latest}-treaty-test-museums"


@pytest.mark.parametrize("signed", ["", "May 2015", "2015-13", "2015 or 2016", "[2015..2013]"])
def test_what_is_no_date_makes_no_id(signed: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|before"):
        propose_record_id(signed, "treaty", "Test Museums")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Agreement on Test Museums", "test-museums"),
        ("Agreement Concerning Test Museums", "test-museums"),
        ("Agreement about Test Museums", "test-museums"),
        ("Wordy Agreement on Testing on Mondays", "testing-mondays"),  # what it is about begins at the first “on”
        ("Test Contract", "test-contract"),
        ("One Two Three Four Five", "one-two-three"),
        ("The Agreement between the Russian Federation and the Republic of Kazakhstan", "russian"),
        ("Agreement between Russia and Kazakhstan on Museums", "museums"),
        ("Museums of Russia and Kazakhstan on Cooperation", "museums"),  # nothing is left behind “on”
        ("Treaty on Cooperation in the Years of the Century", "treaty"),
        ("Agreement on Museums, Théâtres & Libraries", "museums-theatres-libraries"),
    ],
)
def test_an_id_has_up_to_three_words_that_tell_documents_apart(title: str, words: str) -> None:
    assert propose_record_id("2015", "agreement", title) == f"2015-agreement-{words}"


def test_the_words_of_the_kind_are_not_said_twice() -> None:
    assert propose_record_id("2015", "joint-statement", "Joint Statement on Tests") == "2015-joint-statement-tests"
    assert propose_record_id("2015", "joint-statement", "Statement of the Joint Test") == "2015-joint-statement-test"


def test_a_title_without_words_leaves_date_and_kind() -> None:
    assert propose_record_id("2015", "treaty", "Договор") == "2015-treaty"
    assert propose_record_id("2015", "treaty", "Treaty of the Republic") == "2015-treaty"


def taken(record_id: str) -> None:
    """A document that has the id."""
    agreement = artificial(17, state=State.DRAFT)
    agreement.record_id = record_id
    agreement.save()


def test_a_neighbour_with_the_same_words_costs_one_more_word_then_a_number() -> None:
    title = "Agreement on One Two Three Four Five"
    expected = [
        "2015-agreement-one-two-three",
        "2015-agreement-one-two-three-four",
        "2015-agreement-one-two-three-four-five",
        "2015-agreement-one-two-three-2",
        "2015-agreement-one-two-three-3",
    ]
    for record_id in expected:
        assert propose_record_id("2015", "agreement", title) == record_id
        taken(record_id)


def test_an_id_has_at_most_a_hundred_letters_before_its_number_and_ends_in_none_of_its_hyphens() -> None:
    base = "2015-agreement-"
    words = ["a" * (100 - len(base)), "b" * 20, "c"]
    assert propose_record_id("2015", "agreement", " ".join(words)) == base + words[0]
    words = ["a" * (99 - len(base)), "b" * 20, "c"]  # the hyphen would be the hundredth
    assert propose_record_id("2015", "agreement", " ".join(words)) == base + words[0]
    long = "2015-agreement-aa-bb-" + "c" * (98 - len("2015-agreement-aa-bb-"))
    assert propose_record_id("2015", "agreement", f"aa bb {long[21:]}") == long
    taken(long)
    assert propose_record_id("2015", "agreement", f"aa bb {long[21:]} dd") == f"{long}-d"
    assert propose_record_id("2015", "agreement", f"aa bb {long[21:]}c dd") == f"{long}c"
    taken(f"{long}c")
    assert propose_record_id("2015", "agreement", f"aa bb {long[21:]}c dd") == f"{long}c-2"
