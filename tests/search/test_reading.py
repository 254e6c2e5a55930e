"""What a question is read as: dates, kinds, places, parties, people, themes, in three languages and any inflection."""

import pytest
from django.db import connection

from agreements.base.database import asking_index, settle
from agreements.models import Agreement, Cue, Participation, Party, Person, Signatory, State
from agreements.search.entry_types import DOCUMENTS
from agreements.search.reading.pieces import UNKNOWN, Reading
from agreements.search.reading.reader import read as read_now
from agreements.search.sounds import sound
from agreements.search.words import fold
from tests.artificial import artificial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@asking_index()
def read(text: str) -> Reading:
    return read_now(text, DOCUMENTS.name)


def pieces(text: str) -> dict[str, list[set[str]]]:
    """What the question is read as: by facet the values of each piece."""
    found: dict[str, list[set[str]]] = {}
    for piece in read(text).pieces:
        found.setdefault(piece.name, []).append(set(piece.values))
    return found


def one(text: str, name: str) -> set[str]:
    """The values of the one piece of a name."""
    (values,) = pieces(text).get(name, [set()])
    return values


MUSEUMS = {"exhibitions-museums"}


@pytest.mark.parametrize(
    "text",
    [
        "what did the two sides promise each other about museums between 2012 and 2016",
        "What did both sides promise about museums, 2012–2016?",
        "Что стороны обещали друг другу о музеях с 2012 по 2016 год?",
        "Екі тарап 2012 жылдан 2016 жылға дейін мұражайлар туралы не уәде берді?",
    ],
)
def test_a_whole_question_is_read_in_each_language(text: str) -> None:
    assert pieces(text) == {"theme": [MUSEUMS], "signed": [{"2012/2016"}]}
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("memoranda since 2014", {"memorandum"}),
        ("memoranda and protocols since 2014", {"memorandum", "protocol"}),
        ("action plans signed in Moscow", {"plan"}),
        ("протоколы после 2010 года", {"protocol"}),
        ("о меморандумах, подписанных в Москве", {"memorandum"}),
        ("программами, действующими до сих пор", {"programme"}),
        ("2014 жылдан кейінгі бағдарламалар", {"programme"}),
        ("Мәскеуде қол қойылған хаттамалар мен меморандумдар", {"protocol", "memorandum"}),
    ],
)
def test_kinds_are_read_in_any_inflection(text: str, kinds: set[str]) -> None:
    assert one(text, "kind") == kinds


@pytest.mark.parametrize(
    "text", ["agreements since 2014", "соглашений после 2014 года", "2014 жылдан кейінгі келісімдер"]
)
def test_a_word_for_any_document_is_no_kind(text: str) -> None:
    assert pieces(text).keys() == {"signed"}
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("memoranda between cities", "municipal"),
        ("inter-regional agreements on tourism", "interregional"),
        ("intergovernmental agreements since 2010", "intergovernmental"),
        ("соглашения между городами о спорте", "municipal"),
        ("межправительственных соглашениях о науке", "intergovernmental"),
        ("өңірлер арасындағы меморандумдар", "interregional"),
        ("үкіметаралық келісімдер", "intergovernmental"),
    ],
)
def test_levels_are_read(text: str, level: str) -> None:
    assert one(text, "level") == {level}
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("memoranda still in force", {"in-force"}),
        ("agreements that are no longer in force", {"expired", "superseded", "terminated", "not-in-force"}),
        ("expired agreements on science", {"expired"}),
        ("действующие соглашения о науке", {"in-force"}),
        ("действующих меморандумов", {"in-force"}),
        ("соглашения, утратившие силу", {"expired", "superseded", "terminated", "not-in-force"}),
        ("мерзімі аяқталған келісімдер", {"expired"}),
        ("күшіндегі меморандумдар", {"in-force"}),
    ],
)
def test_statuses_are_read(text: str, status: set[str]) -> None:
    assert one(text, "status") == status


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("agreements signed in Moscow", {"moscow"}),
        ("signed in the city of Chelyabinsk", {"chelyabinsk"}),
        ("signed in Nur-Sultan", {"astana", "nur-sultan"}),
        ("signed in Moscow or Almaty", {"moscow", "almaty"}),
        ("документы, подписанные в Астане", {"astana", "nur-sultan"}),
        ("заключённых в городе Екатеринбурге", {"yekaterinburg"}),
        ("Астанада қол қойылған келісімдер", {"astana", "nur-sultan"}),
        ("Петропавл қаласында қол қойылған құжаттар", {"petropavlovsk"}),
        ("Астанада 2014 жылы қол қойылған келісімдер", {"astana", "nur-sultan"}),
        ("signed in 2014 in Astana", {"astana", "nur-sultan"}),
        ("what did Sobyanin sign in Astana", {"astana", "nur-sultan"}),
        ("Что подписал Собянин в Астане?", {"astana", "nur-sultan"}),
        ("Астанада 2015 жылы қандай меморандумдарға қол қойылды?", {"astana", "nur-sultan"}),
    ],
)
def test_a_place_behind_a_cue_is_the_place_of_signature(text: str, places: set[str]) -> None:
    assert one(text, "place") == places


