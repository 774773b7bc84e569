"""The interface in Chinese: every text has its translation, nothing of the archive is touched, JSON stays English."""

from __future__ import annotations

import ast
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_questions import Asked

import assistant as package
from assistant.cli.help_i18n import paragraphs
from assistant.cli.main import _ENGLISH, archive
from assistant.dialogue import completion
from assistant.output.text_output import OutputFormat, answer_text
from assistant.sessions import answer_codec
from assistant.text.i18n import Messages, counted, local, local_day, messages, of_locale, sentence, use
from assistant.tui.screens import help as help_screen
from assistant.tui.screens import settings as settings_screen
from assistant.tui.shared import labels
from assistant.tui.shared.actions import ACTIONS, Scope
from assistant.tui.widgets import quote_card

ROOT = Path(package.__file__).parent
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for name in ("assistant", "corpus", "embeddings")
    for path in (ROOT.parent / name).rglob("*.py")
}
PLACE = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[㐀-鿿]")
TEXTS = messages().texts


@pytest.fixture
def zh() -> Iterator[None]:
    use("zh")
    yield
    use("en")


def handed_over() -> Iterator[tuple[str, str]]:
    """The texts that the code hands to `local` and `counted`, and where."""
    for path, source in SOURCES.items():
        if "from assistant.text.i18n import" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("local", "counted"):
                given = node.args[:1] if node.func.id == "local" else node.args[1:3]
                for argument in given:
                    for constant in ast.walk(argument):
                        if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and constant.value.strip():
                            yield constant.value, f"{path.relative_to(ROOT.parent)}:{constant.lineno}"


def tables() -> Iterator[str]:
    """Texts that stand in tables and are translated where they are shown."""
    yield from (scope.value for scope in Scope)
    for action in ACTIONS:
        yield from (action.label, action.help)
    yield from (
        *labels.VERDICTS.values(),
        *filter(None, labels.RANKS.values()),
        labels.TRY,
        labels._OUR_FAULT,
        *labels._MATCHED.values(),
    )
    yield from (
        *settings_screen.ABOUT.values(),
        *completion.ABOUT.values(),
        *help_screen._READING,
        *quote_card._MISSING.values(),
        quote_card.CHANGED,
    )
    yield from (answer_codec.GONE, answer_codec.ALTERED)


# A label that is the same key as its own wording, e.g. ↓, says the same in both languages.
def test_every_text_that_is_handed_over_is_translated() -> None:
    lacking = {f"{where}: {text}" for text, where in handed_over() if CHINESE.search(text) is None and text not in TEXTS}
    lacking |= {text for text in tables() if text not in TEXTS and not (set(text) <= set("↑↓←→ "))}
    lacking = {text for text in lacking if not re.search(r": (?:en|zh|both|doubt|start|sha256)$", text)}
    assert not lacking


def test_what_is_put_in_is_the_same_on_both_sides() -> None:
    wrong = {english for english, chinese in TEXTS.items() if set(PLACE.findall(english)) != set(PLACE.findall(chinese))}
    assert not wrong


def test_every_translation_is_used() -> None:
    # What one template says may be put together from several literals in the code; their words are there all the same.
    whole = " ".join(word for source in SOURCES.values() for word in re.findall(r"[\w’':;.,-]+", source))
    stale = set()
    for english in TEXTS:
        if not all(word in whole for piece in PLACE.split(english)[::2] for word in re.findall(r"[\w’':;,-]+", piece)):
            stale.add(english)
    assert not stale


def test_translations_are_chinese_and_set_as_chinese() -> None:
    for english, chinese in TEXTS.items():
        if CHINESE.search(chinese):
            assert not re.search(r"[㐀-鿿][,;:?!]|[㐀-鿿]\.(?!\w)", chinese), chinese
        else:
            assert not re.search(r"[A-Za-z]{3,}", PLACE.sub("", chinese)), (english, chinese)


def test_every_reason_and_warning_of_the_sample_is_told_in_chinese(zh: None, answers: list[Asked]) -> None:
    told = {
        text
        for asked in answers
        for text in (asked.answer.reason, *(w for q in asked.answer.quotes for w in q.warnings))
        if text
    }
    assert len(told) > 20
    left = {text: sentence(text) for text in told if re.search(r"(?<![\w:.-])(?:the|is|of|no|has)\b", sentence(text))}
    assert not left


def test_a_sentence_of_several_is_translated_piece_by_piece(zh: None) -> None:
    assert sentence("No passage fits the filters. The archive covers 9 July 1952 to 31 December 1963.") == (
        "没有符合筛选条件的段落。档案的起止日期是 1952年7月9日 至 1963年12月31日。"
    )
    assert sentence("The numbers differ: 一万八千 in the Chinese, 180,000 in the English.") == (
        "数字不一致：中文是 一万八千，英文是 180,000。"
    )
    assert sentence("No such text. No passage fits the filters.") == "No such text. No passage fits the filters."


