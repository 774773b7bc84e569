"""Helpers for the tests of `corpus`: vectors without a model, example files, and laws that hold for all articles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from corpus.arrays import FloatArray
from corpus.ingesting.ingest import ingest
from corpus.ingesting.report import Progress, Report
from corpus.model import SIDES, AlignedArticle, Article, Kind, Newspaper, Paragraph, Side, Source, Text
from corpus.readers.periodical import read_periodical
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source
from corpus.storage.store import Store
from corpus.text.sentences import split_sentences

SOURCE = Source("/archive/1960.04/1960-04-25_test.md", "0" * 64, "utf-8")
PAPER = Newspaper("Willow Ferry Gazette", "柳渡报")
DIMENSION = 256


law = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
"""Settings for `@given`: no deadline, which would measure the machine."""


class FakeVectors:
    """Unit vectors from a hash of the text. Texts of a group, which have the same meaning, get nearly the same vector."""

    def __init__(self, groups: Iterable[Iterable[str]] = (), noise: float = 0.25) -> None:
        self._topic = {text: f"group {number}" for number, group in enumerate(groups) for text in group}
        self._noise = noise
        self.encoded = 0
        """Number of texts encoded so far."""
        self.fail_at: int | None = None
        """Simulates a killed process: raise after encoding this many texts."""

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        self.encoded += len(texts)
        if self.fail_at is not None and self.encoded >= self.fail_at:
            raise KeyboardInterrupt
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> FloatArray:
        topic = self._topic.get(text)
        own = _seeded(text)
        vector = own if topic is None else _seeded(topic) + self._noise * own
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _seeded(text: str) -> FloatArray:
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def vectors_for_beads(article: Article, beads: Iterable[Sequence[Sequence[int]]]) -> FakeVectors:
    """Vectors that know an article's gold beads: all sentences of a bead form a group."""
    groups = []
    for en, zh in beads:
        groups.append(
            [s for side, indices in (("en", en), ("zh", zh)) for i in indices for s in sentences_of(article, side, i)]
        )
    return FakeVectors(groups)


def sentences_of(article: Article, side: str, paragraph: int) -> list[str]:
    text = article.text(side)
    if text is None:
        return []
    return [s.of(text.content) for s in split_sentences(text.content, side, text.paragraphs[paragraph].span)]


def document(
    english: Sequence[str] = ("The ferry is new.",),
    chinese: Sequence[str] = ("渡船是新的。",),
    *,
    title_en: str = "A Ferry",
    title_zh: str = "渡船",
    author_en: str = "",
    author_zh: str = "",
    date: str = "1960-04-25",
    page: int = 3,
    column: str = "",
    newline: str = "\n",
) -> str:
    """A file in the archive's own format; an empty half is left out."""
    halves = []
    if english:
        header = [f"Title: {title_en}", f"Author: {author_en}".rstrip(), f"Date: {date}", f"Page: {page}", ""]
        halves.append([*header, *(f"    {line}" for line in english), "", "", ""])
    if english and chinese:
        halves.append(["<hr /> ", "", "Original: ", "", ""])
    if chinese:
        header = [f"### {title_zh}", author_zh, date, f"第{page}版()", f"专栏：{column}", ""]
        halves.append([*header, *(f"    {line}" for line in chinese)])
    return newline.join(line for half in halves for line in half) + newline


def read(text: str, path: str = SOURCE.path) -> Reading:
    return read_periodical(text, Source(path, SOURCE.sha256, SOURCE.encoding), PAPER)


def article_of(text: str) -> Article:
    (article,) = read(text).articles
    return article


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def run_ingest(store: Store, *paths: Path, model: FakeVectors | None = None, **options: object) -> Report:
    """Run `ingest` to its end, and return its report."""
    return finished(ingest(store, paths, model or FakeVectors(), **options))  # type: ignore[arg-type]


def finished(run: Generator[Progress, None, Report]) -> Report:
    """Run a generator to its end, and return its result."""
    try:
        while True:
            assert isinstance(next(run), Progress)
    except StopIteration as stop:
        return stop.value


def all_articles(store: Store) -> dict[str, AlignedArticle]:
    """All articles of the record, by id."""
    return {a.article.id: a for source in store.sources() for a in store.articles_of_source(source.path)}


def kinds_of(text: Text | None) -> list[str]:
    return [p.kind.value for p in text.paragraphs] if text else []


def paragraphs_of(text: Text | None) -> list[str]:
    return [p.span.of(text.content) for p in text.paragraphs] if text else []


# -- evaluation -----------------------------------------------------------------------------------------------------------


def evaluation(path: Path) -> Mapping[str, dict]:
    return json.loads(path.read_text("utf-8"))


def scores(gold: Mapping[str, dict], aligned: Mapping[str, AlignedArticle]) -> tuple[float, float]:
    """Strict F1 of the two-sided paragraph beads, and the share of lines with the right kind."""
    right = found = wanted = same = lines = 0
    for name, truth in gold.items():
        expected = {(tuple(en), tuple(zh)) for en, zh in truth["beads"] if en and zh}
        beads = {(b.en, b.zh) for b in aligned[name].beads if b.en and b.zh}
        right, found, wanted = right + len(expected & beads), found + len(beads), wanted + len(expected)
        for side, key in (("en", "roles_en"), ("zh", "roles_zh")):
            for index, kind in enumerate(kinds_of(aligned[name].article.text(side))):
                lines, same = lines + 1, same + (kind == truth[key].get(str(index), "body"))
    return 2 * right / (found + wanted), same / lines


def read_all(folder: Path, names: Iterable[str]) -> dict[str, Article]:
    articles = {}
    for name in names:
        (articles[name],) = read_source(folder / name, PAPER).articles
    return articles