def test_a_place_without_a_cue_stays_a_word() -> None:
    assert read("memoranda since 2014 Omsk").rest == "Omsk"


@pytest.mark.parametrize(
    "text", ["memoranda of Omsk Region", "меморандумы Омской области", "Омбы облысының меморандумдары"]
)
def test_a_region_is_read_by_its_full_name(text: str) -> None:
    assert one(text, "region") == {"omsk-oblast"}


PUTIN, NAZARBAYEV = {"vladimir-putin"}, {"nursultan-nazarbayev"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("documents signed by Putin", [PUTIN]),
        ("signed by President Nazarbayev", [NAZARBAYEV]),
        ("signed by N. Nazarbaev", [NAZARBAYEV]),
        ("signed by Vladimir Vladimirovich Putin", [PUTIN]),
        ("signed by Putin and Nazarbayev", [PUTIN, NAZARBAYEV]),
        ("signed by Putin or Nazarbayev", [PUTIN | NAZARBAYEV]),
        ("подписанные Н.А.Назарбаевым", [NAZARBAYEV]),
        ("документы, подписанные Путиным и Назарбаевым", [PUTIN, NAZARBAYEV]),
        ("подписанные в Москве Собяниным", [{"sergei-sobyanin"}]),
        ("Which agreements did Nazarbayev sign?", [NAZARBAYEV]),
        ("Какие соглашения подписал Назарбаев?", [NAZARBAYEV]),
        ("Назарбаев қандай келісімдерге қол қойды?", [NAZARBAYEV]),
        ("Назарбаев қол қойған құжаттар", [NAZARBAYEV]),
        ("Путин мен Назарбаев қол қойған құжаттар", [PUTIN, NAZARBAYEV]),
    ],
)
def test_who_signed_is_read_by_any_of_the_names(text: str, people: list[set[str]]) -> None:
    assert pieces(text)["signatory"] == people


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("documents signed by the President of Russia", "President of the Russian Federation"),
        ("подписано президентом России", "President of the Russian Federation"),
        ("Қазақстан Президенті қол қойған құжаттар", "President of the Republic of Kazakhstan"),
        ("signed by the Governor of Chelyabinsk Oblast", "Governor of Chelyabinsk Oblast"),
        ("подписанные губернатором Омской области", "Governor of Omsk Oblast"),
    ],
)
def test_who_signed_is_read_by_an_office(text: str, office: str) -> None:
    having = Signatory.objects.filter(office_en=office, agreement__in=Agreement.objects.published())
    assert one(text, "signatory") == set(having.values_list("person__slug", flat=True)) != set()


def test_an_office_that_nobody_had_is_unknown() -> None:
    (piece,) = read("documents signed by the President of France").pieces
    assert (piece.name, piece.values) == (UNKNOWN, ("President of France",))


