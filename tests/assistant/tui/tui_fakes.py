"""Articles written for the tests, and archives that answer from them without a model."""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Context, Highlights, Outcome, Quote, no_better_than
from assistant.ask import Assistant, in_context
from assistant.facts import KeywordPreview, RecordedText
from corpus.errors import UnknownId
from corpus.model import (
    AlignedArticle,
    AlignedPassage,
    Article,
    Bead,
    GlossaryEntry,
    Kind,
    MatchedSide,
    Newspaper,
    Paragraph,
    Source,
    Span,
    Text,
)
from corpus.text.sentences import split_sentences
from embeddings.query.question import Question, parse

PAPER = Newspaper("Reed Harbour News", "《芦港新闻》")


def text(paragraphs: Sequence[str], kinds: dict[int, Kind] | None = None) -> Text:
    """A body as in the files: one paragraph a line, indented."""
    content, spans = "", []
    for number, paragraph in enumerate(paragraphs):
        content += "    "
        span = Span(len(content), len(content) + len(paragraph))
        spans.append(Paragraph(span, (kinds or {}).get(number, Kind.BODY)))
        content += paragraph + "\n"
    return Text(content, tuple(spans), 0)


def aligned(
    id: str,
    date: datetime.date,
    titles: tuple[str, str],
    pairs: Sequence[tuple[str, str]],
    *,
    page: int = 1,
    column: str = "",
    authors: tuple[str, str] = ("", ""),
    glossary: tuple[GlossaryEntry, ...] = (),
    kinds: dict[int, Kind] | None = None,
) -> AlignedArticle:
    """An article whose paragraphs correspond one to one; an empty string omits a side."""
    english, chinese = [e for e, _ in pairs if e], [z for _, z in pairs if z]
    beads, n_en, n_zh = [], 0, 0
    for e, z in pairs:
        beads.append(Bead((n_en,) if e else (), (n_zh,) if z else (), 0.9))
        n_en, n_zh = n_en + bool(e), n_zh + bool(z)
    article = Article(
        id=id, newspaper=PAPER, date=date, page=page, column=column, title_en=titles[0], title_zh=titles[1],
        author_en=authors[0], author_zh=authors[1], source=Source(f"/archive/{id}.md", "0" * 64, "utf-8"),
        english=text(english, kinds), chinese=text(chinese, kinds), glossary=glossary, machine_translated=True,
    )  # fmt: skip
    passages = tuple(_passage(article, bead, number) for number, bead in enumerate(beads, start=1))
    return AlignedArticle(article, tuple(beads), passages)


def _passage(article: Article, bead: Bead, number: int) -> AlignedPassage:
    assert article.english
    assert article.chinese
    en = article.english.paragraphs[bead.en[0]].span if bead.en else None
    zh = article.chinese.paragraphs[bead.zh[0]].span if bead.zh else None
    sentences_en = split_sentences(article.english.content, "en", en) if en else ()
    sentences_zh = split_sentences(article.chinese.content, "zh", zh) if zh else ()
    return AlignedPassage(
        id=f"{article.id}:{number}", article_id=article.id,
        english=article.english.cut(en) if en else None, chinese=article.chinese.cut(zh) if zh else None,
        first_paragraph=number, last_paragraph=number, sentences_en=sentences_en, sentences_zh=sentences_zh,
        beads=(Bead(tuple(range(len(sentences_en))), tuple(range(len(sentences_zh))), 0.9),), score=0.9,
    )  # fmt: skip


def quote(
    article: AlignedArticle,
    number: int,
    rank: int = 1,
    *,
    sentence: int = 0,
    words: Sequence[str] = (),
    matched: MatchedSide = "both",
    warnings: tuple[str, ...] = (),
) -> Quote:
    """A quote of the article's passage `number` (from 1), whose sentence number `sentence` answers on both sides."""
    passage = article.passages[number - 1]
    en = _marks(passage.english.text if passage.english else "", passage.sentences_en, passage.english, sentence, words)
    zh = _marks(passage.chinese.text if passage.chinese else "", passage.sentences_zh, passage.chinese, sentence, words)
    a = article.article
    return Quote(rank, 1.0 / rank, matched, passage, a, en, zh, tuple(map(RecordedText, warnings)))


def _marks(body: str, sentences: Sequence[Span], excerpt: object, sentence: int, words: Sequence[str]) -> Highlights:
    if excerpt is None or not sentences:
        return Highlights()
    start = sentences[0].start
    answer = sentences[min(sentence, len(sentences) - 1)].shift(-start)
    found = sorted(Span(m.start(), m.end()) for word in words for m in re.finditer(re.escape(word), body))
    return Highlights((answer,), tuple(found))


def answer(question: str, quotes: Sequence[Quote] = (), outcome: Outcome = Outcome.FOUND, reason: str | None = None) -> Answer:
    reasons = (RecordedText(reason),) if reason else ()
    return Answer(parse(question), outcome, 0.9, reasons, no_better_than(outcome, quotes), 420.0)


