"""Highlights are cut from the quoted text, answers in both languages at once, and is less than all of it."""

from __future__ import annotations

from itertools import pairwise

from factories import article, passage
from sample_questions import Asked

from assistant.answer import Highlights
from assistant.answering.highlights import MAX_HIGHLIGHTED_SHARE, find_highlights
from corpus.model import SIDES, AlignedPassage, Bead, Side, Span
from embeddings.query.question import Question
from embeddings.ranking.confidence import NO_HIT
from embeddings.ranking.hits import Hit, SearchResult
from embeddings.text.analyzer import Analyzer, Terms

NOTHING = Terms((), (), ())
THREE = article("The dike held. A boat sank. The bell rang.", "大堤守住了。船沉了。钟响了。")


def hit(en: tuple[float, ...], zh: tuple[float, ...]) -> Hit:
    return Hit(1, 1.0, "both", en, zh, 0.5, NO_HIT)


def mark(cut: AlignedPassage, near: Hit, terms: Terms, language: Side, question: str = "bell") -> dict[Side, Highlights]:
    every = [
        (f, t) for f, some in (("english", terms.english), ("words", terms.words), ("bigrams", terms.bigrams)) for t in some
    ]
    found = SearchResult((near,), terms, {key: 1 / len(every) for key in every})
    return find_highlights(cut, near, Question(question, language), found, Analyzer())


def texts(cut: AlignedPassage, side: str, spans: tuple[Span, ...]) -> list[str]:
    excerpt = cut.english if side == "en" else cut.chinese
    return [span.of(excerpt.text) for span in spans] if excerpt else []


def test_words_are_marked_in_the_script_that_was_printed() -> None:
    cut = passage(article("Chen Boda spoke.", "陳伯達說：鋼鐵。"))
    found = mark(cut, hit((1.0,), (1.0,)), Terms((), ("陈伯达", "钢铁"), ()), "zh")
    assert texts(cut, "zh", found["zh"].words) == ["陳伯達", "鋼鐵"]


def in_order(spans: tuple[Span, ...]) -> bool:
    return all(a.end <= b.start for a, b in pairwise(spans))


def test_every_mark_lies_in_the_quoted_text_in_order(answers: list[Asked]) -> None:
    for asked in answers:
        for quote in asked.answer.quotes:
            for side in SIDES:
                excerpt, marked = quote.passage.excerpt(side), quote.highlights(side)
                for spans in (marked.sentences, marked.words):
                    assert in_order(spans)
                    assert all(0 <= s.start < s.end <= len(excerpt.text) for s in spans) if excerpt else not spans


def test_a_mark_is_made_of_whole_sentences(answers: list[Asked]) -> None:
    for asked in answers:
        for quote in asked.answer.quotes:
            for side in SIDES:
                excerpt = quote.passage.excerpt(side)
                if excerpt:
                    whole = [s.shift(-excerpt.span.start) for s in quote.passage.sentences(side)]
                    for span in quote.highlights(side).sentences:
                        assert span.start in {s.start for s in whole}
                        assert span.end in {s.end for s in whole}


def test_something_is_marked_in_every_quote(answers: list[Asked]) -> None:
    for asked in answers:
        for quote in asked.answer.quotes:
            assert quote.english.sentences or quote.chinese.sentences


def test_what_is_marked_on_one_side_is_what_its_beads_say_on_the_other(answers: list[Asked]) -> None:
    for asked in answers:
        for quote in asked.answer.quotes:
            chosen = {side: _indices(quote.passage, side, quote.highlights(side).sentences) for side in SIDES}
            for bead in quote.passage.beads:
                touched = [bool(set(bead.side(side)) & chosen[side]) for side in SIDES]
                for side in SIDES:
                    if any(touched):
                        assert set(bead.side(side)) <= chosen[side], quote.passage.id


def _indices(cut: AlignedPassage, side: str, spans: tuple[Span, ...]) -> set[int]:
    excerpt = cut.english if side == "en" else cut.chinese
    sentences = cut.sentences_en if side == "en" else cut.sentences_zh
    return {k for k, s in enumerate(sentences) if excerpt and any(_in(s.shift(-excerpt.span.start), span) for span in spans)}


def _in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def test_no_more_than_the_share_is_marked_unless_one_bead_is_more(answers: list[Asked]) -> None:
    for asked in answers:
        for quote in asked.answer.quotes:
            chosen = (
                _indices(quote.passage, "en", quote.english.sentences),
                _indices(quote.passage, "zh", quote.chinese.sentences),
            )
            beads = [b for b in quote.passage.beads if set(b.en) & chosen[0] or set(b.zh) & chosen[1]]
            if len(beads) > 1:
                for side, indices in zip(SIDES, chosen, strict=True):
                    excerpt, spans = quote.passage.excerpt(side), quote.passage.sentences(side)
                    if excerpt:
                        assert sum(len(spans[i]) for i in indices) <= MAX_HIGHLIGHTED_SHARE * len(excerpt.text) + 1e-9