def test_the_office_of_who_signed_what_is_not_public_names_nobody() -> None:
    document = artificial(1, state=State.DRAFT)
    person = Person.objects.create(slug="zyx-zyxov", name_en="Zyx Zyxov", name_ru="Зюкс Зюксов")
    Signatory.objects.create(agreement=document, person=person, side="RU", position=1, office_en="Minister of Zyxland")
    settle()
    assert pieces("signed by the Minister of Zyxland").keys() == {UNKNOWN}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("with the participation of the Hermitage", ["Hermitage"]),
        ("signed by the Ministry of Culture of Russia", ["Ministry of Culture of the Russian Federation"]),
        ("signed by the Russian Ministry of Culture", ["Ministry of Culture of the Russian Federation"]),
        ("с участием Министерства культуры РФ", ["Ministry of Culture of the Russian Federation"]),
        ("с участием Эрмитажа", ["Hermitage"]),
        ("Эрмитаж тарап болған келісімдер", ["Hermitage"]),
        ("Ұлттық кітапхана қатысуымен", ["National Library"]),
    ],
)
def test_a_party_is_read_by_a_part_of_its_name(text: str, words: list[str]) -> None:
    (slugs,) = pieces(text)["party"]
    having = Party.objects.filter(name_en__contains=words[0]).values_list("slug", flat=True)
    assert slugs == set(having)


@pytest.mark.parametrize(
    "text",
    [
        "agreements between Omsk and Pavlodar",
        "соглашения между Омском и Павлодаром",
        "Омбы мен Павлодар арасындағы келісімдер",
    ],
)
def test_between_two_names_both_are_demanded(text: str) -> None:
    one_side, other = pieces(text)["party"]
    assert one_side == set(Party.objects.filter(name_en__contains="Omsk").values_list("slug", flat=True))
    assert other == set(Party.objects.filter(name_en__contains="Pavlodar").values_list("slug", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "agreements between Omsk and Pavlodar Regions",
        "соглашения между Омской и Павлодарской областями",
    ],
)
def test_two_regions_may_share_the_word_for_it(text: str) -> None:
    one_side, other = pieces(text)["party"]
    assert one_side == set(Party.objects.filter(name_en__contains="Omsk Oblast").values_list("slug", flat=True))
    assert other >= set(Party.objects.filter(name_en__endswith="Pavlodar Region").values_list("slug", flat=True))
    assert "city-of-pavlodar" not in other


def test_a_whole_name_is_not_a_part_of_longer_ones() -> None:
    text = "agreements with the Ministry of Education and Science of Kazakhstan"
    assert one(text, "party") == {"ministry-of-education-and-science-of-the-republic-of-kazakhstan"}


@pytest.mark.parametrize(
    "text",
    [
        "agreements between Russia and Kazakhstan about culture",
        "соглашения между Россией и Казахстаном о культуре",
        "Ресей мен Қазақстан арасындағы мәдениет туралы келісімдер",
        "российско-казахстанские соглашения о культуре",
    ],
)
def test_the_two_sides_fall_away(text: str) -> None:
    assert pieces(text) == {"theme": [{"culture-general"}]}
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("documents about libraries", {"libraries"}),
        ("documents about libraries, archives and museums", {"libraries", "archives", *MUSEUMS}),
        ("agreements about Russian language teaching", {"language"}),
        ("соглашения в сфере туризма", {"tourism"}),
        ("соглашения по вопросам спорта и молодёжи", {"sport", "youth"}),
        ("туризм саласындағы келісімдер", {"tourism"}),
        ("кітапханалар мен мұрағаттар туралы құжаттар", {"libraries", "archives"}),
    ],
)
def test_what_a_question_is_about_is_a_theme_where_the_vocabulary_covers_it(text: str, themes: set[str]) -> None:
    assert one(text, "theme") == themes
    assert read(text).rest == ""


def test_what_the_vocabulary_does_not_cover_stays_words() -> None:
    asked = read("documents about opera singers signed in Moscow")
    assert asked.rest == "opera singers"
    assert [piece.name for piece in asked.pieces] == ["place"]


@pytest.mark.parametrize(
    "text",
    ["texts in Kazakh about science", "документы на казахском языке о науке", "ғылым туралы қазақ тіліндегі мәтіндер"],
)
def test_a_language_is_read_behind_a_cue(text: str) -> None:
    assert pieces(text) == {"language": [{"kk"}], "theme": [{"science"}]}


