"""What readers type and paste, in whatever way it is written: two ways of the same find the same."""

import pytest
from django.http import QueryDict
from django.test import Client

from agreements.base.database import settle
from agreements.models import Agreement, Synonym, Theme
from agreements.search import Answer, Search
from tests.artificial import artificial
from tests.searching import keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def asked(text: str) -> Search:
    query = QueryDict(mutable=True)
    query["q"] = text
    return Search(query)


def found(text: str) -> set[int]:
    return set(keys(asked(text)))


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("Астане", "Астана"),
        ("Астаной", "Астаны"),
        ("музеями", "музей"),
        ("акима", "аким"),
        ("днём", "день"),
        ("дней", "день"),
        ("органам", "орган"),
        ("визита", "визит"),
        ("Сергеем", "Сергей"),
        ("үйлері", "үйі"),
        ("елі", "елдің"),
        ("ел", "елдер"),
        ("орны", "орнында"),
        ("ойны", "ойындар"),
        ("Н.А.Назарбаев", "Н.А. Назарбаев"),
        ("Н.А.Назарбаев", "Назарбаев"),
        ("В. Путин", "Путин"),
        ("г.Москва", "Москва"),
        ("г. Москва", "Москва"),
        ("1992г.", "1992"),
        ("1992 ж.", "1992"),
        ("1992ж.", "1992"),
        ("№12", "№ 12"),
        ("ст. 12", "статья 12"),
        ("ст.12", "статья 12"),
        ("co-ordination", "coordination"),
        ("inter-governmental", "intergovernmental"),
        ("crossborder", "cross-border"),
        ("кино-фестиваль", "кинофестиваль"),
        ("кино-фестивалем", "кинофестиваль"),
        ("өңір-аралық", "өңіраралық"),
        ("libraries NOT UNESCO", "libraries -UNESCO"),
        ("библиотеки НЕ ЮНЕСКО", "библиотеки -ЮНЕСКО"),
        ("кітапханалар ЕМЕС ЮНЕСКО", "кітапханалар -ЮНЕСКО"),
        ("кітапханалар ЮНЕСКО ЕМЕС", "кітапханалар -ЮНЕСКО"),
        ("libraries \u2212UNESCO", "libraries -UNESCO"),
        ("libraries –UNESCO", "libraries -UNESCO"),
        ("NOT В.Путин", "-В.Путин"),
        ("NOT г.Москва", "-г.Москва"),
        ("culture NOT science/sport", "culture -science/sport"),
        ("libraries NOT", "libraries"),
        ("көрменің", "көрме"),
        ("MSU", "МГУ"),
        ("ШҚО", "ВКО"),
        ("Mocква", "Москва"),
        ("CНГ", "СНГ"),
        ("Kазахстан", "Казахстан"),
        ("РК", "Республика Казахстан"),
        ("РФ", "Российская Федерация"),
        ("RF", "Russian Federation"),
        ("ҚР", "Қазақстан Республикасы"),
        ("St. Petersburg", "Saint Petersburg"),
        ("СПб", "Санкт-Петербург"),
        ("Алма-Ата", "Алматы"),
        ("в Алма-Ате", "Алматы"),
    ],
)
def test_what_is_written_in_two_ways_finds_the_same(written: str, otherwise: str) -> None:
    assert found(written) == found(otherwise) != set()


@pytest.mark.parametrize(
    "written",
    [
        "Н.А.Назарбаев",
        "В.Путин",
        "г.Москва",
        "1992г.",
        "ст.12",
        "РК",
        "РФ",
        "Алма-Ата",
        "St.Petersburg",
        "co-ordination",
    ],
)
def test_minus_leaves_out_all_that_the_same_finds_without_it_however_it_is_written(written: str) -> None:
    everything = set(keys(asked("")))
    assert found(written)
    assert found(f"-{written}") == everything - found(written)


