"""A pasted text finds where it was printed, and how exactly is never claimed beyond what is so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opencc import OpenCC
from store_passages import every_passage

from assistant.answer import Answer, Exactness, Outcome
from assistant.answering.quote_matching import MIN_TEXT_LENGTH, find_matches, units_of
from assistant.ask import Assistant
from assistant.facts import QuotationNotFound
from assistant.text.citation import citation
from assistant.wording.messages import quote_notes
from corpus.model import SIDES, Kind, Side
from corpus.storage.store import Store
from corpus.text.folding import letters_only, letters_with_offsets

FIRST = "四月十七日下午三点二十分，柳渡造纸厂的圆网机上揭下了第一张白纸。"
ENGLISH = "At 3:20 in the afternoon of April 17th, the first sheet of white paper was peeled off the cylinder machine"

MOST_BEYOND = 3
"""Letters before or behind a sentence that happen to be those of the altered one."""


def how(answer: Answer) -> list[tuple[str, str]]:
    return [(q.passage.id, q.quote_match.exactness.value) for q in answer.quotes if q.quote_match]


@pytest.mark.parametrize(
    ("paste", "exactness"),
    [
        (FIRST, "exact"),
        (ENGLISH, "exact"),
        (FIRST[4:20], "exact"),
        (f"  {FIRST}\n", "exact"),
        (OpenCC("s2t").convert(FIRST), "letters"),
        (FIRST.replace("，", " ").replace("。", ""), "letters"),
        (FIRST[:15] + "\n" + FIRST[15:], "letters"),
        (ENGLISH.upper(), "letters"),
        (ENGLISH.replace(" ", "  ").replace(",", ""), "letters"),
        (FIRST.replace("揭下", "揭开").replace("白", "黄"), "near"),
        (ENGLISH.replace("afternoon", "aftemoon").replace("peeled", "pulled") + ".", "near"),
    ],
)
def test_a_pasted_sentence_finds_its_passage(assistant: Assistant, paste: str, exactness: str) -> None:
    answer = assistant.ask(paste)
    assert how(answer) == [("19540424-2-26de5f9e:1", exactness)]
    assert answer.outcome is Outcome.FOUND
    first = answer.quotes[0]
    assert first.rank == 1
    assert first.quote_match
    assert (first.quote_match.share == 1.0) is (exactness != "near")
    assert answer.confidence == 1.0 if exactness != "near" else answer.confidence >= first.quote_match.share
    text = first.article.text(first.quote_match.side)
    assert text
    if exactness == "exact":
        assert first.quote_match.span.of(text.content) == paste.strip()
    if exactness == "letters":
        assert letters_only(first.quote_match.span.of(text.content)) == letters_only(paste)


@given(st.data())
def test_an_altered_sentence_finds_its_passage(store: Store, data: st.DataObject) -> None:
    """And what is said to be like it hardly reaches beyond it."""
    _, article, passage = data.draw(st.sampled_from(list(every_passage(store))))
    side = data.draw(st.sampled_from(SIDES))
    text = article.text(side)
    long = [s for s in passage.sentences(side) if text and len(letters_only(s.of(text.content))) >= 2 * MIN_TEXT_LENGTH[side]]
    assume(text is not None and long)
    assert text
    sentence = data.draw(st.sampled_from(long))
    altered = data.draw(alterations(sentence.of(text.content), side))
    aligned = store.article(article.id)
    for one in find_matches(altered, [aligned.article], nearly=True):
        match = one.match
        assert units_of(one, aligned, altered)[0][0].id == passage.id
        before, behind = text.content[match.span.start : sentence.start], text.content[sentence.end : match.span.end]
        assert max(len(letters_only(before)), len(letters_only(behind))) <= MOST_BEYOND
        assert 0.7 <= match.share <= 1


@st.composite
def alterations(draw: st.DrawFn, sentence: str, side: Side) -> str:
    """A sentence in which a few words were exchanged, left out or put in, a tenth of it at most."""
    units = sentence.split(" ") if side == "en" else list(sentence)
    others = ["dike", "weakness", "an", "old", "harbour"] if side == "en" else list("堤船渡口不大")
    for _ in range(draw(st.integers(1, max(1, len(units) // 10)))):
        at = draw(st.integers(0, len(units) - 1))
        kind = draw(st.sampled_from(("exchange", "leave out", "put in", "turn round")))
        other = draw(st.sampled_from(others))
        if kind == "exchange":
            units[at] = other
        elif kind == "leave out" and len(units) > 1:
            del units[at]
        elif kind == "put in":
            units.insert(at, other)
        else:
            end = draw(st.integers(0, len(units) - 1))
            units[at], units[end] = units[end], units[at]
    return (" " if side == "en" else "").join(units)


def test_an_altered_first_sentence_does_not_match_the_paragraph_before(store: Store) -> None:
    """The article's end of a sentence began as the next one does, and the stretch of as many letters began there."""
    for _, article, passage in every_passage(store):
        if (english := passage.english) and article.english and english.span.start:
            words = english.text.split(" ")
            altered = " ".join((words[0][0] + words[0], *words[1:-1], "otherwise"))
            for one in find_matches(altered, [article], nearly=True):
                assert units_of(one, store.article(article.id), altered)[0][0].id == passage.id
                before = article.english.content[one.match.span.start : english.span.start]
                assert len(letters_only(before)) <= MOST_BEYOND


