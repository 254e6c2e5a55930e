"""Dates as the sources give them: EDTF, with the same bounds in Python, in PostgreSQL and in the edtf library."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override
from edtf import parse_edtf

from agreements.base.edtf import Edtf, validate_edtf

DATES = ("2013", "2012-02", "2013-11-11", "2018?", "2012~", "2011-09%", "2014-01-17?", "1000", "9999-12-31")
SETS = ("[2013..2015]", "[2011-05..2012-02]", "[..2015]", "[..2015-02]", "[2015..]", "[2014-03-02..]")
NONSENSE = (
    "", "2013-13", "2013-02-30", "2015/2016", "201X", "13", "2013-1", "[..]", "[2015..2013]", "[2013,2015]", "2013??",
    "0000", "-0044", "y20130", "2013-11-11T10:00", " 2013", "2013\n", "٢٠١٣", "2013" * 100, "[..2015", "2023-02-29",
    "2013-00", "2013-05-00", "2013-00-00",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", DATES + SETS)
def test_python_and_the_database_agree_on_the_bounds(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT edtf_lower(%s), edtf_upper(%s), edtf_year(%s)", [text, text, text])
        assert cursor.fetchone() == (Edtf.parse(text).lower, Edtf.parse(text).upper, Edtf.parse(text).year)


@pytest.mark.parametrize("text", [*DATES, "[2013..2015]"])
def test_the_bounds_are_those_of_the_standard(text: str) -> None:
    standard = parse_edtf(text)
    date = Edtf.parse(text)
    assert date.lower == datetime.date(*standard.lower_strict()[:3])
    assert date.upper == datetime.date(*standard.upper_strict()[:3])
    validate_edtf(text)


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Edtf.parse(text)
    with pytest.raises(ValidationError) as refused:
        validate_edtf(text)
    assert refused.value.messages[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012-05", "May 2012"),
        ("2018?", "2018, inferred"),
        ("2012~", "about 2012"),
        ("2012%", "about 2012, inferred"),
        ("[..2015-02]", "not later than February 2015"),
        ("[2015..]", "not earlier than 2015"),
        ("[2011-05..2012-02]", "between May 2011 and February 2012"),
    ],
)
def test_a_date_is_never_padded_to_a_false_day(text: str, words: str) -> None:
    with override("en"):
        assert str(Edtf.parse(text)) == words


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("2013-11-11", "2013-11-11"),
        ("2013-11", "2013-11"),
        ("2013", "2013"),
        ("2013-11-11?", ""),
        ("2013-11~", ""),
        ("2013%", ""),
        ("[2013-11-11..2013-11-12]", ""),
        ("[..2013]", ""),
        ("[2013..]", ""),
    ],
)
def test_a_date_is_certain_without_a_mark_of_doubt(text: str, certain: str) -> None:
    assert Edtf.parse(text).certain == certain


@pytest.mark.parametrize("only", ["2013", "2013-05", "2013-05-01"])
def test_a_set_of_one_is_that_one(only: str) -> None:
    date = Edtf.parse(f"[{only}..{only}]")
    assert date.certain == only
    for language in ("en", "ru", "kk"):
        with override(language):
            assert str(date) == str(Edtf.parse(only))


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("2015-06-15", False),
        ("2015-06-16", True),
        ("2015-06", False),
        ("2015-07", True),
        ("2015", False),
        ("2016", True),
        ("[2014..2015]", False),
        ("[2014..2016]", True),
        ("[..2016]", True),
        ("[2016..]", True),
        ("[2014..]", False),
    ],
)
def test_a_date_reaches_beyond_a_day_when_one_of_its_dates_begins_after_it(text: str, beyond: bool) -> None:
    assert Edtf.parse(text).reaches_beyond(datetime.date(2015, 6, 15)) is beyond


def test_each_qualifier_means_what_the_standard_says() -> None:
    assert [Edtf.parse(f"2013{qualifier}").qualifier for qualifier in ("", "?", "~", "%")] == ["", "?", "~", "%"]
    assert Edtf.parse("[2013..2015]").qualifier == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2013", "2013 год"),
        ("2013-11", "ноябрь 2013 года"),
        ("2013-11-11", "11 ноября 2013 года"),
        ("[2013..2015]", "не ранее 2013 года и не позднее 2015 года"),
        ("[2013-11..2015-02]", "не ранее ноября 2013 года и не позднее февраля 2015 года"),
        ("[..2015-02-03]", "не позднее 3 февраля 2015 года"),
        ("[..2015-02]", "не позднее февраля 2015 года"),
        ("[2015-02..]", "не ранее февраля 2015 года"),
    ],
)
def test_inside_a_phrase_a_date_has_the_form_of_the_phrase(text: str, words: str) -> None:
    with override("ru"):
        assert str(Edtf.parse(text)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2013-11-11", "2013 жылғы 11 қараша"),
        ("[..2015-02-03]", "2015 жылғы 3 ақпан күнінен кеш емес"),
        ("[2015-02..]", "2015 жылғы ақпан айынан ерте емес"),
        ("[2015..]", "2015 жылдан ерте емес"),
    ],
)
def test_in_kazakh_a_phrase_has_its_endings(text: str, words: str) -> None:
    with override("kk"):
        assert str(Edtf.parse(text)).replace("\u00a0", " ") == words


def test_without_a_language_dates_are_in_english() -> None:
    with override(None):
        assert str(Edtf.parse("2013-11-11")) == "11 November 2013"


def test_a_date_that_is_no_date_is_quoted_as_far_as_it_fits_in_a_message() -> None:
    with pytest.raises(ValueError, match="“" + "x" * 40 + "”"):
        Edtf.parse("x" * 41)
