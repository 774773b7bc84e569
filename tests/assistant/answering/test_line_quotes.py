"""Headlines, bylines and the like are found by phrases, filters and keywords, and never push an answer aside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder

from assistant import ask
from assistant.answer import Outcome
from assistant.ask import Assistant
from assistant.facts import OnlyLinesFit, UnknownWords
from corpus.model import Kind
from embeddings.text.analyzer import Analyzer

TEXT = """Title: The Cooperative Opens
Author: Xia Yuan
Date: 1956-03-24
Page: 2

    The Cooperative Opens
    By our reporter Xia Yuan

    The new shop on Ferry Street sells salt and cloth, and the town came to see it on Monday.



<hr />\x20

Original:\x20


### 合作社开门
夏远
1956-03-24
第2版()
专栏：

    合作社开门
    本报记者　夏远
    渡口街的新店卖盐卖布，星期一全镇的人都来看，老人说从来没有见过这样的店。
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    Built(folder / "archive", FakeEncoder(), Analyzer()).bring_up_to_date([folder / "a.md"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "load_encoder", lambda _: FakeEncoder())
        with Assistant.open(folder / "archive") as opened:
            yield opened


@pytest.mark.parametrize("asked", ["夏远", '"夏远"', "zh:夏远", "Xia Yuan", 'en:"Xia Yuan"', '"our reporter Xia"'])
def test_a_byline_is_found(shop: Assistant, asked: str) -> None:
    answer = shop.ask(asked)
    assert answer.outcome is Outcome.FOUND
    assert answer.quotes[0].passage.kind is Kind.BYLINE
    assert not [reason for reason in answer.reasons if isinstance(reason, UnknownWords)]


def test_what_only_a_line_has_is_not_said_to_be_nowhere(shop: Assistant) -> None:
    answer = shop.ask("What did the reporter Yuan see in the shop?")
    assert "Yuan" not in {word for reason in answer.reasons if isinstance(reason, UnknownWords) for word in reason.words}


def test_a_line_that_fits_the_filters_is_shown_where_no_passage_does(shop: Assistant) -> None:
    answer = shop.ask("What is sold here? zh:夏远")
    assert (answer.outcome, answer.reasons[0]) == (Outcome.WEAK, OnlyLinesFit())
    assert [quote.passage.kind for quote in answer.quotes] == [Kind.BYLINE]


def test_filters_hold_for_lines(shop: Assistant) -> None:
    assert shop.ask("夏远 page:3").quotes == ()
    assert shop.ask('"夏远" -zh:记者').quotes == ()


def test_a_part_of_a_word_is_no_keyword(shop: Assistant) -> None:
    assert all(quote.passage.kind is Kind.BODY for quote in shop.ask("opera").quotes)
    assert Kind.TITLE in {quote.passage.kind for quote in shop.ask("cooperative").quotes}


def test_a_passage_that_has_the_keyword_comes_before_a_headline_that_has_more(shop: Assistant) -> None:
    assert [quote.passage.kind for quote in shop.ask("新店").quotes][:1] == [Kind.BODY]