@pytest.mark.parametrize(
    ("text", "name", "mark"),
    [
        ("agreements with an official text", "with", "official-text"),
        ("соглашения без официального текста", "without", "official-text"),
        ("ережелері бар келісімдер", "with", "clauses"),
        ("memoranda without clauses", "without", "clauses"),
        ("соглашения с датой вступления в силу", "with", "in-force-date"),
    ],
)
def test_having_and_not_having_are_read(text: str, name: str, mark: str) -> None:
    assert one(text, name) == {mark}
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "said", "role"),
    [
        ("agreements signed in Vladivostok", "Vladivostok", "place"),
        ("signed by Medvedev", "Medvedev", "signed"),
        ("signed by X. Nazarbayev", "X. Nazarbayev", "signed"),
        ("signed by the Ministry of Defence", "Ministry of Defence", "signed"),
        ("Which agreements did Medvedev sign?", "Medvedev", "signed"),
        ("соглашения, подписанные Министерством обороны", "Министерством обороны", "signed"),
        ("Қорғаныс министрлігі қол қойған келісімдер", "Қорғаныс министрлігі", "signed"),
        ("соглашения, подписанные во Владивостоке", "Владивостоке", "place"),
        ("соглашения, подписанные Медведевым", "Медведевым", "signed"),
        ("с участием Третьяковской галереи", "Третьяковской галереи", "party"),
        ("Владивостокта қол қойылған келісімдер", "Владивостокта", "place"),
        ("Медведев қол қойған келісімдер", "Медведев", "signed"),
        ("agreements between Omsk and Vladivostok", "Vladivostok", "party"),
    ],
)
def test_a_name_that_the_archive_does_not_have_is_unknown(text: str, said: str, role: str) -> None:
    (piece,) = read(text).named(UNKNOWN)
    assert (piece.values, piece.role) == ((said,), role)


@pytest.mark.parametrize(
    ("text", "said", "role"),
    [
        ("agreement with Tashkent", "Tashkent", "party"),
        ("memoranda in Vladivostok", "Vladivostok", "place"),
        ("memorandum with the British Museum", "British Museum", "party"),
        ("agreements of Kirill Serebrennikov", "Kirill Serebrennikov", "party"),
        ("Days of Culture of Uzbekistan", "Uzbekistan", "party"),
        ("документы Лаврова", "Лаврова", "party"),
        ("меморандумы во владивостоке", "владивостоке", "place"),
        ("соглашения с Узбекистаном", "Узбекистаном", "party"),
        ("agreements with uzbekistan", "uzbekistan", "party"),
        ("Ташкентпен меморандумдар", "Ташкентпен", "party"),
    ],
)
def test_a_strange_name_is_unknown_without_a_cue_too(text: str, said: str, role: str) -> None:
    (piece,) = read(text).named(UNKNOWN)
    assert (piece.values, piece.role) == ((said,), role)


@pytest.mark.parametrize(
    "text",
    [
        "agreements about Tatarstan",  # the record has it
        "agreements on Musuems",  # or nearly so
        "Enumerate the protocols on museums",  # a sentence begins with a capital
        "Joint Statement on Peaceful Atom Development Strategy",  # a title
        "memoranda about zyxology",  # no name, as far as can be told
        "Uzbekistan",  # a word alone is a word
    ],
)
def test_what_the_record_has_and_what_is_no_name_is_not_unknown(text: str) -> None:
    assert not read(text).named(UNKNOWN)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("agreements that entered into force in 1998", "1998"),
        ("соглашения, вступившие в силу после 2010 года", "2011/.."),
        ("1998 жылы күшіне енген келісімдер", "1998"),
    ],
)
def test_when_something_entered_into_force_is_read(text: str, span: str) -> None:
    (piece,) = read(text).pieces
    assert (piece.name, piece.values) == ("with", ("in-force-date", span))
    assert read(text).rest == ""


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("нұр-сұлтанда не қол қойылды", "place", {"astana", "nur-sultan"}),
        ("Мәскеуде кім қол қойды", "place", {"moscow"}),
        ("Путин не қол қойды", "signatory", PUTIN),
        ("Назарбаев қашан қол қойды", "signatory", NAZARBAYEV),
    ],
)
def test_a_word_that_asks_stands_between_a_kazakh_name_and_what_is_said_of_it(
    text: str, name: str, values: set[str]
) -> None:
    assert one(text, name) == values
    assert not read(text).unknown


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("memoranda signed outside Moscow", "place", {"moscow"}),
        ("меморандумы, подписанные за пределами Москвы", "place", {"moscow"}),
        ("Мәскеуде қол қойылмаған меморандумдар", "place", {"moscow"}),
        ("Мәскеуден тыс қол қойылған хаттамалар", "place", {"moscow"}),
        ("Астанадан басқа жерде қол қойылған бағдарламалар", "place", {"astana", "nur-sultan"}),
        ("agreements without Putin", "signatory", PUTIN),
        ("соглашения без участия Назарбаева", "signatory", NAZARBAYEV),
        ("agreements that have not expired", "status", {"expired"}),
        ("мерзімі аяқталмаған жоспарлар", "status", {"expired"}),
        ("не о науке межправительственные соглашения", "theme", {"science"}),
    ],
)
def test_what_is_not_wanted_is_read_as_that(text: str, name: str, values: set[str]) -> None:
    (piece,) = read(text).named(name)
    assert piece.is_excluded
    assert set(piece.values) == values