@pytest.mark.parametrize(
    "written",
    [
        "2017/11/09",
        "9-11-2017",
        "«09» ноября 2017 г.",
        "09.11.17",
        "9 November 2017",
        "2017 жылғы 9 қараша",
        "09.11.2017",
    ],
)
def test_a_day_is_found_in_whatever_form_it_is_written(written: str) -> None:
    signed = set(Agreement.objects.published().filter(signed="2017-11-09").values_list("pk", flat=True))
    assert signed
    assert found(written) == signed


@pytest.mark.parametrize("written", ["2017-11", "11.2017", "November 2017", "ноябрь 2017", "2017 жылғы қараша"])
def test_a_month_is_found_with_all_its_days(written: str) -> None:
    signed = set(Agreement.objects.published().filter(signed__startswith="2017-11").values_list("pk", flat=True))
    assert found(written) == signed != set()


@pytest.mark.parametrize("written", ["1990s", "1990-е", "1990 жылдары", "1990–1999"])
def test_a_decade_alone_is_a_span_of_time(written: str) -> None:
    assert asked(written).reading.pieces[0].values == ("1990/1999",)


def test_a_title_that_is_pasted_finds_its_document() -> None:
    for document in Agreement.objects.published().order_by("pk")[::16]:
        for title in (document.title_en, document.title_ru, document.title_kk):
            assert document.pk in found(title[:400].rpartition(" ")[0] if len(title) > 400 else title), title


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Россия*", "Россия"),
        ("Қазақстанның*", "Қазақстанның"),
        ("library*", "library"),
        ("culture -libraries", "culture -libraries*"),
        ("inter-regional", "interregional"),
        ("МИД", '"Министерства иностранных дел"'),
    ],
)
def test_what_says_more_finds_all_that_the_other_finds(written: str, other: str) -> None:
    assert found(written) >= found(other) != set()


@pytest.mark.parametrize("written", ["library*", "Россия*", "күйі", "ойны", "днём", "Mocква", "РК"])
def test_a_word_that_is_known_in_whatever_way_is_not_called_misspelt(written: str) -> None:
    question = asked(written).question
    assert not question.respelled
    assert not question.missing


@pytest.mark.parametrize("written", ["днём", "күйі"])
def test_no_word_is_taken_for_another_that_only_looks_like_it(written: str) -> None:
    highlighted = " ".join(
        str(document.title_highlighted or "") + "".join(f"{hit.heading} {hit.snippet}" for hit in document.clause_hits)
        for document in Answer(asked(written)).page.object_list
    )
    assert not any(f"<mark>{other}</mark>" in highlighted for other in ("нём", "күні", "дела", "дел"))


def test_a_title_in_capitals_has_no_operators_in_it() -> None:
    document = Agreement.objects.published().get(record_id="2013-11-11-treaty-good-neighbourliness")
    for title in (document.title_en, document.title_ru, document.title_kk):
        assert document.pk in found(title.upper())


@pytest.mark.parametrize("border", ["Федерации Правительство", "Казахстан Министерство"])
def test_no_phrase_is_found_across_two_parties(border: str) -> None:
    assert not found(f'"{border}"')


@pytest.mark.parametrize("possessive", ["Zyxname’s", "Zyxname's", "Zyxnameʼs"])
def test_a_name_is_found_where_it_says_whose_something_is(possessive: str) -> None:
    one = artificial(1, ("Zyxhead", f"{possessive} visit", "media"))
    settle()
    assert found("zyxname") == found('"zyxname visit"') == {one.pk}


def test_no_phrase_is_found_across_two_languages_or_two_fields() -> None:
    one = artificial(1, ("zyxhead", "zyxbegin zyxend", "media"))
    one.title_en, one.title_ru = "Zyxtitle zyxlast", "Зыхпервый зыхконец"
    one.save()
    settle()
    assert found('"zyxtitle zyxlast"') == found('"зыхпервый зыхконец"') == found('"zyxbegin zyxend"') == {one.pk}
    assert not found('"zyxlast зыхпервый"') | found('"zyxhead zyxbegin"')


