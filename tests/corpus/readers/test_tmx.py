"""Translation memories: units are already aligned, inline tags are not text, and no entity is ever expanded."""

from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, assert_laws_hold, paragraphs_of, run_ingest, write

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.model import Newspaper
from corpus.proof.verify import State, verify
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source
from corpus.storage.store import Store

UNITS = [("The ferry is new.", "渡船是新的。"), ("It has two sails.", "它有两张帆。")]


def unit(
    en: str, zh: str, languages: tuple[str, str] = ("en-US", "ZH-cn"), extra: str = "", attribute: str = "xml:lang"
) -> str:
    sides = [(code, text) for code, text in zip(languages, (en, zh), strict=True) if text]
    return f"<tu>{extra}" + "".join(f'<tuv {attribute}="{code}"><seg>{text}</seg></tuv>' for code, text in sides) + "</tu>"


def memory(*units: str, header: str = "", doctype: str = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">') -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}\n<tmx version="1.4"><header srclang="en" datatype="plaintext">'
        f"{header}</header><body>{''.join(units)}</body></tmx>\n"
    )


def read(inbox: Path, text: str, name: str = "1960-04-25_a.tmx") -> Reading:
    return read_source(write(inbox, name, text), PAPER)


@pytest.mark.parametrize(
    "languages", [("en", "zh"), ("EN-us", "zh-Hans"), ("en_GB", "ZH_TW"), ("eng", "chi"), ("En", "cmn-CN")]
)
@pytest.mark.parametrize("attribute", ["xml:lang", "lang"])
def test_a_unit_is_a_paragraph_on_both_sides(inbox: Path, languages: tuple[str, str], attribute: str) -> None:
    found = read(inbox, memory(*(unit(*u, languages, attribute=attribute) for u in UNITS)))
    (one,) = found.articles
    assert paragraphs_of(one.english) == [en for en, _ in UNITS]
    assert paragraphs_of(one.chinese) == [zh for _, zh in UNITS]
    assert [(b.en, b.zh) for b in one.source_beads] == [((0,), (0,)), ((1,), (1,))]
    assert (one.title_en, str(one.date), one.newspaper) == ("a", "1960-04-25", PAPER)
    assert found.remarks == ()
    assert_laws_hold(align_article(one, FakeVectors()))


def test_a_unit_without_one_of_the_languages(inbox: Path) -> None:
    found = read(inbox, memory(unit("Only English.", ""), unit("", "只有中文。"), unit(*UNITS[0])))
    assert [(b.en, b.zh) for b in found.articles[0].source_beads] == [((0,), ()), ((), (0,)), ((1,), (1,))]


def test_other_languages_and_second_segments_are_reported(inbox: Path) -> None:
    second = '<tuv xml:lang="en-GB"><seg>Second English.</seg></tuv><tuv xml:lang="ru"><seg>Паром.</seg></tuv>'
    found = read(inbox, memory(unit(*UNITS[0]).replace("</tu>", second + "</tu>")))
    assert paragraphs_of(found.articles[0].english) == ["The ferry is new."]
    assert [(r.kind, r.text) for r in found.remarks] == [("leftover", "Second English."), ("leftover", "Паром.")]
    assert "(ru)" in found.remarks[1].message


def test_inline_tags_are_reported_and_not_text(inbox: Path) -> None:
    english = 'The <bpt i="1">&lt;b&gt;</bpt>ferry<ept i="1">&lt;/b&gt;</ept> is <hi type="x">quite <ph>{0}</ph>new</hi>.'
    found = read(inbox, memory(unit(english, "渡船是<it pos='begin'>\\b</it>新的。")))
    assert paragraphs_of(found.articles[0].english) == ["The ferry is quite new."]
    assert paragraphs_of(found.articles[0].chinese) == ["渡船是新的。"]
    assert [(r.kind, r.text) for r in found.remarks] == [("leftover", "<b></b>{0}"), ("leftover", "\\b")]