@pytest.mark.parametrize(
    "text", ["documents not in force", "документы не в силе", "не действующие документы", "күшінде емес құжаттар"]
)
def test_what_is_not_in_force_is_any_of_the_statuses_of_that(text: str) -> None:
    (piece,) = read(text).pieces
    assert (piece.name, piece.is_excluded) == ("status", False)
    assert set(piece.values) == {"expired", "superseded", "terminated", "not-in-force"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("documents in French", "French"),
        ("документы на английском языке", "английском"),
        ("ағылшын тіліндегі мәтіні бар құжаттар", "ағылшын"),
    ],
)
def test_a_language_in_which_the_archive_has_no_text_is_unknown(text: str, said: str) -> None:
    (piece,) = read(text).named(UNKNOWN)
    assert (piece.values, piece.role) == ((said,), "language")
    assert not read("documents about English literature").unknown


@pytest.mark.parametrize("text", ["соглашения с ЮНЕСКО", "соглашения с МИД", "решения ВАК"])
def test_no_short_name_falls_away(text: str) -> None:
    assert text.rpartition(" ")[2] in read(text).rest


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("документы минкультуры России", "ministry-of-culture-of-the-russian-federation"),
        ("Ресей Мәдениет министрлігі жасаған құжаттар", "ministry-of-culture-of-the-russian-federation"),
        ("documents of MSU", "lomonosov-moscow-state-university"),
        ("соглашения КазНУ", "al-farabi-kazakh-national-university"),
    ],
)
def test_a_body_is_read_by_a_short_name_without_a_cue(text: str, party: str) -> None:
    assert one(text, "party") == {party}


@pytest.mark.parametrize(
    "text", ["memoranda that Putin and Nazarbayev signed", "documents which Putin and Nazarbayev signed"]
)
def test_several_who_signed_are_each_demanded(text: str) -> None:
    assert pieces(text)["signatory"] == [PUTIN, NAZARBAYEV]


def test_a_request_is_no_part_of_what_is_asked_for() -> None:
    assert read("найди меморандум Оренбурга").rest == "Оренбурга"
    assert read("the museums of Omsk find").rest == "museums Omsk"
    assert read("museums that list Omsk").rest == "museums that list Omsk"  # within a question it is a word


def test_a_kazakh_word_that_another_ends_like_joins_nothing() -> None:
    assert one("ресейлік тарап Атырауда неге қол қойды", "place") == {"atyrau"}


@pytest.mark.parametrize(
    "text",
    [
        "museums",
        "days of culture",
        "Nursultan Nazarbayev",
        "memorandum 2018",
        "2013",
        "2013-11-11",
        '"signed in Moscow"',
        "opera OR theatre",
        "-libraries",
        "librar*",
        "2013-11-11-treaty-good-neighbourliness",
        "қазақ тілі",
        "выставки и музеи",
    ],
)
def test_words_names_and_operators_are_not_read(text: str) -> None:
    assert not read(text).is_read