def test_a_phrase_is_found_in_the_labels_of_the_vocabulary_and_in_notes() -> None:
    days = set(Agreement.objects.published().filter(themes="culture-days").values_list("pk", flat=True))
    assert days
    assert days <= found('"days of culture"') & found('"Дни культуры"') & found('"Мәдениет күндері"')
    in_force = set(Agreement.objects.published().filter(status="in-force").values_list("pk", flat=True))
    assert in_force <= found('"in force"')
    for document in Agreement.objects.published().exclude(notes_en="")[:5]:
        words = document.notes_en.split()[2:6]
        assert document.pk in found(f'"{" ".join(words)}"'), words


def test_short_names_are_data_that_can_be_changed() -> None:
    assert found("zyxrk") == set()
    Synonym.objects.create(
        key="test", label_en="Astana", label_ru="Астана", label_kk="Астана", alt_en=["zyxrk"], alt_ru=["зыхрк"]
    )
    assert found("zyxrk") == found("Astana")
    assert found("зыхрк") == found("Астана")


def test_only_the_spelling_that_was_written_is_looked_for_where_that_is_said() -> None:
    one = artificial(1, ("Zyxlibrary", "a zyxlibrary", "media"))
    other = artificial(2, ("Zyxlibraries", "two zyxlibraries", "media"))
    settle()
    assert found("zyxlibrary") == found("zyxlibraries") == {one.pk, other.pk}
    assert found("=zyxlibrary") == {one.pk}
    assert found("=zyxlibraries") == {other.pk}


def test_letters_that_look_alike_are_alike_in_the_record_too_and_only_in_words_of_two_scripts() -> None:
    mixed = artificial(1, ("Зыxслово zyxcop", "Зыхcлово", "media"))  # Latin x and c
    settle()
    assert found("зыхслово") == found("зыxслово") == {mixed.pk}
    assert found("zyxcop") == {mixed.pk}
    assert found("зухсор") != {mixed.pk}


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Назарбаеву", "Нурсултан Назарбаев"),
        ("Нaзарбаев", "Нурсултан Назарбаев"),
        ("музеями", "Выставки и музеи"),
        ("Н.А.Назарбаев", "Нурсултан Назарбаев"),
        ("Назарбаев Н. А.", "Нурсултан Назарбаев"),
        ("Алма-Ата", "Город Алматы"),
        ("СПб", "Санкт-Петербург"),
        ("Минкультуры", "Министерство культуры Алтайского края"),
        ("Kazakstan", "Акимат Северо-Казахстанской области"),
    ],
)
def test_suggestions_know_the_spellings_that_the_search_knows(typed: str, label: str, client: Client) -> None:
    rows = client.get("/ru/suggest/", {"q": typed}).json()["suggestions"]
    assert label in [row["label"] for row in rows]


def test_a_phrase_is_marked_where_its_words_are_together_only() -> None:
    document = artificial(1, ("Zyxone zyxtwo", "of zyxone, and zyxtwo of zyxone zyxtwo", "media"))
    settle()
    [hit] = Answer(asked('"zyxone zyxtwo"')).page.object_list[0].clause_hits
    assert hit.heading == "<mark>Zyxone zyxtwo</mark>"
    assert hit.snippet == "of zyxone, and zyxtwo of <mark>zyxone zyxtwo</mark>"
    assert document.pk in found('"zyxone zyxtwo"')


@pytest.mark.parametrize(
    "text", ["x " * 10_000, '"' * 300, '"a "b "c "' * 40, "-" * 400, "NOT " * 90, "=" * 99, "* " * 99]
)
def test_nonsense_of_any_length_is_answered(text: str, client: Client) -> None:
    assert client.get("/kk/agreements/", {"q": text}).status_code == 200


