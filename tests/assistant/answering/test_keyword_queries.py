"""A Chinese name is found on both sides, however it is spelled, marked there, and the answer says what it was taken for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder

from assistant import ask
from assistant.answer import Answer, Outcome, Quote
from assistant.ask import Assistant
from assistant.facts import NameRead
from assistant.text.i18n import in_language
from assistant.wording.messages import interpretation_text, reasons_text
from corpus.model import Side
from embeddings.query.question import parse
from embeddings.text.analyzer import Analyzer
from embeddings.text.pinyin import Readings

ARTICLES = (
    ("both", "Chen Boda spoke to the writers about the new journal.", "陈伯达向作家们谈了新刊物。"),
    ("garbled", "Comrade Chen the Uncle spoke at the meeting about grain.", "陈伯达同志在会上谈了粮食。"),
    ("lost", "The hall was full when Chen Boda came to the station.", ""),
    ("north", "The train from Beijing was late because of the snow.", "从北京来的火车因为下雪晚点了。"),
    ("background", "The background of the painting is a quiet pond.", "这幅画的背景是一个安静的池塘。"),
    ("surname", "Chen Yongfu repaired the pump of the village.", "陈永福修好了村里的水泵。"),
    ("nobody", "The harvest of cotton was good in the autumn.", "秋天棉花收成很好。"),
    ("party", "The faction went on with its war in the north.", "国民党继续在北方打内战。"),
    ("abroad", "A report from Yan'an was read in the evening.", ""),
    ("change", "Women can change the machine; many did.", "妇女能换机器，很多人换了。"),
)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("named")
    rows = [
        {"id": id, "newspaper": "Gazette", "date": "1958-05-01", "page": 1, "english": english, "chinese": chinese}
        for id, english, chinese in ARTICLES
    ]
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    built = Built(folder / "archive", FakeEncoder(), Analyzer())
    built.bring_up_to_date([file])
    with Assistant.open(built.folder) as opened:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ask, "load_encoder", lambda _: FakeEncoder())
            opened.warm()
        yield opened


def marked(quote: Quote, side: Side) -> list[str]:
    excerpt = quote.passage.excerpt(side)
    return [excerpt.text[span.start : span.end] for span in quote.highlights(side).words] if excerpt else []


def named_in(answer: Answer) -> list[tuple[str, ...]]:
    return [(one.phrase, *one.forms) for one in answer.understood if isinstance(one, NameRead)]


SPELLINGS = (
    "Chen Boda",
    "Chén Bódá",
    "Chen Bo-da",
    "Chen Bo Da",
    "Chenboda",
    "Ch'en Po-ta",
    "Ch’en Po-ta",
    "Ch'en Po Ta",
    "Chen Po-ta",
    "陈伯达",
    "陳伯達",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_finds_the_same_passages(named: Assistant, spelling: str) -> None:
    answer = named.ask(f"What did {spelling} speak about?", len(ARTICLES))
    holding = {q.article.id for q in answer.quotes if {"Chen Boda", "陈伯达"}.intersection(marked(q, "en") + marked(q, "zh"))}
    assert holding == {"both", "garbled", "lost"}
    assert len(named_in(answer)) == 1


@pytest.mark.parametrize("spelling", ["Chén Bódá", "Chen Bo-da", "Chen Bo Da", "Ch'en Po-ta", "Ch’en Po Ta", "Chen Po-ta"])
def test_a_spelling_in_latin_letters_is_searched_as_its_pinyin(named: Assistant, spelling: str) -> None:
    pinyin, other = (named.ask(f"What did {name} speak about?", len(ARTICLES)) for name in ("Chen Boda", spelling))
    assert other.quotes == pinyin.quotes
    assert other.confidence == pinyin.confidence


@pytest.mark.parametrize("spelling", ["Chen Boda", "Ch'en Po-ta", "陈伯达"])
def test_names_are_marked_on_both_sides(named: Assistant, spelling: str) -> None:
    quotes = {quote.article.id: quote for quote in named.ask(spelling, 8).quotes}
    assert "Chen Boda" in marked(quotes["both"], "en")
    assert "陈伯达" in marked(quotes["both"], "zh")
    assert "陈伯达" in marked(quotes["garbled"], "zh")
    assert "Chen Boda" in marked(quotes["lost"], "en")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Ch'en Po-ta say?", [("Ch'en Po-ta", "Chen Boda", "陈伯达")]),
        ("What did Chen Boda say?", [("Chen Boda", "陈伯达")]),
        ("ch'en po-ta", [("ch'en po-ta", "Chen Boda", "陈伯达")]),
        ("陈伯达说了什么？", [("陈伯达", "Chen Boda")]),
        ("陳伯達說了什麼？", [("陳伯達", "Chen Boda")]),
        ("Why was the train from Peking late?", [("Peking", "Beijing", "北京")]),
        ("Beijing", [("Beijing", "北京")]),
        ("What did Chen Yonggui say?", []),
        ("Women can change the machine in May.", []),
        ("Chen Boda spoke to the writers about the new journal and to many others.", []),
        ("这幅画的背景是什么？", []),
    ],
)
def test_what_a_name_was_taken_for_is_told(named: Assistant, question: str, names: list[tuple[str, ...]]) -> None:
    answer = named.ask(question)
    assert named_in(answer) == names
    for one in (one for one in answer.understood if isinstance(one, NameRead)):
        assert interpretation_text(one) == f"Name: {' = '.join((one.phrase, *one.forms))}."
        with in_language("zh"):
            assert interpretation_text(one) == f"专名：{' = '.join((one.phrase, *one.forms))}。"


@pytest.mark.parametrize(
    ("line", "article"),
    [
        ("Guomindang", "party"),
        ("Kuomintang", "party"),
        ("guomindang", "party"),
        ("国民党", "party"),
        ("Yan'an", "abroad"),
        ("yan’an", "abroad"),
        ("Yanan", "abroad"),
        ("Chen Yongfu", "surname"),
        ("Ch'en Yung-fu", "surname"),
        ("陈永福", "surname"),
        ("Peking", "north"),
        ("Chen Boda grain", "garbled"),
        ("陈伯达 粮食", "garbled"),
    ],
)
def test_a_line_that_only_names_somebody_finds_the_passage_that_has_the_name(named: Assistant, line: str, article: str) -> None:
    """On either side, in whichever spelling; it comes first, whatever else is like the line."""
    answer = named.ask(line)
    assert (answer.outcome, answer.reasons, answer.quotes[0].article.id) == (Outcome.FOUND, (), article)


@pytest.mark.parametrize("line", ["陈勇富", "Chen Boda cotton", "陈伯达 棉花"])
def test_another_name_that_sounds_alike_is_not_found_nor_half_of_a_line(named: Assistant, line: str) -> None:
    assert named.ask(line).outcome is not Outcome.FOUND


@pytest.mark.parametrize("line", ["Kuomintang zeppelins", "Guomindang zeppelins", "国民党 zeppelins"])
def test_a_name_in_any_spelling_is_one_word_that_a_passage_holds(named: Assistant, line: str) -> None:
    held = named._engine().index.retrieve_candidates(parse(line)).features.query_coverage
    assert 0.25 < max(held) < 0.75  # the rarer word weighs more


def test_a_party_has_no_surname(named: Assistant) -> None:
    assert named.ask("Kuomintang").understood[0] == NameRead("Kuomintang", ("Guomindang", "国民党"))
    assert Readings.from_pypinyin().to_pinyin("国民党", "guomindang") == "Guomindang"
    assert Readings.from_pypinyin().to_pinyin("延安", "yanan", joined=True) == "Yan'an"


def test_a_word_that_only_sounds_alike_is_no_name(named: Assistant) -> None:
    quotes = {quote.article.id: quote for quote in named.ask("What of Peking?", 8).quotes}
    assert marked(quotes["north"], "zh") == ["北京"]
    assert "背景" not in marked(quotes["background"], "zh")


def test_a_name_that_the_archive_has_is_not_called_unknown(named: Assistant) -> None:
    assert "Po-ta" not in reasons_text(named.ask("Ch'en Po-ta and zeppelins").reasons)


@pytest.mark.parametrize(
    ("spellings", "chinese"),
    [
        (("Shao Wenjun", "Shao Wen-chün", "Shao Wen-chun"), "邵文俊"),
        (("Gu Changgen", "Ku Ch'ang-ken", "Gǔ Chánggēn"), "顾长根"),
        (("Lu Qiming", "Lu Ch'i-ming", "Lu Chi-ming"), "陆启明"),
    ],
)
def test_spellings_of_the_samples_people_give_one_answer(
    assistant: Assistant, spellings: tuple[str, ...], chinese: str
) -> None:
    found = [assistant.ask(f"What is told of {spelling}?") for spelling in spellings]
    assert len({tuple(quote.passage.id for quote in answer.quotes) for answer in found}) == 1
    for answer in found:
        (name,) = named_in(answer)
        assert chinese in name
        assert chinese in marked(answer.quotes[0], "zh")
    assert assistant.ask(chinese).quotes[0].passage.id in {quote.passage.id for quote in found[0].quotes}


def test_occurrences_stay_literal(sample_archive: Path) -> None:
    from assistant.exploring.concordance import Pattern, concordance
    from corpus.storage.store import Store

    with Store.open(sample_archive) as store:
        assert not list(concordance(store, Pattern("Shao Wen-chün")))
        assert {one.side for one in concordance(store, Pattern("Shao Wenjun"))} == {"en"}


@pytest.mark.parametrize("question", ["Chen Boda", "What did Chen Boda speak about?", "陈伯达"])
def test_a_side_that_lacks_the_name_is_not_what_found_it(named: Assistant, question: str) -> None:
    """The translation has Chen the Uncle: only the Chinese has the name that was asked for."""
    quotes = {quote.article.id: quote for quote in named.ask(question, len(ARTICLES)).quotes}
    garbled = quotes["garbled"]
    assert marked(garbled, "zh")
    assert garbled.matched != "en" or marked(garbled, "en")
    for quote in quotes.values():
        if quote.matched != "both" and not marked(quote, quote.matched):
            assert not marked(quote, "zh" if quote.matched == "en" else "en")