def test_quotes_and_operators_stay_beside_what_is_read() -> None:
    asked = read('memoranda since 2014 "good neighbourliness" -libraries opera OR theatre')
    assert asked.rest == '"good neighbourliness" -libraries opera OR theatre'
    assert {piece.name for piece in asked.pieces} == {"kind", "signed"}


def test_pieces_say_where_they_are_written() -> None:
    text = "Please, memoranda signed in Astana since 2014"
    for piece in read(text).pieces:
        assert " ".join(text[start:end] for start, end in piece.spans) == piece.written


def test_dates_that_exclude_each_other_contradict() -> None:
    assert read("agreements before 2010 and after 2015").contradicts_itself
    assert not read("agreements after 2010 and before 2015").contradicts_itself
    assert not read("agreements signed in 2012 or in 2014").contradicts_itself


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_names_of_what_is_not_public_are_unknown(state: str) -> None:
    document = artificial(1, state=state)
    party = Party.objects.create(
        slug="zyxhouse", side="RU", kind_id="institution", name_en="Zyxhouse", name_ru="Зюксхаус"
    )
    Participation.objects.create(agreement=document, party=party, position=1)
    person = Person.objects.create(slug="zyx-zyxov", name_en="Zyx Zyxov", name_ru="Зюкс Зюксов")
    Signatory.objects.create(agreement=document, person=person, side="RU", position=1)
    settle()
    for text in ("signed by Zyxhouse", "signed by Zyxov", "с участием Зюксхауса"):
        assert pieces(text).keys() == {UNKNOWN}
    if state != State.WITHDRAWN:
        Agreement.objects.get(pk=document.pk).publish()
        Agreement.objects.filter(pk=document.pk).update(state=State.PUBLISHED)
        settle()
        assert pieces("signed by Zyxhouse") == {"party": [{"zyxhouse"}]}
        assert pieces("signed by Zyxov") == {"signatory": [{"zyx-zyxov"}]}


def test_an_editor_changes_how_questions_are_read() -> None:
    assert read("memoranda zyxed at Moscow").rest
    cue = Cue.objects.get(key="signed-in")
    cue.alt_en = [*cue.alt_en, "zyxed at #"]
    cue.save()
    assert one("memoranda zyxed at Moscow", "place") == {"moscow"}
    cue.delete()
    assert "place" not in pieces("memoranda zyxed at Moscow")


@pytest.mark.parametrize(
    "text", ["(" * 300, '"' * 299, "signed in " * 30, "between and " * 25, "а " * 150, "- " * 100, "\u0301" * 9]
)
def test_nonsense_is_read_as_something(text: str) -> None:
    read(text)


def test_names_sound_in_python_as_in_the_database() -> None:
    names = [
        word
        for person in Person.objects.all()
        for name in (person.name_en, person.name_ru, person.name_kk)
        for word in fold(name).split()
        if word.isalpha()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded, search_sound(folded) FROM unnest(%s::text[]) folded", [names])
        assert all(sound(word) == heard for word, heard in cursor.fetchall())


def test_what_is_not_wanted_is_neither_highlighted_nor_wished_for() -> None:
    asked = read("memoranda not signed in Moscow since 2014")
    assert "Moscow" not in asked.told
    assert "Moscow" not in asked.wished


def test_names_behind_a_comma_are_names_of_their_own() -> None:
    assert [piece.values for piece in read("agreements with Tashkent, Samarkand").unknown] == [
        ("Tashkent",),
        ("Samarkand",),
    ]


def test_a_part_of_a_word_with_a_hyphen_is_no_strange_name() -> None:
    assert not read("memoranda with Zyx-Qwertograd").unknown


def test_a_language_that_no_text_is_in_is_unknown_only_where_nothing_follows_it() -> None:
    assert [piece.said for piece in read("agreements in German about science").unknown] == ["German"]
    asked = read("agreements in German literature")
    assert not asked.unknown
    assert asked.rest == "German literature"


def test_two_regions_without_a_cue_may_share_the_word_for_it() -> None:
    assert one("memoranda of Omsk and Tomsk Oblasts", "region") == {"omsk-oblast", "tomsk-oblast"}


def test_a_theme_with_several_years_is_asked_for_and_a_kind_is_called_so() -> None:
    assert pieces("libraries, 2003–2006") == {"theme": [{"libraries"}], "signed": [{"2003/2006"}]}
    assert not read("programme 2003–2006").is_read


def test_the_side_behind_a_theme_stays_a_word() -> None:
    asked = read("documents about museums of Kazakhstan")
    assert [(piece.name, set(piece.values)) for piece in asked.pieces] == [("theme", MUSEUMS)]
    assert asked.rest == "Kazakhstan"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("pending entry into force", "not-in-force"),
        ("не вступивший в силу", "not-in-force"),
        ("орнына басқасы жасалған", "superseded"),
    ],
)
def test_a_status_of_several_words_needs_nothing_beside_it(text: str, status: str) -> None:
    assert pieces(text) == {"status": [{status}]}


