"""A citation names newspaper, day, page, both titles and the paragraph, and says that a machine translated."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import article, passage

from assistant.cli.main import archive
from assistant.system.config import CHOICES, checked, save
from assistant.text.citation import AUTO, STYLES, citation, citation_for_programs, use_style
from assistant.text.citations.style import MACHINE, inner_quotes, titles
from assistant.text.i18n import use
from corpus.errors import BadConfig, UsageError
from corpus.model import Newspaper
from corpus.text.date_format import format_day


def test_the_default_style() -> None:
    of = article()
    assert citation(of, passage(of, 3)) == (
        "People's Daily (人民日报), 25 April 1960, p. 3, “Vigorously Develop ‘Small Foreign Groups’” (大办“小洋群”), ¶3. "
        "English: machine translation."
    )


@pytest.mark.parametrize(
    ("language", "name", "read", "in_json"),
    [
        ("en", "auto", "bilingual", "bilingual"),
        ("zh", "auto", "chinese", "bilingual"),
        ("zh", "bilingual", "bilingual", "bilingual"),
        ("en", "gb-t-7714-2015", "gb-t-7714-2015", "gb-t-7714-2015"),
    ],
)
def test_the_interface_chooses_the_style_and_json_is_the_same_in_every_language(
    language: str, name: str, read: str, in_json: str
) -> None:
    of = article()
    try:
        use(language)
        use_style(name)
        assert citation(of, passage(of, 3)) == citation(of, passage(of, 3), read)
        assert citation_for_programs(of, passage(of, 3)) == citation(of, passage(of, 3), in_json)
    finally:
        use("en")
        use_style(AUTO)


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
def test_missing_fields_are_left_out(changes: dict[str, object], expected: str) -> None:
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


def test_machine_translation_is_named_only_with_english_text() -> None:
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


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "李峰：《大办“小洋群”》，《人民日报》1960年4月25日，第3版。"),
        ({"author_zh": ""}, "《大办“小洋群”》，《人民日报》1960年4月25日，第3版。"),
        ({"title_zh": "评《红楼梦》"}, "李峰：《评〈红楼梦〉》，《人民日报》1960年4月25日，第3版。"),
        ({"date": None, "page": None}, "李峰：《大办“小洋群”》，《人民日报》日期不详。"),
        ({"title_zh": "", "newspaper": Newspaper("Gazette")}, "李峰：《Flood》，《Gazette》1960年4月25日，第3版。"),
        ({"machine_translated": True}, "李峰：《大办“小洋群”》，《人民日报》1960年4月25日，第3版。英文为机器翻译。"),
    ],
)
def test_the_form_of_chinese_historians(changes: dict[str, object], expected: str) -> None:
    known = {
        "newspaper": Newspaper("People's Daily", "人民日报"),
        "date": datetime.date(1960, 4, 25),
        "page": 3,
        "title_en": "Flood",
        "title_zh": "大办“小洋群”",
        "author_zh": "李峰",
        "machine_translated": False,
    }
    of = article(**(known | changes))
    assert citation(of, passage(of), "chinese") == expected


def test_an_unknown_style_is_refused_with_the_known_ones() -> None:
    of = article()
    with pytest.raises(UsageError) as error:
        citation(of, passage(of), "chicago")
    assert all(name in (error.value.hint or "") for name in STYLES)


@pytest.fixture
def plain_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another package's style, `plain`, on the path."""
    (tmp_path / "plain_style.py").write_text(
        "from assistant.text.citations.style import CitationStyle\n"
        "PLAIN = CitationStyle('plain', 'Only the id', lambda article, passage: f'See {passage.id}.')\n",
        encoding="utf-8",
    )
    info = tmp_path / "plain_style-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-style\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[archive_assistant.citation_styles]\nplain = plain_style:PLAIN\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    use_style(AUTO)


@pytest.mark.usefixtures("plain_style")
def test_another_package_adds_a_style(sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(CHOICES["citation_style"]) == ("auto", "bilingual", "chinese", "gb-t-7714-2015", "plain")
    question = ("ask", "染坊的火是怎么烧起来的？", "-k", "1")
    result = CliRunner().invoke(archive, [*question, "--style", "plain"])
    assert "See " in result.stdout

    monkeypatch.setenv("ARCHIVE_CONFIG", str(tmp_path / "config.toml"))
    save("citation_style", "plain")
    quote = json.loads(CliRunner().invoke(archive, [*question, "--json"]).stdout)["quotes"][0]
    assert quote["citation"] == f"See {quote['passage']}."


def test_the_setting_refuses_an_unknown_style() -> None:
    with pytest.raises(BadConfig, match="citation_style cannot be 'plain'"):
        checked("citation_style", "plain", "config.toml:1")