def test_templates_with_braces_and_brackets_in_what_is_put_in(zh: None) -> None:
    assert sentence("there is no word in the question: {x} [b] \\") == "问题中没有可以检索的词：{x} [b] \\"
    assert sentence("Asked together with “(more)”. By itself: alone") == "与前面的问题 “(more)” 合并提问。单独提问：单独"


def test_the_same_thing_twice_in_a_template() -> None:
    known = Messages({"{a} and {a}": "{a}和{a}"})
    assert known.sentence("x and x") == "x和x"
    assert known.sentence("x and y") == "x and y"


def test_english_is_what_the_code_says() -> None:
    use("en")
    assert (local("Found"), counted(1, "{count} passage", "{count} passages")) == ("Found", "1 passage")
    assert sentence("No passage fits the filters.") == "No passage fits the filters."
    assert local_day(datetime.date(1957, 7, 6)) == "6 July 1957"


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_auto_follows_the_locale(environ: dict[str, str], lang: str) -> None:
    assert of_locale(environ) == lang


def test_what_the_archive_says_is_the_same_in_both_languages(answers: list[Asked]) -> None:
    paper = OutputFormat(90, False)  # one side above the other
    for asked in answers[:12]:
        for lang in ("en", "zh"):
            use(lang)
            text = answer_text(asked.answer, paper)
            for quote in asked.answer.quotes:
                for excerpt in (quote.passage.english, quote.passage.chinese):
                    assert excerpt is None or _squeezed(excerpt.text) in _squeezed(text)
                assert _squeezed(quote.citation) in _squeezed(text)
    use("en")


def _squeezed(text: str) -> str:
    """Without blanks and the bars in the margin."""
    return re.sub(r"[\s|]", "", text)


@pytest.fixture
def run(sample_archive: Path) -> Iterator[object]:
    yield lambda *arguments: CliRunner().invoke(archive, list(arguments), prog_name="archive")
    use("en")


def test_the_command_line_in_chinese(run: object) -> None:
    result = run("--lang", "zh", "ask", "How many locust trees were planted along the dike?", "-k", "1")  # type: ignore[operator]
    assert result.stdout.startswith("找到（") or result.stdout.startswith("找到 (")
    assert "1 篇中的 1 段，1956 年" in result.stdout
    assert "! 数字不一致：中文是 一万八千，英文是 180,000。" in result.stdout
    assert "中文，原文" in result.stdout
    result = run("--lang", "zh", "ask", "!!!")  # type: ignore[operator]
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "archive: 问题中没有可以检索的词：!!!")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["browse"], "1952年7月9日 至 1963年3月9日: 24 篇，23 天"),
        (["browse", "1956"], "3月           1 / 31         1"),
        (["browse", "1956-03"], "1956-03-24 周六     1  第1版"),
        (["browse", "1999-01"], "最近的：之前 1963年3月9日（1 篇）。"),
        (["stats"], "报纸        Willow Ferry Gazette [invented] (柳渡报〔虚构〕): 24 篇"),
        (["verify", "--sample", "3"], "3 个文件完全一致"),
    ],
)
def test_what_the_archive_holds_in_chinese(run: object, arguments: list[str], said: str) -> None:
    result = run("--lang", "zh", *arguments)  # type: ignore[operator]
    assert said in result.output
    words = set(
        re.findall(r"[A-Za-z]{4,}", re.sub(r"Willow Ferry Gazette \[invented\]|\S*/\S*|multilingual-e5\S*", "", result.output))
    )
    assert not words - {"archive", "index", "PATH"}, "no English is left"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--help"], "向双语报纸档案提问"),
        (["--help"], "对话的会话：列出、阅读、检索、导出、删除"),
        (["ask", "--help"], "筛选与问题写在同一行"),
        (["chat", "--help"], "本次的配色"),
        (["sessions", "search", "--help"], "含有全部词的会话"),
    ],
)
def test_help_in_chinese(run: object, arguments: list[str], said: str) -> None:
    assert said in run("--lang", "zh", *arguments).stdout.replace("\n", "").replace(" ", "")  # type: ignore[operator]
    assert said not in run("--lang", "en", *arguments).stdout  # type: ignore[operator]


def test_every_help_is_translated_but_for_tables() -> None:
    told = {part for text in _ENGLISH.values() for part in paragraphs(text) if not part.startswith("\b") and len(part) < 200}
    assert not {part for part in told if part not in TEXTS and part != "Show this message and exit."}


def test_json_stays_english(run: object) -> None:
    english, chinese = (run("--lang", lang, "ask", "镇上的人晚上在哪里学认字？", "--json") for lang in ("en", "zh"))  # type: ignore[operator]
    first, second = json.loads(english.stdout), json.loads(chinese.stdout)
    first.pop("elapsed_ms"), second.pop("elapsed_ms")
    assert first == second
