"""A citation names newspaper, day, page, both titles and the paragraph, and says that a machine translated."""

from __future__ import annotations

import datetime

import pytest
from factories import article, passage

from assistant.text.citation import MACHINE, citation, inner_quotes, titles
from corpus.model import Newspaper
from corpus.text.date_format import format_day


def test_the_form_of_the_design() -> None:
    of = article()
    assert citation(of, passage(of, 3)) == (
        "People's Daily (人民日报), 25 April 1960, p. 3, “Vigorously Develop ‘Small Foreign Groups’” (大办“小洋群”), ¶3. "
        "English: machine translation."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"page": None}, "Gazette (柳渡报), 9 July 1952, “Flood” (洪水), ¶1."),
        ({"date": None}, "Gazette (柳渡报), n.d., p. 1, “Flood” (洪水), ¶1."),
        ({"title_en": ""}, "Gazette (柳渡报), 9 July 1952, p. 1, 洪水, ¶1."),
        ({"title_zh": ""}, "Gazette (柳渡报), 9 July 1952, p. 1, “Flood”, ¶1."),
        ({"title_en": "", "title_zh": ""}, "Gazette (柳渡报), 9 July 1952, p. 1, ¶1."),
        ({"title_en": "洪水"}, "Gazette (柳渡报), 9 July 1952, p. 1, “洪水”, ¶1."),
        ({"newspaper": Newspaper()}, "9 July 1952, p. 1, “Flood” (洪水), ¶1."),
        ({"newspaper": Newspaper("Gazette", "")}, "Gazette, 9 July 1952, p. 1, “Flood” (洪水), ¶1."),
        ({"newspaper": Newspaper("", "柳渡报")}, "柳渡报, 9 July 1952, p. 1, “Flood” (洪水), ¶1."),
        ({"newspaper": Newspaper(), "date": None, "page": None, "title_en": "", "title_zh": ""}, "n.d., ¶1."),
        ({"page": 0}, "Gazette (柳渡报), 9 July 1952, p. 0, “Flood” (洪水), ¶1."),
    ],
)
def test_what_the_record_does_not_know_is_left_out(changes: dict[str, object], expected: str) -> None:
    known = {
        "newspaper": Newspaper("Gazette", "柳渡报"),
        "date": datetime.date(1952, 7, 9),
        "page": 1,
        "title_en": "Flood",
        "title_zh": "洪水",
        "machine_translated": False,
    }
    of = article(**(known | changes))
    assert citation(of, passage(of)) == expected


@pytest.mark.parametrize(("first", "last", "expected"), [(1, 1, "¶1."), (4, 5, "¶¶4–5."), (2, 11, "¶¶2–11.")])
def test_paragraphs(first: int, last: int, expected: str) -> None:
    of = article(machine_translated=False)
    assert citation(of, passage(of, first, last)).endswith(f", {expected}")


def test_the_machine_is_named_only_where_its_words_are_quoted() -> None:
    both = article()
    assert citation(both, passage(both)).endswith(MACHINE)
    only_chinese = article(english=None)
    assert MACHINE not in citation(only_chinese, passage(only_chinese))
    human = article(machine_translated=False)
    assert MACHINE not in citation(human, passage(human))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Flood", "Flood"),
        ('"Small Groups" at Work', "‘Small Groups’ at Work"),
        ('Develop "Small Groups"', "Develop ‘Small Groups’"),
        ("Develop “Small Groups”", "Develop ‘Small Groups’"),
        ("The People's “Own” Ferry", "The People's ‘Own’ Ferry"),
        ('("Two") and—"Three"', "(‘Two’) and—‘Three’"),
        ("", ""),
    ],
)
def test_double_quotes_inside_a_title_become_single(title: str, expected: str) -> None:
    assert inner_quotes(title) == expected


def test_the_chinese_title_keeps_its_quotes() -> None:
    assert titles(article(title_zh="“一”和《二》")).endswith("(“一”和《二》)")


def test_days_are_english_whatever_the_locale() -> None:
    assert format_day(datetime.date(1946, 5, 1)) == "1 May 1946"
    assert format_day(datetime.date(2003, 12, 31)) == "31 December 2003"