def test_escaped_characters_and_blanks_are_kept(inbox: Path) -> None:
    one = read(inbox, memory(unit("  A &amp; B &lt;c&gt; [d]&#x41; ", "\u3000甲&#x4e59;\n丙"))).articles[0]
    assert one.english.content == "  A & B <c> [d]A "
    assert paragraphs_of(one.chinese) == ["甲乙\n丙"]


def test_the_header_names_the_article(inbox: Path) -> None:
    header = '<prop type="x-title">渡船</prop><note>Date: 1957-06-01</note><prop type="page">3</prop><note>made by hand</note>'
    found = read(inbox, memory(unit(*UNITS[0]), header=header), "b.tmx")
    (one,) = found.articles
    assert (one.title_zh, one.title_en, str(one.date), one.page) == ("渡船", "", "1957-06-01", 3)
    assert one.id.startswith("19570601-3-")
    assert [(r.kind, r.text) for r in found.remarks] == [("leftover", "made by hand")]


def test_an_invalid_date_or_page_is_left_over(inbox: Path) -> None:
    header = '<prop type="date">yesterday</prop><prop type="page">front</prop><prop type="page">4</prop>'
    found = read(inbox, memory(unit(*UNITS[0]), header=header), "b.tmx")
    assert (found.articles[0].date, found.articles[0].page) == (None, None)
    assert sorted(r.text for r in found.remarks) == ["4", "front", "yesterday"]


def test_units_that_name_an_article_are_one(inbox: Path) -> None:
    def named(title: str, id: str) -> str:
        return f'<prop type="title_zh">{title}</prop><prop type="id">{id}</prop><prop type="newspaper">Gazette|柳渡报</prop>'

    first, second = named("渡船", "a-1"), named("水文", "a-2")
    found = read(inbox, memory(*(unit(*u, extra=first) for u in UNITS), unit("The river fell.", "河水退了。", extra=second)))
    assert [(a.id, a.title_zh, len(a.source_beads)) for a in found.articles] == [("a-1", "渡船", 2), ("a-2", "水文", 1)]
    assert found.articles[0].newspaper == Newspaper("Gazette", "柳渡报")


BOMB = '<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LEAK = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'


@pytest.mark.parametrize("doctype", [BOMB, LEAK, PARAMETER])
def test_entities_are_rejected_before_expansion(inbox: Path, doctype: str) -> None:
    with pytest.raises(UnreadableSource, match="entities"):
        read(inbox, memory(unit("&a;", "渡船。"), doctype=doctype))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (memory(unit(*UNITS[0]))[:-30], "XML"),
        (memory(unit("&nbsp;", "渡船。"), doctype=""), "XML"),
        (memory(), "no unit"),
        (memory(unit("Паром.", "Barco.", ("ru", "es"))), "no unit"),
        (memory(unit(" ", " ")), "no unit"),
        ("no xml at all", "XML"),
    ],
)
def test_files_without_a_unit_are_rejected(inbox: Path, text: str, message: str) -> None:
    with pytest.raises(UnreadableSource, match=message) as caught:
        read(inbox, text)
    assert "a.tmx" in caught.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_memory_in_every_encoding(inbox: Path, encoding: str) -> None:
    path = inbox / "a.xml"
    path.write_bytes(memory(*(unit(*u) for u in UNITS * 3)).replace("utf-8", encoding.removesuffix("-sig")).encode(encoding))
    assert paragraphs_of(read_source(path, PAPER).articles[0].chinese) == [zh for _, zh in UNITS * 3]


def test_verify_reads_the_file_again(inbox: Path, store: Store) -> None:
    write(inbox, "a.tmx", memory(*(unit(*u) for u in UNITS)))
    assert run_ingest(store, inbox).articles == 1
    assert [f.state for f in verify(store)] == [State.EXACT]


@pytest.mark.parametrize(("said", "machine", "left"), [("true", True, 0), ("False", False, 0), ("maybe", False, 1)])
def test_a_machine_translation_is_marked(inbox: Path, said: str, machine: bool, left: int) -> None:
    found = read(inbox, memory(unit(*UNITS[0], extra=f'<prop type="x-machine-translated">{said}</prop>')))
    assert found.articles[0].machine_translated is machine
    assert len(found.remarks) == left
