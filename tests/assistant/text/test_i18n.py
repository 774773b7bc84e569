"""The interface in Chinese: every message is translated, text of the archive is never touched, and JSON stays English."""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from click.testing import CliRunner
from sample_questions import Asked

from assistant.answer import Outcome
from assistant.cli.main import archive
from assistant.facts import ArchiveCovers, AskedTogether, NothingFits, NumbersDiffer
from assistant.output.text_output import OutputFormat, answer_text
from assistant.text.citation import citation
from assistant.text.i18n import (
    current_language,
    in_language,
    localized_day,
    of_locale,
    translate,
    translate_error,
    translate_plural,
    use,
)
from assistant.wording.messages import context_text, interpretation_text, outcome_label, reasons_text, warning_text
from corpus.errors import BadQuestion, UsageError

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tools"))

from update_messages import MO, compiled, extract, read_catalog, untranslated

CHINESE = re.compile(r"[㐀-鿿]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    return extract()


@pytest.fixture
def zh() -> Iterator[None]:
    with in_language("zh"):
        yield


def translated(catalog: Catalog) -> Iterator[tuple[Message, str, str]]:
    """Each message with its English forms joined, and its Chinese."""
    for message in catalog:
        if message.id:
            english, chinese = (" ".join(v) if isinstance(v, (tuple, list)) else v for v in (message.id, message.string))
            yield message, english, chinese


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_message_is_translated(catalog: Catalog, extracted: Catalog) -> None:
    assert len(extracted) > 500
    assert untranslated(extracted, catalog) == []


@pytest.mark.parametrize(
    "message",
    [
        "Found",  # from a table
        "No passage matches the filters.",  # from a call
        "{id}: the archive has no such passage",  # from an error of a lower layer
        "Without a command, the chat opens.",  # from the help of a command
        "{count} passage",  # with a plural
    ],
)
def test_a_missing_translation_is_noticed(extracted: Catalog, message: str) -> None:
    catalog = read_catalog()
    catalog.delete(message)
    assert untranslated(extracted, catalog) == [message]


def test_a_fuzzy_translation_does_not_count(extracted: Catalog) -> None:
    catalog = read_catalog()
    found = catalog.get("No passage matches the filters.")
    assert found
    found.flags.add("fuzzy")
    assert untranslated(extracted, catalog) == ["No passage matches the filters."]


def test_the_catalogue_has_no_unused_message(catalog: Catalog, extracted: Catalog) -> None:
    assert {english for message, english, _ in translated(catalog) if extracted.get(message.id) is None} == set()


def test_the_compiled_catalogue_is_up_to_date(catalog: Catalog) -> None:
    with MO.open("rb") as file:
        shipped, expected = GNUTranslations(file), GNUTranslations(BytesIO(compiled(catalog)))
    for message, _, _ in translated(catalog):
        text = message.id if isinstance(message.id, str) else message.id[0]
        assert shipped.gettext(text) == expected.gettext(text)
        assert shipped.ngettext(text, text, 1) == expected.ngettext(text, text, 1)


def test_translations_have_the_fields_of_their_messages(catalog: Catalog) -> None:
    for message, english, chinese in translated(catalog):
        if "python-brace-format" in message.flags or fields_or_none(english):
            assert fields(chinese) == fields(english), english


def fields_or_none(text: str) -> set[str]:
    try:
        return {name for name in fields(text) if name.isidentifier()}
    except ValueError:  # JSON in a help text
        return set()


def test_translations_use_chinese_punctuation(catalog: Catalog) -> None:
    for _, english, chinese in translated(catalog):
        if CHINESE.search(chinese) and not chinese.startswith("\b"):
            assert not re.search(r"[㐀-鿿][,;:?!]|[㐀-鿿]\.(?!\w)", chinese), chinese
        elif not chinese.startswith("\b"):
            assert not re.search(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", chinese)), (english, chinese)


def test_every_fact_of_the_sample_has_a_chinese_sentence(zh: None, answers: list[Asked]) -> None:
    sentences = set()
    for asked in answers:
        sentences.add(reasons_text(asked.answer.reasons))
        assert not any(" is " in interpretation_text(one).replace(one.phrase, "") for one in asked.answer.understood)
        sentences |= {warning_text(warning) for quote in asked.answer.quotes for warning in quote.warnings}
    assert len(sentences) > 20
    assert not {text for text in sentences if re.search(r"(?<![\w:.-])(?:the|is|of|no|has)\b", text)}


def test_facts_in_chinese(zh: None) -> None:
    covers = ArchiveCovers(datetime.date(1952, 7, 9), datetime.date(1963, 12, 31), dates_outside=False)
    assert reasons_text((NothingFits(), covers)) == "没有符合筛选条件的段落。档案的起止日期是 1952年7月9日 至 1963年12月31日。"
    translate_plural = ArchiveCovers(covers.first, covers.last, dates_outside=True, days=24)
    assert reasons_text((translate_plural,)) == "档案收有 1952年7月9日 至 1963年12月31日 之间的 24 天，没有所问的日子。"
    assert warning_text(NumbersDiffer(("一万八千",), ("180,000",))) == "数字不一致：中文是 一万八千，英文是 180,000。"
    assert context_text(AskedTogether(("{x} [b] \\",))) == "与前面的问题 “{x} [b] \\” 合并提问。单独提问：单独"
    assert outcome_label(Outcome.WEAK) == "匹配较弱"


def test_errors_are_translated_by_their_template(zh: None) -> None:
    error = BadQuestion("there is no word in the question: {text}", "Write page:1 or page:1-3.", text="{x} [b] \\")
    assert translate_error(error) == ("问题中没有可以检索的词：{x} [b] \\", "请写 page:1 或 page:1-3。")
    assert str(error) == "there is no word in the question: {x} [b] \\\nWrite page:1 or page:1-3."
    plain = UsageError("{no template}")
    assert (plain.message, translate_error(plain)) == ("{no template}", ("{no template}", ""))


def test_english_is_what_the_code_says() -> None:
    assert current_language() == "en"
    assert (translate("Found"), translate_plural(1, "{count} passage", "{count} passages")) == ("Found", "1 passage")
    assert translate_plural(2, "{count} passage", "{count} passages") == "2 passages"
    assert localized_day(datetime.date(1957, 7, 6)) == "6 July 1957"


def test_a_language_can_be_used_for_a_while() -> None:
    with in_language("zh"):
        assert translate("Found") == "找到"
        with in_language("en"):
            assert translate("Found") == "Found"
        assert translate("Found") == "找到"
    assert translate("Found") == "Found"


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
                assert _squeezed(citation(quote.article, quote.passage)) in _squeezed(text)
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
    assert "1 段 · 1 篇 · 1956" in result.stdout
    assert "! 数字不一致：中文是 一万八千，英文是 180,000。" in result.stdout
    assert "中文 · 原文" in result.stdout
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


def test_json_stays_english(run: object) -> None:
    english, chinese = (run("--lang", lang, "ask", "镇上的人晚上在哪里学认字？", "--json") for lang in ("en", "zh"))  # type: ignore[operator]
    first, second = json.loads(english.stdout), json.loads(chinese.stdout)
    first.pop("elapsed_ms"), second.pop("elapsed_ms")
    assert first == second