MILL = aligned(
    "19540424-2-aaaaaaaa",
    datetime.date(1954, 4, 24),
    ("The First Sheet of White Paper", "第一张白纸"),
    [
        ("Our correspondent in Upper Reed Village reports:", "本报上芦村二十三日讯"),
        (
            "On the afternoon of the trial the paper broke seventeen times. Old Master Qin [Shouyi] put his hand on the felt "
            "and said that the felt was too dry; once it had been wetted, the paper no longer broke. “Paper is like a "
            "child,” he said, “it cries when it is thirsty.”",
            "试车那天下午，纸一共断了十七次。老师傅秦守一把手按在毛毯上，说是毛毯太干；毛毯打湿以后，纸就不再断了。"
            "他说：“纸像孩子，渴了就要哭……”大家都笑了。",
        ),
        (
            "The mill has forty-seven vats and makes 4,200 jin of paper a month, of which “Reed White” is the finest.",
            "全厂有四十七口纸槽，每月出纸４２００斤，其中《芦白》最好。",
        ),
        ("", "（附图：新纸出槽）"),
    ],
    page=2,
    authors=("Fang Lifu", "方立夫"),
    glossary=(GlossaryEntry("秦守一", "Qín Shǒuyī", "master papermaker [born 1889]"),),
    kinds={0: Kind.DATELINE},
)
FLOOD = aligned(
    "19570706-1-bbbbbbbb",
    datetime.date(1957, 7, 6),
    ("The New Dike Meets Its First High Water", "新堤第一次迎大汛"),
    [
        (
            "At four in the morning of July 4th the water stood at 11.62 metres, eleven centimetres above the mark of 1952. "
            "The dike held. Three hundred and sixteen people carried earth through the night.",
            "七月四日清晨四时，水位到了一一点六二公尺，比一九五二年的最高水位还高十一公分。大堤守住了。三百一十六人挑了一夜的土。",
        ),
        (
            "The keeper of the sluice wrote “all is well” [sic] in his book every hour.",
            "闸工每小时在本子上写一次“平安”。",
        ),
    ],
    column="防汛通讯",
)
HOSTILE = aligned(
    "19580101-4-cccccccc",
    datetime.date(1958, 1, 1),
    ("[b]Not bold[/b]", "[red]不是红[/red]"),
    [
        (
            "[b]Bold?[/b] No: [/] [@click=app.quit]archive text[/]. "
            "\x1b[31mRed\x1b[0m \x1b]52;c;Zm9v\x07 and \u202etxet\u202c is data.",
            "[b]粗体？[/b]不是：[/]【标记】\x1b[31m红\x1b[0m，\u202e文字\u202c是数据。",
        )
    ],
    page=4,
)
ALL = (MILL, FLOOD, HOSTILE)


class ModelFreeAssistant(Assistant):
    """A real archive that loads no model. Nothing can be asked of it."""

    def load_model(self) -> None:
        pass

    def warm(self) -> None:
        pass


class CannedAssistant(ModelFreeAssistant):
    """A real archive, except that every question gets the same answer."""

    def ask(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer:
        return replace(found(_line(question)), question=in_context(question, context), context=context)


class FakeArchive:
    """Answers with what `respond` returns. Each of `gates` blocks the question of that text until the test opens it."""

    def __init__(
        self,
        respond: Callable[[str], Answer],
        articles: Sequence[AlignedArticle] = ALL,
        *,
        gates: dict[str, threading.Event] | None = None,
        warm: Callable[[], object] = lambda: None,
    ) -> None:
        self._respond = respond
        self._articles = articles
        self._gates = gates or {}
        self._warm = warm
        self.questions: list[str] = []
        self.previews: list[str] = []
        self.verified: dict[str, bool | None] = {}
        """Whether each passage is as in its file; True for those not listed."""
        self.contexts: list[Context] = []
        """The context of each question, in the same order."""
        self.quote_counts: list[int] = []
        """How many quotations each question asked for."""
        self.threads: set[int] = set()
        self.closed = False

    def load_model(self) -> None:
        """Runs outside the worker's thread, for as long as the test wants."""
        self._warm()

    def warm(self) -> None:
        self.threads.add(threading.get_ident())

    def preview(self, line: str, k: int = 5, context: Context = Context()) -> Answer:
        self.threads.add(threading.get_ident())
        self.previews.append(line)
        return replace(self._respond(line), outcome=Outcome.WEAK, reasons=(KeywordPreview(),), context=context)

    def ask(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer:
        line = _line(question)
        self.contexts.append(context)
        self.threads.add(threading.get_ident())
        self.questions.append(line)
        self.quote_counts.append(k)
        if gate := self._gates.get(line):
            assert gate.wait(10), "the test never opened the gate"
        return replace(self._respond(line), context=context)

    def is_verified(self, quote: Quote) -> bool | None:
        self.threads.add(threading.get_ident())
        return self.verified.get(quote.passage.id, True)

    def article(self, id: str) -> AlignedArticle:
        self.threads.add(threading.get_ident())
        for found in self._articles:
            if id in (found.article.id, *(passage.id for passage in found.passages)):
                return found
        raise UnknownId(f"no article has the id {id}", "archive stats")

    def close(self) -> None:
        self.closed = True


def _line(question: str | Question) -> str:
    return question if isinstance(question, str) else question.typed


def found(line: str) -> Answer:
    """An answer with two passages of two articles."""
    return answer(
        line,
        (
            quote(MILL, 2, 1, words=("seventeen", "paper", "纸", "断")),
            quote(FLOOD, 1, 2, sentence=1, matched="zh", warnings=("The English has “July 4th”, the Chinese 七月四日.",)),
        ),
    )
