"""Dates and spans in a question, in the forms of three languages: what they are is said by the calendar."""

import calendar
import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agreements.base.intervals import Interval
from agreements.record import DATA
from agreements.search.reading.dates import dates_in

VOCABULARY = yaml.load((Path(DATA) / "vocabulary.yaml").read_text("utf-8"), yaml.CSafeLoader)
CUES = {
    key: [phrase for phrases in form.get("alt", {}).values() for phrase in phrases]
    for key, form in VOCABULARY["cue"].items()
}
TODAY = datetime.date(2026, 11, 27)
YEAR = 2016  # a leap year
names = str.split

ENGLISH = names("January February March April May June July August September October November December")
RUSSIAN = names("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь")
GENITIVE = names("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
PREPOSITIONAL = names("январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре")
INSTRUMENTAL = names("январём февралём мартом апрелем маем июнем июлем августом сентябрём октябрём ноябрём декабрём")
KAZAKH = names("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан")
LOCATIVE = names(
    "қаңтарында ақпанында наурызында сәуірінде мамырында маусымында шілдесінде тамызында қыркүйегінде қазанында "
    "қарашасында желтоқсанында"
)
ABLATIVE = names(
    "қаңтардан ақпаннан наурыздан сәуірден мамырдан маусымнан шілдеден тамыздан қыркүйектен қазаннан қарашадан "
    "желтоқсаннан"
)
DATIVE = names(
    "қаңтарға ақпанға наурызға сәуірге мамырға маусымға шілдеге тамызға қыркүйекке қазанға қарашаға желтоқсанға"
)


def read(text: str) -> list[str]:
    return [one.interval for one in dates_in(text, CUES, TODAY)]


def days() -> Iterator[datetime.date]:
    first = datetime.date(YEAR, 1, 1)
    return (first + datetime.timedelta(number) for number in range(366))


def ordinal(day: int) -> str:
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def forms_of_a_day(day: datetime.date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    en, ru, kk = ENGLISH[m - 1], GENITIVE[m - 1], KAZAKH[m - 1]
    figures = [f"{y}-{m:02}-{d:02}", f"{y}/{m:02}/{d:02}", f"{y}.{m}.{d}", f"{d}.{m}.{y}", f"{d:02}.{m:02}.{y}"]
    figures += [f"{d}-{m}-{y}", f"{d}/{m}/{y}", f"{d}.{m}.{y % 100}", f"{d:02}/{m:02}/{y % 100}", f"{d}.{m}.{y}г."]
    english = [f"{d} {en} {y}", f"{en} {d}, {y}", f"{en} {ordinal(d)}, {y}", f"the {ordinal(d)} of {en} {y}"]
    english += [f"{en} {d} {y}", f"{en[:3]} {d}, {y}", f"{d} {en[:3]}. {y}", f"on {d} {en.upper()} {y}"]
    russian = [f"{d} {ru} {y}", f"{d} {ru} {y} года", f"{d} {ru} {y} г.", f"«{d:02}» {ru} {y} г.", f"{d:02} {ru} {y}г"]
    russian += [f"от {d} {ru} {y} года", f"{d}-го {ru} {y}-го"]
    kazakh = [f"{y} жылғы {d} {kk}", f"{y} жылы {d} {kk}", f"{d} {kk} {y} жыл", f"{y} ж. {d} {kk}", f"{y}ж. {d} {kk}"]
    kazakh += [f"{y} жылдың {d} {LOCATIVE[m - 1]}", f"{y} жылғы «{d:02}» {kk}"]
    return [*figures, *english, *russian, *kazakh]


def forms_of_a_month(month: int) -> list[str]:
    y, en, ru, kk = YEAR, ENGLISH[month - 1], RUSSIAN[month - 1], KAZAKH[month - 1]
    found = [f"{y}-{month:02}", f"{month}.{y}", f"{month:02}.{y}", f"{month:02}/{y}", f"{en} {y}", f"in {en}, {y}"]
    found += [f"in {en} of {y}", f"{ru} {y}", f"{ru} {y} года", f"в {PREPOSITIONAL[month - 1]} {y} года"]
    found += [f"{GENITIVE[month - 1]} {y} г.", f"{y} {ru}", f"{kk} {y}", f"{y} жылғы {kk}"]
    return [*found, f"{y} жылдың {LOCATIVE[month - 1]}", f"{y} ж. {kk}"]


def test_every_day_of_a_year_is_read_in_every_form() -> None:
    for day in days():
        for text in forms_of_a_day(day):
            assert read(text) == [day.isoformat()], text


def test_short_names_of_months_are_read() -> None:
    for month, names in {
        2: ["Feb", "фев", "февр."],
        9: ["Sep", "Sept", "Sept.", "сен", "сент."],
        11: ["Nov.", "ноя", "нояб."],
    }.items():
        for name in names:
            assert read(f"9 {name} 2017") == [f"2017-{month:02}-09"], name


def test_every_month_is_read_in_every_form() -> None:
    for month in range(1, 13):
        for text in forms_of_a_month(month):
            assert read(text) == [f"{YEAR}-{month:02}"], text


YEARS = "{0}; in {0}; the year {0}; {0} год; в {0} году; {0} г.; {0}г.; за {0} год; {0} ж.; {0}ж.; {0} жылы; {0} жылғы"
SINCE = (
    "since {0}; from {0} on; from {0} onwards; starting in {0}; not earlier than {0}; {0} or later; с {0} года; "
    "начиная с {0}; не ранее {0} года; {0} и позже; {0} жылдан бастап; {0} жылдан бері; {0}/.."
)
UNTIL = (
    "until {0}; till {0}; by {0}; not later than {0}; no later than {0}; up to {0}; {0} or earlier; по {0} год; "
    "не позднее {0}; до конца {0} года; к {0} году; {0} жылдан кешіктірмей; {0} жылдың соңына дейін; ../{0}"
)
AFTER = "after {0}; later than {0}; после {0} года; позже {0}; позднее {0} года; {0} жылдан кейін; {0} жылдан кейінгі"
BEFORE = (
    "before {0}; earlier than {0}; prior to {0}; до {0} года; раньше {0}; ранее {0}; {0} жылға дейін; {0} жылға дейінгі"
)
BETWEEN = (
    "between {0} and {1}; from {0} to {1}; from {0} until {1}; {0}–{1}; {0}-{1}; {0} — {1}; {0}/{1}; {0} to {1}; "
    "in {0}–{1}; "
    "с {0} по {1} год; с {0} по {1} гг.; в {0}–{1} гг.; в {0}-{1} годах; на {0}–{1} годы; между {0} и {1} годами; "
    "от {0} до {1} года; {0} жылдан {1} жылға дейін; {0} және {1} жылдар аралығында; {0} мен {1} жылдар арасында; "
    "{0}–{1} жылдары; {0}-{1} жж.; {0}–{1} жылдар аралығында; {0} жылдан бастап {1} жылға дейін"
)


@pytest.mark.parametrize("year", [1931, 1992, 2000, 2010, 2014, 2020])
def test_every_year_and_what_begins_or_ends_with_it_is_read(year: int) -> None:
    expected = {
        YEARS: f"{year}",
        SINCE: f"{year}/..",
        UNTIL: f"../{year}",
        AFTER: f"{year + 1}/..",
        BEFORE: f"../{year - 1}",
    }
    for forms, interval in expected.items():
        for form in forms.split("; "):
            assert read(form.format(year)) == [interval], form


@pytest.mark.parametrize(("first", "last"), [(2012, 2016), (1992, 2000), (1990, 2000), (2010, 2020), (1999, 2001)])
def test_every_span_of_years_is_read(first: int, last: int) -> None:
    for form in BETWEEN.split("; "):
        assert read(form.format(first, last)) == [f"{first}/{last}"], form


def test_years_the_wrong_way_round_are_the_span_between_them() -> None:
    assert read("between 2016 and 2012") == ["2012/2016"]


@pytest.mark.parametrize("decade", [1950, 1960, 1970, 1980, 1990])
def test_every_decade_is_read(decade: int) -> None:
    names = {
        1950: ("fifties", "пятидесятые", "пятидесятых", "елуінші"),
        1960: ("sixties", "шестидесятые", "шестидесятых", "алпысыншы"),
        1970: ("seventies", "семидесятые", "семидесятых", "жетпісінші"),
        1980: ("eighties", "восьмидесятые", "восьмидесятых", "сексенінші"),
        1990: ("nineties", "девяностые", "девяностых", "тоқсаныншы"),
    }
    en, ru, in_ru, kk = names[decade]
    short = decade % 100
    forms = [f"in the {decade}s", f"the {short}s", f"'{short}s", f"{decade}’s", f"the {en}", f"in the {en}"]
    forms += [f"{decade}-е", f"в {decade}-х годах", f"{short}-е годы", f"{short}-х", f"{short}-х гг.", f"{short}е"]
    forms += [f"в {ru}", f"{ru} годы", f"в {in_ru} годах", f"{decade} жылдары", f"{short}-жылдары"]
    forms += [f"{kk} жылдары", f"{kk} жылдардың", f"{decade} жылдардағы"]
    for form in forms:
        assert read(form) == [f"{decade}/{decade + 9}"], form
    assert read(f"since the {decade}s") == read(f"с {decade}-х годов") == [f"{decade}/.."]
    assert read(f"before the {decade}s") == read(f"до {decade}-х годов") == [f"../{decade - 1}"]


def test_a_year_that_begins_a_decade_is_a_year_in_the_singular() -> None:
    assert read("1990 жылы") == read("1990 год") == ["1990"]


def test_months_and_days_are_ends_of_spans_too() -> None:
    for month in range(1, 13):
        en, kk = ENGLISH[month - 1], LOCATIVE[month - 1]
        since, until = f"{YEAR}-{month:02}/..", f"../{YEAR}-{month:02}"
        after = f"{YEAR}-{month + 1:02}/.." if month < 12 else f"{YEAR + 1}/.."
        before = f"../{YEAR}-{month - 1:02}" if month > 1 else f"../{YEAR - 1}"
        since, until = (since, until) if 1 < month < 12 else (since.replace("-01/", "/"), until.replace("-12", ""))
        assert read(f"since {en} {YEAR}") == read(f"с {GENITIVE[month - 1]} {YEAR} года") == [since]
        assert read(f"{YEAR} жылғы {ABLATIVE[month - 1]} бастап") == [since]
        assert read(f"until {en} {YEAR}") == read(f"не позднее {GENITIVE[month - 1]} {YEAR}") == [until]
        assert read(f"after {en} {YEAR}") == read(f"{YEAR} жылғы {ABLATIVE[month - 1]} кейін") == [after]
        assert read(f"before {en} {YEAR}") == read(f"до {GENITIVE[month - 1]} {YEAR}") == [before]
        assert read(f"{YEAR} жылғы {DATIVE[month - 1]} дейін") == [before]
        assert read(f"{YEAR} жылдың {kk}") == [f"{YEAR}-{month:02}"]
    assert read("between 9 November 2015 and 3 May 2016") == ["2015-11-09/2016-05-03"]
    assert read("с 9 ноября 2015 г. по 3 мая 2016 г.") == ["2015-11-09/2016-05-03"]
    assert read("2015 жылғы 9 қарашадан 2016 жылғы 3 мамырға дейін") == ["2015-11-09/2016-05-03"]
    assert read(f"между {INSTRUMENTAL[2]} и {INSTRUMENTAL[4]} 2016 года") == ["2016-03/2016-05"]


def test_a_span_says_its_year_and_month_once() -> None:
    assert read("from May to November 2017") == read("с мая по ноябрь 2017 года") == ["2017-05/2017-11"]
    assert read("9–12 November 2017") == read("с 9 по 12 ноября 2017 г.") == ["2017-11-09/2017-11-12"]
    assert read("November 9–12, 2017") == read("2017 жылғы 9–12 қараша") == ["2017-11-09/2017-11-12"]
    assert read("2017 жылғы 9-12 қарашада") == ["2017-11-09/2017-11-12"]
    assert read("с ноября по март 2017") == ["2016-11/2017-03"]


def test_a_span_may_say_its_year_first() -> None:
    assert read("from March 2018 to November") == read("с марта 2018 года по ноябрь") == ["2018-03/2018-11"]
    assert read("2018 жылғы наурыздан қарашаға дейін") == ["2018-03/2018-11"]
    assert read("from November 2018 to March") == ["2018-11/2019-03"]
    assert read("from 5 March 2018 to 7 May") == ["2018-03-05/2018-05-07"]
    assert read("from 2018 to March") == ["2018"]  # of which year?


#: The months of the seasons (of the calendar), halves and quarters of a year; winter is of two years.
PARTS_OF_A_YEAR = {
    "spring {0}; the spring of {0}; весной {0} года; весна {0}; {0} жылдың көктемінде; {0} жылғы көктем": (3, 5),
    "summer {0}; in the summer of {0}; летом {0} года; {0} жылдың жазында; {0} жылғы жазда": (6, 8),
    "autumn {0}; fall of {0}; осенью {0} г.; {0} жылғы күзде; {0} жылдың күзінде": (9, 11),
    "first half of {0}; в первой половине {0} года; в первом полугодии {0} г.; {0} жылдың бірінші жартысында": (1, 6),
    "the second half of {0}; во второй половине {0} года; {0} жылдың екінші жартыжылдығында": (7, 12),
    "first quarter of {0}; в первом квартале {0} года; {0} жылдың бірінші тоқсанында": (1, 3),
    "second quarter of {0}; второй квартал {0} года; {0} жылдың екінші тоқсаны": (4, 6),
    "third quarter of {0}; в третьем квартале {0} года; {0} жылдың үшінші тоқсанында": (7, 9),
    "last quarter of {0}; в четвёртом квартале {0} года; {0} жылдың төртінші тоқсанында": (10, 12),
}


@pytest.mark.parametrize(("forms", "months"), PARTS_OF_A_YEAR.items())
def test_parts_of_a_year_are_spans_of_months(forms: str, months: tuple[int, int]) -> None:
    first, last = months
    for form in forms.split("; "):
        assert read(form.format(YEAR)) == [f"{YEAR}-{first:02}/{YEAR}-{last:02}"], form
    assert read("since the summer of 2013") == read("с лета 2013 года") == ["2013-06/.."]
    assert read("after the summer of 2013") == ["2013-09/.."]


def test_in_a_year_or_after_it_is_since_it() -> None:
    for text in ("in or after 2019", "in 2019 or later", "в 2019 году или позже", "2019 жылы немесе одан кейін"):
        assert read(text) == ["2019/.."], text
    for text in ("in or before 2019", "2019 or earlier", "в 2019 году или раньше", "2019 жылы немесе одан бұрын"):
        assert read(text) == ["../2019"], text


def test_a_date_of_entry_into_force_is_told_from_that_of_signature() -> None:
    for text in (
        "entered into force in 1998",
        "that came into force in 1998",
        "вступившие в силу в 1998 году",
        "вступили в силу в 1998 г.",
        "1998 жылы күшіне енген",
    ):
        assert [(one.interval, one.of) for one in dates_in(text, CUES, TODAY)] == [("1998", "in-force-date")], text
    (after,) = dates_in("вступившие в силу после 2010 года", CUES, TODAY)
    assert (after.interval, after.of) == ("2011/..", "in-force-date")
    (signed,) = dates_in("without a date of entry into force since 2012", CUES, TODAY)
    assert (signed.interval, signed.of) == ("2012/..", "")


def test_the_days_before_and_after_the_turn_of_a_year_are_right() -> None:
    assert read("after 31 December 2015") == ["2016/.."]
    assert read("before 1 January 2016") == ["../2015"]
    assert read("после 31.12.2015") == ["2016/.."]
    assert read("before 1 March 2016") == ["../2016-02"]


def test_years_of_two_figures_are_the_latest_that_are_past() -> None:
    assert read("9.11.17") == ["2017-11-09"]
    assert read("27.11.26") == ["2026-11-27"]
    assert read("28.11.26") == ["1926-11-28"]
    assert read("9.11.92") == ["1992-11-09"]


def test_spans_up_to_today_are_read() -> None:
    for text in (
        "last ten years",
        "the past 10 years",
        "за последние 10 лет",
        "за последние десять лет",
        "соңғы 10 жылда",
    ):
        assert read(text) == ["2016/.."], text
    assert read("this year") == read("в этом году") == read("биыл") == ["2026"]
    assert read("last year") == read("в прошлом году") == read("былтыр") == ["2025"]


NO_DATES = """
31.02.2014; 31 February 2014; 31 февраля 2014 года; 2014 жылғы 31 ақпан; 2014-02-30; 2013-13; 13.2014; 00.05.2014
0.2014; 29.02.2015; 2013-11-11-treaty-good-neighbourliness; EXPO-2017; ЭКСПО-2017; № 2013; №2013; -2013; culture -2013
20134; x2013; 2013x; 1.2.3.4; Article 12; ст. 12; 12-бап; May; мамыр; в мае; the march of time; before the war
between 31 February 2014 and 2015; 12–9 November 2017
с музеями; по культуре; #; ##; -; /; ..; 2013/11/11/05; 192.168.20.14; 12:30
"""


@pytest.mark.parametrize("text", ["", "  ", *re.split("; |\n", NO_DATES.strip())])
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read(text) == []


def test_what_is_read_stands_where_it_says() -> None:
    text = "Что обещали о музеях с 2012 по 2016 год, и ещё «09» ноября 2017 г.?"
    assert [text[one.start : one.end] for one in dates_in(text, CUES, TODAY)] == [
        "с 2012 по 2016 год",
        "«09» ноября 2017 г.",
    ]
    text = "what was signed in the 1990s, and what after May 2014"
    assert [text[one.start : one.end] for one in dates_in(text, CUES, TODAY)] == ["in the 1990s", "after May 2014"]


def test_what_an_agreement_is_on_is_not_since_when_it_is() -> None:
    assert read("agreements from 2014 on museums") == ["2014"]
    assert read("agreement of 20 June 2000 on economic cooperation") == ["2000-06-20"]
    assert read("signed from 2014 on, about museums") == read("museums from 2014 on") == ["2014/.."]


def test_pieces_that_contradict_are_both_read() -> None:
    assert read("before 2010 and after 2015") == ["../2009", "2016/.."]


def test_case_and_letters_of_another_form_change_nothing() -> None:
    assert read("В НОЯБРЕ 2017 ГОДА") == read("в ноябре\u00a02017 года") == ["2017-11"]
    assert read("с мая по ию\u0301нь 2017".replace("й", "и\u0306")) == ["2017-05/2017-06"]
    assert read("2014 жылга дейин") == ["../2013"]


def test_without_cues_figures_are_read_alone() -> None:
    assert [one.interval for one in dates_in("since 2014, 9.11.2017", {}, TODAY)] == ["2014", "2017-11-09"]


@given(st.text(alphabet="0123456789-./ ..–«»№#гж'с\u0306йabn", max_size=300))
def test_any_text_is_read_without_an_error_and_its_dates_overlap_nowhere(text: str) -> None:
    found = dates_in(text, CUES, TODAY)
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        assert Interval.parse(one.interval) == Interval(one.first, one.last)
        end = one.end


@given(st.dates(datetime.date(1000, 1, 1)), st.dates(datetime.date(1000, 1, 1)))
def test_an_interval_is_read_as_it_is_written(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    for interval in (Interval(first, last), Interval(first, None), Interval(None, last)):
        assert Interval.parse(str(interval)) == interval


def test_an_interval_is_written_as_short_as_it_can_be() -> None:
    for year in (2015, 2016):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            assert (
                str(Interval(datetime.date(year, month, 1), datetime.date(year, month, last))) == f"{year}-{month:02}"
            )
    for text in (
        "2012/2016",
        "2014/..",
        "../2009",
        "2017-11",
        "2013-11-11",
        "1990/1999",
        "2014-05/2015-12",
        "2014-02-01",
    ):
        assert str(Interval.parse(text)) == text
    assert str(Interval.parse("2012-01-01/2012-12-31")) == "2012"
    assert str(Interval.parse("2015-12/2015-12-02")) == "2015-12-01/2015-12-02"  # both ends alike


@pytest.mark.parametrize("text", ["", "..", "../..", "2013/", "/2013", "2016/2012", "2013-02-30", "13", "2013-1"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Interval.parse(text)