# -- laws -----------------------------------------------------------------------------------------------------------------


def is_blank(character: str) -> bool:
    return not character.strip()


def assert_covers(spans: Iterable, content: str, start: int, end: int) -> None:
    """Every non-blank character of `content[start:end]` is in exactly one span, and the spans are in order."""
    times = [0] * len(content)
    last = start
    for span in spans:
        assert start <= span.start < span.end <= end
        assert span.start >= last
        last = span.end
        for at in range(span.start, span.end):
            times[at] += 1
    for at in range(start, end):
        assert times[at] == 1 if not is_blank(content[at]) else times[at] <= 1, (at, content[at])


def assert_beads_complete(beads: Iterable, n: int, m: int) -> None:
    """Every unit of both sides is in exactly one bead, and the beads are in order."""
    beads = list(beads)
    assert [i for b in beads for i in b.en] == list(range(n))
    assert [j for b in beads for j in b.zh] == list(range(m))
    assert all(b.en or b.zh for b in beads)


def assert_laws_hold(aligned: AlignedArticle) -> None:
    """The laws for every aligned article."""
    article = aligned.article
    sizes = [len(text.paragraphs) if text else 0 for text in (article.english, article.chinese)]
    assert_beads_complete(aligned.beads, *sizes)
    seen = dict.fromkeys(SIDES, 0)
    for number, passage in enumerate(aligned.passages, start=1):
        assert passage.id == f"{article.id}:{number}"
        assert passage.english or passage.chinese
        assert_beads_complete(passage.beads, len(passage.sentences_en), len(passage.sentences_zh))
        assert 1 <= passage.first_paragraph <= passage.last_paragraph
        for side in SIDES:
            excerpt, text, sentences = passage.excerpt(side), article.text(side), passage.sentences(side)
            assert (excerpt is None) == (not sentences)
            if excerpt is None or text is None:
                continue
            assert text.content[excerpt.span.start : excerpt.span.end] == excerpt.text
            assert (excerpt.span.start, excerpt.span.end) == (sentences[0].start, sentences[-1].end)
            assert seen[side] <= excerpt.span.start, "passages overlap"
            seen[side] = excerpt.span.end
            whole = {s for p in text.paragraphs for s in split_sentences(text.content, side, p.span)}
            # A sentence over several lines begins where one of its parts begins and ends where another ends.
            assert {s.start for s in sentences} <= {s.start for s in whole}, "a sentence was cut"
            assert {s.end for s in sentences} <= {s.end for s in whole}, "a sentence was cut"
            assert list(sentences) == sorted(sentences)
    assert_every_line_in_one_unit(aligned)


def assert_every_line_in_one_unit(aligned: AlignedArticle) -> None:
    """Every character of every non-blank line of both sides is in exactly one passage or line, whose kind is the line's."""
    ids = [unit.id for unit in aligned.units]
    assert len(set(ids)) == len(ids)
    for side in SIDES:
        text = aligned.article.text(side)
        excerpts = [(e, unit) for unit in aligned.units if (e := unit.excerpt(side))]
        assert all(e.text == e.span.of(text.content) for e, _ in excerpts)
        assert_covers(sorted(e.span for e, _ in excerpts), text.content, 0, len(text.content)) if text else None
        for paragraph in text.paragraphs if text else ():
            kinds = {
                unit.kind for e, unit in excerpts if e.span.start < paragraph.span.end and paragraph.span.start < e.span.end
            }
            assert len(kinds) == 1
            if Kind.BODY not in kinds:
                assert kinds == {paragraph.kind}
            else:  # headlines and the like are in no passage, unless they stand between lines of one paragraph bead
                assert paragraph.kind in (Kind.BODY, Kind.CREDIT, Kind.DATELINE) or _between(aligned, side, paragraph)
    for unit in aligned.lines:
        assert unit.kind is not Kind.BODY
        assert_beads_complete(unit.beads, len(unit.sentences_en), len(unit.sentences_zh))


def _between(aligned: AlignedArticle, side: Side, paragraph: Paragraph) -> bool:
    """Whether a passage has text before the paragraph and after it."""
    spans = [e.span for one in aligned.passages if (e := one.excerpt(side))]
    return any(span.start < paragraph.span.start and paragraph.span.end < span.end for span in spans)


def assert_no_body_lost(aligned: AlignedArticle) -> None:
    """Every body paragraph of both sides is in a passage; otherwise no question could find it."""
    for side in SIDES:
        text = aligned.article.text(side)
        for paragraph in text.paragraphs if text else ():
            if paragraph.kind is Kind.BODY:
                spans = split_sentences(text.content, side, paragraph.span)
                held = [s for p in aligned.passages for s in p.sentences(side)]
                whole = all(any(h.start <= s.start and s.end <= h.end for h in held) for s in spans)
                assert whole, f"{aligned.article.id}: {paragraph.span.of(text.content)[:60]!r} is in no passage"


# -- strategies -----------------------------------------------------------------------------------------------------------

ODD = "\u3000\t\u2028\u2029\x0b\x0c\x85\u00a0\ufeff\u200b\u0301\u0308\u20dd\U00020000\U0001f6a2\ud55c[](){}<>«»\x00\x1b"
"""Blanks of all widths, characters that end lines elsewhere, combining marks, astral characters, markup."""
PLAIN = "abcXYZ 019.,!?。，！？；：“”‘’「」《》（）…—×·○柳渡船五月一日报社记者新华讯"
characters = st.sampled_from(ODD + PLAIN) | st.characters(exclude_categories=("Cs",))
line_texts = st.text(characters.filter(lambda c: c not in "\r\n"), max_size=40)
bodies = st.lists(line_texts, max_size=12)
newlines = st.sampled_from(["\n", "\r\n", "\r"])
