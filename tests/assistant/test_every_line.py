"""The law of the whole record: every non-blank line of both halves of an article stands in one unit that `find`, exact phrases, the
filters `zh:` and `en:` and pasted text search, that `show` prints, and that every export writes; its kind is said."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shared_data import shared_folder

from assistant import ask
from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.exploring.concordance import Pattern, concordance
from assistant.output.json_output import article_json
from assistant.output.layout.article import lay_out
from assistant.system import paths
from assistant.text.citation import citation
from assistant.text.citations.style import KINDS
from assistant.text.sanitize import sanitize
from corpus.alignment.outside_lines import line_within
from corpus.exporting.registry import EXPORTERS
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Kind, Paragraph, Side
from corpus.selection import PhraseFilter, Selection
from corpus.storage.store import Store
from corpus.text.folding import letters_only
from embeddings.line_search import LineSearcher
from embeddings.text.analyzer import Analyzer

_QUOTES = re.compile(r"[\"“”「」『』]")
_SHOWN = 60
"""Quotes that are asked for: a line may stand in several articles."""


@dataclass(frozen=True)
class Line:
    """A non-blank line of an article."""

    aligned: AlignedArticle
    side: Side
    paragraph: Paragraph
    text: str

    @property
    def label(self) -> str:
        return f"{self.aligned.article.id} {self.side} {self.text[:40]!r}"

    @property
    def units(self) -> list[AlignedPassage]:
        """The units that have some of the line: one, or several passages where a long paragraph was divided."""
        held = [(unit, unit.excerpt(self.side)) for unit in self.aligned.units]
        return [u for u, e in held if e and e.span.start < self.paragraph.span.end and self.paragraph.span.start < e.span.end]


def lines_of(store: Store) -> Iterator[Line]:
    for id in store.article_ids(Selection()):
        aligned = store.article(id)
        for side in SIDES:
            text = aligned.article.text(side)
            for paragraph in text.paragraphs if text else ():
                yield Line(aligned, side, paragraph, paragraph.span.of(text.content))


def built(folder: Path, *inputs: Path) -> Path:
    made = Built(folder / "archive", FakeEncoder(), Analyzer())
    made.bring_up_to_date(list(inputs))
    return made.folder


@pytest.fixture(
    scope="module",
    params=[pytest.param("archive", marks=pytest.mark.slow), "archive-2", pytest.param("sample", marks=pytest.mark.slow)],
)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Assistant]]:
    source = paths.SAMPLE / "articles" if request.param == "sample" else shared_folder(request.param)
    folder = built(tmp_path_factory.mktemp("law"), source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "load_encoder", lambda _: FakeEncoder())
        with Store.open(folder) as store, Assistant(store) as assistant:
            assistant.warm()
            yield store, assistant


def test_find_has_every_line_once_and_says_its_kind(opened: tuple[Store, Assistant]) -> None:
    for line in lines_of(opened[0]):
        assert_found(opened[0], line)


def assert_found(store: Store, line: Line) -> None:
    id = line.aligned.article.id
    occurrences = concordance(store, Pattern(line.text, sides=(line.side,)), Selection(articles=(id,)))
    there = [one for one in occurrences if one.span == line.paragraph.span]
    assert len(there) == 1, line.label
    (one,) = there
    if one.passage.kind is not Kind.BODY:
        assert one.passage.kind is line.paragraph.kind
        assert KINDS[one.passage.kind] in citation(one.article, one.passage)
        assert "¶" not in citation(one.article, one.passage)
    else:
        assert line.paragraph.kind is Kind.BODY or len(line.units[0].sentences(line.side)) > 1


def test_phrases_and_filters_select_every_line(opened: tuple[Store, Assistant]) -> None:
    store, _ = opened
    searcher = LineSearcher.open(store)
    for line in lines_of(store):
        for side in (None, line.side):
            selection = Selection(phrases=(PhraseFilter(line.text, side),))
            passages = {one.id for _, one in store.passages(store.select(selection))}
            lines = {one.id for _, one in store.lines(searcher.select(selection))}
            assert {unit.id for unit in line.units} <= passages | lines, line.label


def test_an_exact_phrase_quotes_every_line(opened: tuple[Store, Assistant]) -> None:
    for line in lines_of(opened[0]):
        if _QUOTES.search(line.text) or not letters_only(line.text):
            continue  # a phrase cannot be typed with quotation marks in it, nor a question without a letter
        assert_quoted(opened[1].ask(f'"{line.text}"', _SHOWN), line)


def test_a_pasted_line_is_quoted(opened: tuple[Store, Assistant]) -> None:
    for line in lines_of(opened[0]):
        if letters_only(line.text) and not re.match(r"\w+[:：]", line.text):  # which may be a filter
            assert_quoted(opened[1].ask(line.text, _SHOWN), line)


def assert_quoted(answer: Answer, line: Line) -> None:
    """All units that have the line are quoted, with its own kind where it is no body text."""
    quoted = {(q.passage.id, q.passage.kind) for q in answer.quotes if q.article.id == line.aligned.article.id}
    quoted |= {(reprint.passage.id, reprint.passage.kind) for q in answer.quotes for reprint in q.reprints}
    wanted = {(unit.id, unit.kind) for unit in line.units}
    own = {(unit.id, unit.kind) for unit in (line_within(line.units[0], line.aligned.article, line.side, line.paragraph.span),)}
    assert wanted <= quoted or own <= quoted, line.label


def test_show_prints_every_line(opened: tuple[Store, Assistant]) -> None:
    for line in lines_of(opened[0]):
        assert_shown(line)


def assert_shown(line: Line) -> None:
    shown = [row.text for row in lay_out(line.aligned, None, 100_000, stacked=True).rows]
    assert any(sanitize(line.text) in row for row in shown), line.label
    rows = article_json(line.aligned)["english" if line.side == "en" else "chinese"]
    assert any((row["text"], row["kind"]) == (line.text, line.paragraph.kind.value) for row in rows), line.label


def test_every_export_writes_every_line(opened: tuple[Store, Assistant]) -> None:
    assert_exported(opened[0])


def assert_exported(store: Store) -> None:
    assert set(EXPORTERS) == {"jsonl", "tmx"}, "a new format needs a test"
    articles = {row["id"]: row for row in map(json.loads, EXPORTERS["jsonl"](store, Selection()))}
    root = ET.fromstring("".join(EXPORTERS["tmx"](store, Selection())))
    segments: dict[tuple[str, str], list[str]] = {}
    for unit in root.iter("tu"):
        for variant in unit.iter("tuv"):
            side = variant.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
            segments.setdefault((str(unit.get("tuid")).rpartition(":")[0], side), []).append(variant.findtext("seg") or "")
    for line in lines_of(store):
        id = line.aligned.article.id
        assert line.text in articles[id]["english" if line.side == "en" else "chinese"]
        wanted = letters_only(line.text)
        everything = [letters_only(segment) for segment in segments.get((id, line.side), [])]
        assert any(wanted in segment for segment in everything) or wanted in "".join(everything), line.label


# -- generated articles ---------------------------------------------------------------------------------------------------

_EN = ["The ferry is new.", "Steel for the dike", "By our reporter Old Luo", "Editorial:", "×××", "(Xinhua News Agency)", "渡船下水了。",
       "Singing by the river,", "The town came to the pier, and nobody was hurt at all on that day in April. It rained."]  # fmt: skip
_ZH = ["渡船是新的。", "筑堤用的钢", "本报记者　老罗", "×××", "（据新华社）", "〔原载柳渡报〕", "山歌不在山上唱，", "男子单打：", "山歌不在山上唱",
       "全镇的人都到码头来看，老人说从来没有见过这样的船。四月的那一天没有人受伤。下雨了。"]  # fmt: skip
_BODY = st.lists(st.sampled_from(range(9)), min_size=1, max_size=9)
_ARTICLE = st.tuples(_BODY, _BODY, st.sampled_from(["山歌不在山上唱", "渡船", "图片"]), st.sampled_from(["", "老罗"]))


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
@given(st.lists(_ARTICLE, min_size=4, max_size=4))
def test_the_law_holds_for_generated_articles(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[list[int], list[int], str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("generated")
    for page, (english, chinese, title, author) in enumerate(articles, start=1):
        (folder / f"{page}.md").write_text(_document(page, english, chinese, title, author), encoding="utf-8")
    files = sorted(folder.glob("*.md"))
    with Store.open(built(folder, *files)) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "load_encoder", lambda _: FakeEncoder())
        assistant = Assistant(store)
        for line in lines_of(store):
            assert_found(store, line)
            assert_shown(line)
            if letters_only(line.text) and not line.text.endswith((":", "：")):
                assert_quoted(assistant.ask(f'"{line.text}"', _SHOWN), line)
                assert_quoted(assistant.ask(line.text, _SHOWN), line)
        assert_exported(store)


def _document(page: int, english: list[int], chinese: list[int], title: str, author: str) -> str:
    en, zh = "\n".join(f"    {_EN[k]}" for k in english), "\n".join(f"    {_ZH[k]}" for k in chinese)
    head = f"Title: The Ferry\nAuthor: \nDate: 1960-04-25\nPage: {page}\n\n{en}\n\n\n\n<hr /> \n\nOriginal: \n\n\n"
    return f"{head}### {title}\n{author}\n1960-04-25\n第{page}版()\n专栏：\n\n{zh}\n"