def test_the_nearest_sentence_is_marked_on_both_sides() -> None:
    cut = passage(THREE)
    marked = mark(cut, hit((0.0, 6.0, 0.0), (0.0, 6.0, 0.0)), NOTHING, "en")
    assert texts(cut, "en", marked["en"].sentences) == ["A boat sank."]
    assert texts(cut, "zh", marked["zh"].sentences) == ["船沉了。"]


def test_the_other_side_follows_the_bead_and_not_the_number() -> None:
    beads = (Bead((0,), (0,)), Bead((1,), ()), Bead((2,), (1, 2)))
    cut = passage(THREE, beads=beads)
    marked = mark(cut, hit((0.0, 0.0, 6.0), (0.0, 0.0, 0.0)), NOTHING, "en")
    assert texts(cut, "en", marked["en"].sentences) == ["The bell rang."]
    assert texts(cut, "zh", marked["zh"].sentences) == ["船沉了。钟响了。"]


def test_a_sentence_without_a_counterpart_is_marked_alone() -> None:
    cut = passage(THREE, beads=(Bead((0,), (0,)), Bead((1,), ()), Bead((2,), (1, 2))))
    marked = mark(cut, hit((0.0, 9.0, 0.0), (0.0, 0.0, 0.0)), NOTHING, "en")
    assert texts(cut, "en", marked["en"].sentences) == ["A boat sank."]
    assert marked["zh"].sentences == ()


def test_a_sentence_that_has_what_is_asked_for_comes_first() -> None:
    cut = passage(article("The dike held. It took 300 tons. The bell rang.", "大堤守住了。用了三百吨。钟响了。"))
    level = hit((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
    assert "It took 300 tons." in texts(cut, "en", mark(cut, level, NOTHING, "en", "How many tons were used?")["en"].sentences)
    assert "用了三百吨。" in texts(cut, "zh", mark(cut, level, NOTHING, "zh", "一共用了多少吨？")["zh"].sentences)


def test_a_sentence_with_the_words_of_the_question_comes_first() -> None:
    cut = passage(THREE)
    level = hit((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
    terms = Terms(Analyzer().english("bell"), (), ())
    assert texts(cut, "en", mark(cut, level, terms, "en")["en"].sentences) == ["The bell rang."]


def test_neighbours_are_one_mark() -> None:
    cut = passage(
        article("One. Two. " + "A much longer sentence that says other things altogether. " * 3, "一。二。" + "另外的事。" * 3)
    )
    found = mark(cut, hit((9.0, 9.0, 0.0, 0.0, 0.0), (9.0, 9.0, 0.0, 0.0, 0.0)), NOTHING, "en")
    assert texts(cut, "en", found["en"].sentences) == ["One. Two."]
    assert texts(cut, "zh", found["zh"].sentences) == ["一。二。"]


def test_a_one_sided_passage() -> None:
    cut = passage(article(None, "大堤守住了。船沉了。"))
    marked = mark(cut, hit((), (0.0, 4.0)), Terms((), ("船",), ()), "zh")
    assert marked["en"].sentences == marked["en"].words == ()
    assert texts(cut, "zh", marked["zh"].sentences) == ["船沉了。"]


def test_words_of_the_question_are_marked_as_they_are_written() -> None:
    of = article("Ferries crossed; the ＦＥＲＲＹ, a ferryman.", "渡船和大渡船，小船。")
    tokenizer = Analyzer()
    cut = passage(of)
    terms = Terms(tokenizer.english("ferry"), ("渡船", "大渡"), ())
    marked = mark(cut, hit((1.0,), (1.0,)), terms, "en")
    assert texts(cut, "en", marked["en"].words) == ["Ferries", "ＦＥＲＲＹ"]
    assert texts(cut, "zh", marked["zh"].words) == ["渡船", "大渡船"]  # what overlaps becomes one


def test_offsets_hold_where_the_text_has_odd_characters() -> None:
    of = article("\tThe [b]dike[/b] held\u3000fast. e\u0301 A boat.", "　　大堤“守住”了。𠮷船。")
    cut = passage(of)
    tokenizer = Analyzer()
    terms = Terms(tokenizer.english("dike"), ("守住",), ())
    marked = mark(cut, hit((1.0,) * len(cut.sentences_en), (1.0,) * len(cut.sentences_zh)), terms, "en")
    assert texts(cut, "en", marked["en"].words) == ["dike"]
    assert texts(cut, "zh", marked["zh"].words) == ["守住"]