def test_a_spelling_that_is_meant_is_looked_for_in_no_other_way() -> None:
    wordly = artificial(1, ("Zyxwordly", "a zyxwordly", "media"))
    hyphen = artificial(2, ("Zyx-operation", "a zyx-operation", "media"))
    joined = artificial(3, ("Zyxoperation", "a zyxoperation", "media"))
    settle()
    assert found("zyxwordlu") == {wordly.pk}
    assert found("=zyxwordlu") == set()
    assert found("zyx-operation") == {hyphen.pk, joined.pk}
    assert found("=zyx-operation") == {hyphen.pk}


def test_a_short_name_that_is_meant_as_it_stands_is_not_taken_for_what_it_is_short_for() -> None:
    Synonym.objects.create(key="test", label_en="Zyxlong", label_ru="Зыхдолгий", label_kk="Зыхұзын", alt_en=["zyxrk"])
    short = artificial(1, ("Zyxrk", "a zyxrk", "media"))
    long = artificial(2, ("Zyxlong", "a zyxlong", "media"))
    settle()
    assert found("zyxrk") == {short.pk, long.pk}
    assert found("=zyxrk") == {short.pk}


def test_minus_leaves_out_what_a_misspelt_word_finds() -> None:
    without = artificial(1, ("Zyxbase", "a zyxbase", "media"))
    artificial(2, ("Zyxbase", "a zyxbase of zyxwordly", "media"))
    settle()
    assert found("zyxbase -zyxwordlu") == {without.pk}


def test_suggestions_that_begin_like_what_is_typed_come_first(client: Client) -> None:
    for number, label in enumerate(("Arts of zyxword", "Zyxword and arts")):
        Theme.objects.create(key=f"zyx{number}", position=900, label_en=label, label_ru="Зыкс", label_kk="Зыкс")
    rows = client.get("/en/suggest/", {"q": "zyxw"}).json()["suggestions"]
    assert [row["label"] for row in rows] == ["Zyxword and arts", "Arts of zyxword"]


def test_words_like_operators_in_a_title_in_capitals_are_words() -> None:
    document = artificial(1)
    document.title_en = "Zyxprogramme of the museums or not of the libraries"
    document.save()
    settle()
    assert found(document.title_en.upper()) == {document.pk}


def test_those_with_most_of_the_words_have_none_of_what_is_not_wanted() -> None:
    words = ("zyxone zyxtwo", "zyxtwo zyxthree", "zyxone zyxthree zyxbad")
    documents = [artificial(n, ("Test heading", text, "media")) for n, text in enumerate(words)]
    settle()
    assert found("zyxone zyxtwo zyxthree -zyxbad") == {document.pk for document in documents[:2]}


def test_half_of_the_suggestions_are_documents_where_there_are_many_of_both(client: Client) -> None:
    for number in range(9):
        Theme.objects.create(
            key=f"zyx{number}", position=900, label_en=f"Zyxword {number}", label_ru="Зыкс", label_kk="Зыкс"
        )
        document = artificial(number)
        document.title_en = f"Zyxword of the test {number}"
        document.save()
    settle()
    rows = client.get("/en/suggest/", {"q": "zyxw"}).json()["suggestions"]
    assert sum("of the test" in row["label"] for row in rows) == len(rows) // 2 == 4


def test_a_short_word_is_not_taken_for_another() -> None:
    artificial(1, ("Zyqk", "a zyqk", "media"))
    settle()
    assert found("zyqt") == set()


def test_of_the_spellings_the_nearest_alone_is_taken() -> None:
    near = artificial(1, ("Zyxwordlab", "a zyxwordlab", "media"))
    artificial(2, ("Zyxworklat", "a zyxworklat", "media"))
    settle()
    assert found("zyxwordlad") == {near.pk}


def test_nothing_is_suggested_twice(client: Client) -> None:
    rows = client.get("/en/suggest/", {"q": "Altai Krai"}).json()["suggestions"]
    urls = [row["url"] for row in rows]
    assert urls
    assert len(set(urls)) == len(urls)