@pytest.mark.parametrize("text", ["tourism Omsk Region", "туризм Омская область"])
def test_a_region_beside_a_theme_asks_for_something(text: str) -> None:
    assert pieces(text) == {"theme": [{"tourism"}], "region": [{"omsk-oblast"}]}


def test_a_name_with_initials_needs_no_cue() -> None:
    assert one("documents of N. A. Nazarbayev", "signatory") == NAZARBAYEV


def test_a_cue_of_whom_names_nobody_by_a_word_that_many_names_have() -> None:
    assert "party" not in pieces("memoranda with universities since 2014")


def test_a_person_in_a_longer_name_has_not_signed() -> None:
    asked = read("what was signed, Nazarbayev University")
    assert not asked.named("signatory")
    assert asked.rest == "Nazarbayev University"


def test_a_name_that_is_not_known_is_left_out_with_the_others_and_demands_nothing() -> None:
    asked = read("documents not signed by Putin and Medvedev")
    assert [(piece.said, piece.is_excluded) for piece in asked.pieces] == [("Putin", True), ("Medvedev", True)]
    assert not asked.unknown


@pytest.mark.parametrize(
    "text",
    [
        "agreements not from 2015",
        "memoranda except 2015",
        "memoranda other than 2015",
        "меморандумы не 2015 года",
        "не в 2015 году меморандумы",
        "меморандумы, кроме 2015 года",
        "2015 жылдан басқа меморандумдар",
    ],
)
def test_a_date_that_is_not_wanted_is_read_as_that(text: str) -> None:
    (date,) = read(text).named("signed")
    assert (date.values, date.is_excluded) == (("2015",), True)
    assert not any(piece.is_excluded for piece in read(text).pieces if piece is not date and piece.name != "signed")
    assert read("меморандумы в начале 2015 года, 2015 жылдың басында").named("signed")[0].is_excluded is False


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("документы кроме Москвы", "-Москвы"),
        ("libraries not UNESCO", "libraries -UNESCO"),
        ("libraries except opera", "libraries -opera"),
        ("what is not allowed", "what is not allowed"),
        ("libraries NOT", "libraries NOT"),
    ],
)
def test_a_word_that_is_not_wanted_is_left_out(text: str, rest: str) -> None:
    assert read(text).rest == rest


@pytest.mark.parametrize("text", ["agreements by Sergei Lavrov", "agreements with Sergei Lavrov"])
def test_a_name_that_goes_on_with_a_strange_word_is_nobody_of_the_archive(text: str) -> None:
    (piece,) = read(text).pieces
    assert (piece.name, piece.values) == (UNKNOWN, ("Sergei Lavrov",))


def test_a_greeting_before_a_request_hides_no_question() -> None:
    asked = read("привет! подскажите пожалуйста договор про дружбу Назарбаева и Путина 2013 года")
    assert {"kind", "signed"} <= {piece.name for piece in asked.pieces}
    assert "подскажите" not in asked.rest


def test_words_of_russian_that_name_nothing_fall_away() -> None:
    assert read("а ведь были меморандумы с 2014 года").rest == ""


def test_between_two_words_that_are_no_names_nothing_is_unknown() -> None:
    assert not read("agreements between ogres and elves").unknown
