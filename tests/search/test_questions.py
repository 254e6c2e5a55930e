"""The judged questions: what is called right is right by the files of the record; and how answers are measured."""

from collections import Counter
from itertools import product

import pytest

from agreements.search.relevance import Answered, Question, ask, pieces, read_questions, shares, worst
from tests.relevance import answers

JUDGED = answers.read(answers.QUESTIONS)
LANGUAGES = ("en", "ru", "kk")
KINDS = {
    *("years", "kind", "level", "status", "place", "region", "party", "person", "between", "side", "language", "theme"),
    *("having", "words", "nothing"),
}
OF_UNKNOWN = {"place", "party", "person"}


def test_each_question_is_judged_once() -> None:
    assert not [text for text, times in Counter(judged["question"] for judged in JUDGED).items() if times > 1]


def test_each_answer_without_words_is_every_document_that_meets_the_pieces() -> None:
    differing = {
        judged["question"]: sorted(answers.answer(judged["pieces"]) ^ set(judged["expect"]))
        for judged in JUDGED
        if "words" not in judged["pieces"] and answers.answer(judged["pieces"]) != set(judged["expect"])
    }
    assert not differing


def test_each_answer_by_words_meets_the_other_pieces_and_says_why() -> None:
    by_words = [judged for judged in JUDGED if "words" in judged["pieces"]]
    assert by_words
    for judged in by_words:
        assert judged["why"]
        assert judged["expect"]
        assert set(judged["expect"]) <= answers.answer(judged["pieces"])


def test_each_expected_document_is_in_the_record_and_named_once() -> None:
    for judged in JUDGED:
        assert len(set(judged["expect"])) == len(judged["expect"])
        assert set(judged["expect"]) <= set(answers.documents())


def test_each_value_is_one_that_the_archive_has() -> None:
    for judged in JUDGED:
        for name, values in judged["pieces"].items():
            if name == "party":
                assert {slug for inner in values for slug in inner} <= answers.known("party"), judged["question"]
            elif name not in ("signed", "with", "without", "words", "unknown"):
                assert set(values) <= answers.known(name), judged["question"]


def test_an_unknown_name_stands_in_its_question() -> None:
    for judged in JUDGED:
        assert all(name in judged["question"] for name in judged["pieces"].get("unknown", ()))


def test_the_kinds_of_a_question_are_those_of_its_pieces() -> None:
    for judged in JUDGED:
        shown = answers.kinds_of(judged["pieces"], judged["expect"])
        unknown = set(judged["kinds"]) - shown
        assert set(judged["kinds"]) >= shown, judged["question"]
        assert unknown <= (OF_UNKNOWN if "unknown" in judged["pieces"] else set()), judged["question"]
        assert set(judged["kinds"]) <= KINDS


def test_every_language_has_enough_questions_and_every_kind_of_piece() -> None:
    assert min(Counter(judged["language"] for judged in JUDGED)[language] for language in LANGUAGES) >= 60
    assert sum(not judged["expect"] for judged in JUDGED) >= 15
    there = {(judged["language"], kind) for judged in JUDGED for kind in judged["kinds"]}
    assert there == set(product(LANGUAGES, KINDS))


@pytest.mark.parametrize(
    ("signed", "wanted", "could_be"),
    [
        ("2018?", "2018", True),
        ("2018?", "2019/..", False),
        ("[..2015]", "1990/1999", True),
        ("[..2015]", "2016/..", False),
        ("[2013..2015]", "../2013", True),
        ("[2013..2015]", "2016", False),
        ("2017", "2017-11", True),
        ("2017-10", "2017-11", False),
        ("2017-11-09", "2017-11", True),
    ],
)
def test_a_doubtful_date_counts_where_it_could_be_true(signed: str, wanted: str, could_be: bool) -> None:
    assert answers.meets({"signed": signed}, {"signed": wanted}) is could_be


def test_the_questions_are_read_as_they_are_written() -> None:
    read = read_questions(answers.QUESTIONS)
    assert [question.text for question in read] == [judged["question"] for judged in JUDGED]
    assert all(isinstance(value, str) for question in read for piece in question.pieces for value in piece.values)


def question(*expect: str, **named: tuple[str, ...]) -> Question:
    return Question("Test question", "en", ("theme",), pieces(named.items()), frozenset(expect))


def test_precision_is_that_of_as_many_documents_as_are_right() -> None:
    answered = Answered(question("a", "b", "c", "d"), ["a", "x", "b", "y", "c"], pieces([]))
    assert answered.r_precision == 2 / 4
    assert answered.recall == 3 / 4


def test_recall_is_that_among_the_first_ten() -> None:
    right = [str(number) for number in range(12)]
    answered = Answered(question(*right), ["x", *right], pieces([]))
    assert answered.recall == 9 / 10
    assert answered.r_precision == 11 / 12


def test_a_question_without_an_answer_is_answered_by_nothing() -> None:
    assert Answered(question(), [], pieces([])).r_precision == 1
    assert Answered(question(), ["x"], pieces([])).r_precision == 0
    assert Answered(question(), ["x"], pieces([])).recall == 0


def test_a_reading_is_right_with_the_same_values_in_any_order_and_number_of_pieces() -> None:
    asked = question(kind=("plan", "protocol"), words=("border",))
    assert Answered(asked, [], pieces([("kind", ["protocol"]), ("kind", ["plan"])])).is_read
    assert not Answered(asked, [], pieces([("kind", ["plan"])])).is_read
    assert not Answered(asked, [], pieces([("kind", ["plan", "protocol"]), ("side", ["RU"])])).is_read


def test_both_ends_of_between_are_read_each_by_itself() -> None:
    asked = Question("Test question", "en", ("between",), pieces([("party", ["a"]), ("party", ["b"])]), frozenset())
    assert Answered(asked, [], pieces([("party", ["b"]), ("party", ["a"])])).is_read
    assert not Answered(asked, [], pieces([("party", ["a", "b"])])).is_read


def test_a_question_counts_under_each_of_its_kinds_and_the_worst_comes_first() -> None:
    several = Question("Test one", "en", ("theme", "years"), pieces([]), frozenset("a"))
    good, bad = Answered(several, ["a"], pieces([])), Answered(question("b"), [], pieces([]))
    counted = {part.name: (part.questions, part.r_precision) for part in shares([good, bad])}
    assert counted == {"all": (2, 0.5), "language en": (2, 0.5), "kind theme": (2, 0.5), "kind years": (1, 1.0)}
    assert worst([good, bad]) == [bad]


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
def test_the_judged_questions_are_read_and_answered_as_they_ought_to_be() -> None:
    questions = read_questions(answers.QUESTIONS)[::3]
    everything, *groups = shares(ask(questions))
    assert everything.r_precision >= 0.95
    assert everything.recall >= 0.95
    assert everything.is_read >= 0.85
    for group in groups:
        if group.name.startswith("language"):
            assert group.r_precision >= 0.9, group.name