def test_both_sides_of_the_bead_are_highlighted(assistant: Assistant) -> None:
    quote = assistant.ask(FIRST).quotes[0]
    assert quote.passage.english
    assert quote.passage.chinese
    assert [s.of(quote.passage.chinese.text) for s in quote.chinese.sentences] == [FIRST]
    assert [s.of(quote.passage.english.text)[:12] for s in quote.english.sentences] == ["At 3:20 in t"]
    assert [s.of(quote.passage.chinese.text) for s in quote.chinese.words] == [FIRST]


def test_a_paste_across_two_paragraphs_gives_two_quotes(assistant: Assistant, store: Store) -> None:
    article = store.article("19540424-2-26de5f9e").article
    assert article.chinese
    paragraphs = [p.span.of(article.chinese.content) for p in article.chinese.paragraphs]
    at = next(k for k, text in enumerate(paragraphs) if text.startswith("四月十七日下午"))
    for paste in ("\n".join(paragraphs[at : at + 2]), paragraphs[at][-20:] + paragraphs[at + 1][:20]):
        answer = assistant.ask(paste)
        assert how(answer) == [(f"{article.id}:1", "exact"), (f"{article.id}:2", "exact")]
        first, second = (quote.quote_match.part for quote in answer.quotes[:2] if quote.quote_match)
        assert 0 < first < 1
        assert first + second == pytest.approx(1, abs=0.01)
        assert f"{first:.0%} is printed here, character for character" in quote_notes(answer.quotes[0])[0]


def test_a_pasted_headline_is_a_headline(assistant: Assistant) -> None:
    answer = assistant.ask("The First Sheet of White Paper")
    quote = answer.quotes[0]
    assert quote.quote_match
    assert (quote.passage.id, quote.passage.kind) == ("19540424-2-26de5f9e:title", Kind.TITLE)
    assert (quote.quote_match.exactness, quote.quote_match.part) == (Exactness.EXACT, 1)
    assert "headline" in citation(quote.article, quote.passage)
    assert "¶" not in citation(quote.article, quote.passage)


def test_half_of_a_paste_that_stands_elsewhere_is_not_claimed(assistant: Assistant, store: Store) -> None:
    """A headline and the paragraph below it: each quote says how much of it all stands there."""
    aligned = store.article("19540424-2-26de5f9e")
    headline, paragraph = aligned.lines[0].chinese, aligned.passages[0].chinese
    assert headline
    assert paragraph
    answer = assistant.ask(f"{headline.text}\n{paragraph.text}")
    matches = {q.passage.id: q.quote_match for q in answer.quotes if q.quote_match}
    assert {"19540424-2-26de5f9e:title", "19540424-2-26de5f9e:1"} <= set(matches)
    assert all(match.part < 1 for match in matches.values())


def test_each_pasted_paragraph_is_found_or_reported_missing(assistant: Assistant) -> None:
    invented = "毛主席万岁，人民公社万岁，总路线万岁，大跃进万岁！"
    answer = assistant.ask(f"他做了四十六年土纸，做出来的都是黄的。\n{invented}\n为什么单种槐树？因为槐树根扎得深，抓得住沙土")
    assert {id.split(":")[0] for id, _ in how(answer)} == {"19540424-2-26de5f9e", "19560324-1-77a35a10"}
    assert answer.understood == (QuotationNotFound(invented),)


@pytest.mark.parametrize(
    "paste",
    [
        "The Chairman opened the great conference and spoke for three hours about the tasks of the coming winter.",
        "全国各族人民热烈庆祝伟大的胜利，坚决拥护中央的英明决定。",
        FIRST[:16] + "北京工人体育场举行了盛大的群众集会。",
    ],
)
def test_an_invented_text_matches_nothing(assistant: Assistant, paste: str) -> None:
    answer = assistant.ask(paste)
    assert how(answer) == []
    assert [one for one in answer.understood if isinstance(one, QuotationNotFound)]


def test_a_quotation_inside_a_question_is_matched(assistant: Assistant) -> None:
    answer = assistant.ask("Who said “The bamboo has not slept enough.”?")
    assert how(answer) == [("19540424-2-26de5f9e:5", "exact")]


def test_a_question_is_no_paste(assistant: Assistant) -> None:
    for question in ("How many boats were counted in 1959?", "染坊的火是怎么烧起来的？", "steel"):
        answer = assistant.ask(question)
        assert not how(answer)
        assert not [one for one in answer.understood if isinstance(one, QuotationNotFound)]


def test_every_sentence_of_the_archive_is_found_exactly(assistant: Assistant, store: Store) -> None:
    missed, tried = [], 0
    for number, article, passage in every_passage(store):
        for side in SIDES:
            excerpt, text = passage.excerpt(side), article.text(side)
            if number % 9 or excerpt is None or text is None:
                continue
            sentence = max((s.of(text.content) for s in passage.sentences(side)), key=len)
            if len(letters_only(sentence)) < 30:
                continue
            tried += 1
            answer = assistant.ask(sentence, 3)
            match = answer.quotes[0].quote_match
            if match is None or match.exactness is not Exactness.EXACT or answer.quotes[0].passage.id != passage.id:
                missed.append(sentence)
    assert tried > 15
    assert missed == []


@given(st.text())
def test_letters_map_to_their_positions(text: str) -> None:
    form = letters_with_offsets(text)
    assert len(form.text) == len(form.starts) == len(form.ends)
    assert list(form.starts) == sorted(form.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(form.starts, form.ends, strict=True))
