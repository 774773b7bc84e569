"""A passage is counted if it contains half as much of the question's words as the best one does; a question that tells nothing counts
nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from built_archive import Built
from store_passages import every_passage

from corpus.errors import IndexStale
from corpus.storage.store import Store
from embeddings.index.inverted_index import InvertedIndex, build_inverted_index
from embeddings.keyword_search import MIN_BEST_COVERAGE, RELATIVE_THRESHOLD, KeywordSearcher
from embeddings.text.analyzer import Terms

QUESTIONS = (
    "How many locust trees were planted along the dike?",
    "Why did the paper break that day?",
    "town",
    "water people town dike boat night",
    "染坊的火是怎么烧起来的？",
    "渡船",
    "新堤是怎么守住的？",
    "Who is Gu Xiaoman?",
)


@pytest.fixture(scope="module")
def store(built: Built) -> Iterator[Store]:
    with Store.open(built.folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def finder(built: Built, store: Store) -> KeywordSearcher:
    return KeywordSearcher.open(store, built.analyzer)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("least", [0.1, 0.5, 0.8, 1.0])
def test_it_is_what_adding_up_over_all_passages_gives(
    finder: KeywordSearcher, store: Store, question: str, least: float
) -> None:
    words, weights = finder._words, finder.weights([question])[0]
    every = [number for number, _, _ in every_passage(store)]
    held = dict.fromkeys(every, 0.0)
    for (field, term), weight in weights.items():
        for number in words.passages_with_term(field, term, every):
            held[number] += weight
    assert words.passages_with_weight(weights, least) == [number for number, total in held.items() if total >= least - 1e-6]
    assert sum(weights.values()) == pytest.approx(1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_some_are_counted_and_the_same_each_time(finder: KeywordSearcher, store: Store, question: str) -> None:
    found = finder.matches([question])
    assert 0 < len(found.numbers) < store.count("passage")
    assert list(found.numbers) == sorted(set(found.numbers))
    assert finder.matches([question]) == found
    assert (found.unknown, found.common) == ((), False)


@pytest.mark.parametrize("question", ["渡船", "渡口", "槐树"])
def test_one_chinese_word_is_counted_wherever_it_stands(finder: KeywordSearcher, store: Store, question: str) -> None:
    holding = [number for number, _, one in every_passage(store) if one.chinese and question in one.chinese.text]
    assert set(holding) <= set(finder.matches([question]).numbers)


@pytest.mark.parametrize(("one", "other"), [("槐树", "槐樹"), ("学习", "學習")])
def test_either_script_counts_the_same(finder: KeywordSearcher, one: str, other: str) -> None:
    assert finder.matches([one]).numbers == finder.matches([other]).numbers


def test_an_unknown_word_counts_against_all(finder: KeywordSearcher) -> None:
    less, more = finder.matches(["locust Peru"]), finder.matches(["locust"])
    assert (less.unknown, less.common, more.best_coverage) == (("Peru",), False, pytest.approx(1))
    assert less.best_coverage < more.best_coverage
    assert less.numbers == more.numbers, "but what is counted is counted by the words that there are"
    none = finder.matches(["ferry Peru Lima Andes llama quinoa zeppelin"])
    assert none.numbers == ()
    assert 0 < none.best_coverage < MIN_BEST_COVERAGE
    assert finder.matches(["齐柏林"]).numbers == ()


@pytest.mark.parametrize("question", QUESTIONS)
def test_half_as_much_as_the_fullest(finder: KeywordSearcher, question: str) -> None:
    found, weights = finder.matches([question]), finder.weights([question])[0]
    assert finder._words.passages_with_weight(weights, found.best_coverage - 1e-4)
    assert finder._words.passages_with_weight(weights, found.best_coverage + 1e-4) == []
    assert list(found.numbers) == finder._words.passages_with_weight(weights, found.best_coverage / 2)


@pytest.mark.parametrize("question", ["What is that?", "怎么样？", "什么", "Who were they, and who?"])
def test_words_that_only_ask_count_nothing(finder: KeywordSearcher, question: str) -> None:
    found = finder.matches([question])
    assert (found.numbers, found.common) == ((), True)


def test_a_word_of_most_passages_counts_nothing(built: Built, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    finder = KeywordSearcher.open(store, built.analyzer)
    assert finder.matches(["town"]).numbers
    monkeypatch.setattr("embeddings.keyword_search._COMMON_WORD_SHARE", 0.2)
    assert finder.matches(["town"]).common
    assert finder.matches(["locust town"]).numbers, "one word that tells something is enough"


def test_a_pair_across_two_words_is_no_word(finder: KeywordSearcher) -> None:
    weights, _, _ = finder.weights(["渡船槐树"])
    assert ("bigrams", "船槐") not in weights
    assert {("words", "渡船"), ("words", "槐树")} <= set(weights)


def test_questions_before_it_count_too(finder: KeywordSearcher) -> None:
    alone, both = finder.matches(["in winter?"]), finder.matches(["in winter?", "Where were the locust trees planted?"])
    assert both.numbers
    assert both.numbers != alone.numbers


def test_a_name_counts_also_together_with_a_question_before_it(finder: KeywordSearcher) -> None:
    names = [key for key in finder.weights(["And Gu Xiaoman?", "Who kept the ferry?"])[0] if key[0] == "names"]
    assert names == [("names", "guxiaoman")]


def test_an_index_of_another_record_is_refused(copied: Built) -> None:
    with Store.open(copied.folder) as store:
        store.mend([])
        with pytest.raises(IndexStale):
            KeywordSearcher.open(store, copied.analyzer)


def test_no_known_term_is_no_passage(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("words") / "words"
    build_inverted_index(folder, [(7, Terms(("ferry",), (), ())), (9, Terms(("boat", "ferry"), (), ()))])
    index = InvertedIndex(folder)
    assert index.passages_with_weight({}, RELATIVE_THRESHOLD) == []
    assert index.passages_with_weight({("english", "zeppelin"): 1.0}, RELATIVE_THRESHOLD) == []
    assert index.passages_with_weight({("english", "ferry"): 0.5, ("english", "boat"): 0.5}, RELATIVE_THRESHOLD) == [7, 9]
    assert index.passages_with_weight({("english", "ferry"): 0.4, ("english", "boat"): 0.6}, RELATIVE_THRESHOLD) == [9]
