"""Warnings appear where the two sides measurably disagree, and nowhere else."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from built_archive import Built
from factories import article, passage
from fake_encoder import FakeEncoder
from store_passages import every_passage

from assistant.answering.warnings import UNCERTAIN_BELOW, differing_numbers, find_warnings
from assistant.facts import (
    AlignmentUncertain,
    DatesDiffer,
    NoOriginal,
    NoTranslation,
    NumbersDiffer,
    PassageWarning,
    SentencesUntranslated,
)
from assistant.system import paths
from assistant.wording.messages import warning_text
from corpus.model import Bead
from corpus.storage.store import Store
from embeddings.text.analyzer import Analyzer


def of(english: str, chinese: str) -> tuple[PassageWarning, ...]:
    made = article(english, chinese)
    return find_warnings(made, passage(made))


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("There are 470 boats.", "一共四百零七条。", "四百零七 in the Chinese, 470 in the English"),
        ("Plant 180,000 trees.", "种树一万八千株。", "一万八千 in the Chinese, 180,000 in the English"),
        (
            "They made 300,387 tons.",
            "生产了三十万三千零八十七吨。",
            "三十万三千零八十七 in the Chinese, 300,387 in the English",
        ),
        ("Nine million mu more.", "超过九万亩。", "九万 in the Chinese, Nine million in the English"),
        ("It cost $55.5 million.", "花了五千五百万美元。", "五千五百万 in the Chinese, 55.5 million in the English"),
        ("In 1958 it was so.", "一九五七年是这样。", "一九五七 in the Chinese, 1958 in the English"),
        ("It rose by 25 percent.", "增长了百分之五十二。", "百分之五十二 in the Chinese, 25 in the English"),
    ],
)
def test_contradictory_numbers_are_shown_as_written(english: str, chinese: str, expected: str) -> None:
    assert [warning_text(warning) for warning in of(english, chinese)] == [f"The numbers differ: {expected}."]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("There are 407 boats.", "一共四百零七条。"),
        ("More than 400,000 trips.", "四十多万趟。"),
        ("A twenty-four-kilowatt generator.", "二十四千瓦的发电机。"),
        ("It was 38.4 degrees.", "三十八度四。"),
        ("The twenty-third year of Guangxu.", "光绪二十三年。"),
        ("600 million people.", "六亿人民。"),
        ("Six hundred million people.", "六万万人民。"),
        ("In the 1950s.", "五十年代。"),
        ("303,087 tons.", "３０３，０８７吨。"),
        ("A pair of boats.", "两条船。"),
        ("Both of the 2 came.", "三个都来了。"),  # small numbers are written in too many ways
        ("The boats came.", "四百零七条船来了。"),  # missing on one side is no contradiction
        ("On April 27th.", "二十七日。"),
        ("35,000 people.", "三点五万人。"),
        ("No numbers here.", "没有数字。"),
    ],
)
def test_numbers_that_agree_give_no_warning(english: str, chinese: str) -> None:
    assert of(english, chinese) == ()


XINHUA_EN = (
    'Xinhua News Agency, April 27th: Rome Dispatch: According to a report in the Italian weekly "Tempo" yesterday, '
    'approximately one hundred U.S. "Nike" and "Nike Hercules" surface-to-air missiles are now distributed.'
)
XINHUA_ZH = (
    "    新华社27日讯　罗马消息：据意大利周刊“时代报”昨天报道，现在约有一百个美国“奈克”式和“奈克·赫尔克里士”式地对空导弹分布。"
)


@pytest.mark.parametrize(
    ("printed", "english", "chinese", "expected"),
    [
        ("1960-04-02", XINHUA_EN, XINHUA_ZH, "27日 in the Chinese (27 March 1960, going by the date of print), April 27th"),
        (
            "1953-03-07",
            "Our Newspaper, Shinian Village, April 4th: A new ferryboat that can seat forty people entered the water.",
            "本报石碾村四日讯　一条能坐四十个人的新渡船下水。",
            "四日 in the Chinese (4 March 1953, going by the date of print), April 4th",
        ),
        (
            "1961-01-03",
            "[Xinhua, 30 January] It is so.",
            "【新华社北京三十日电】是这样。",
            "30 December 1960, going by the date of print), 30 J",
        ),
        (
            "1960-03-02",
            "TASS, Feb. 30: It is so.",
            "塔斯社３０日讯　是这样。",
            "30 January 1960, going by the date of print), Feb. 30",
        ),
    ],
)
def test_a_wrong_month_added_to_a_dateline(printed: str, english: str, chinese: str, expected: str) -> None:
    made = article(english, chinese, date=datetime.date.fromisoformat(printed))
    (warning,) = find_warnings(made, passage(made))
    assert isinstance(warning, DatesDiffer)
    assert expected in warning_text(warning)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Xinhua News Agency, March 27th: Rome Dispatch.", "新华社27日讯　罗马消息。"),
        ("Xinhua News Agency, Tianjin, April 1st. It is so.", "据新华社天津1日电　是这样。"),
        ("Xinhua News Agency, 31st — The Association hosted a banquet.", "新华社31日讯　协会设宴。"),
        ("Xinhua News Agency, April 2nd: It is so.", "新华社2日讯　是这样。"),  # of the day of print itself
        ("Xinhua News Agency, April 27th: Rome Dispatch.", "新华社4月27日讯　罗马消息。"),  # the Chinese has the month
        ("Xinhua News Agency, April 27th: Rome Dispatch.", "新华社四月二十七日讯　罗马消息。"),
        ("All will arrive at the base on May 12.", "全部人员将在12日到达基地。"),  # a plan: it may be a day to come
        ("Xinhua: the talks began on May 28th.", "新华社讯　28日开始会谈。"),
        ("Xinhua News Agency, 27th: they may 27 times go.", "新华社27日讯　他们可去。"),
        ("Xinhua News Agency, June 26th: It is so.", "新华社27日讯　是这样。"),  # another day: no month was put to this one
        ("Xinhua News Agency, June 32nd: It is so.", "新华社三十二日讯　是这样。"),
    ],
)
def test_other_days_give_no_warning(english: str, chinese: str) -> None:
    made = article(english, chinese, date=datetime.date(1960, 4, 2))
    assert not [warning for warning in find_warnings(made, passage(made)) if isinstance(warning, DatesDiffer)]


def test_datelines_are_not_compared_without_a_date_of_print() -> None:
    made = article(XINHUA_EN, XINHUA_ZH, date=None)
    assert find_warnings(made, passage(made)) == ()


def test_each_sentence_is_compared_with_its_own_translation() -> None:
    """The same numbers in swapped sentences are two contradictions."""
    made = article("It had 20 boats. It had 30 carts.", "有三十条船。有二十辆车。")
    assert differing_numbers(made, passage(made)) == [NumbersDiffer(("三十",), ("20",)), NumbersDiffer(("二十",), ("30",))]
    crossed = passage(made, beads=(Bead((0, 1), (0, 1), 0.8),))
    assert differing_numbers(made, crossed) == []


def test_a_side_missing_from_the_passage_but_not_from_the_file() -> None:
    both = article()
    only_chinese = passage(article(english=None))
    assert find_warnings(both, only_chinese) == (NoTranslation(),)
    only_english = passage(article(chinese=None))
    assert find_warnings(both, only_english) == (NoOriginal(),)


def test_a_file_in_one_language_gives_no_warning() -> None:
    for made in (article(english=None), article(chinese=None)):
        assert find_warnings(made, passage(made)) == ()


def test_an_uncertain_alignment() -> None:
    made = article()
    assert find_warnings(made, passage(made, score=UNCERTAIN_BELOW)) == ()
    assert find_warnings(made, passage(made, score=UNCERTAIN_BELOW - 0.01)) == (AlignmentUncertain(),)


@pytest.mark.parametrize(
    ("missing", "expected"), [(1, "1 sentence of the Chinese has"), (2, "2 sentences of the Chinese have")]
)
def test_untranslated_sentences_are_counted(missing: int, expected: str) -> None:
    made = article("One.", "一。二。三。"[: 2 * (1 + missing)])
    (warning,) = find_warnings(made, passage(made))
    assert warning == SentencesUntranslated(missing)
    assert warning_text(warning) == f"{expected} no counterpart in the English."


def test_the_most_serious_warning_comes_first() -> None:
    made = article("It had 20 boats.", "有三十条船。又有车。")
    found = find_warnings(made, passage(made, score=0.0))
    assert [warning.code for warning in found] == ["numbers-differ", "alignment-uncertain", "sentences-untranslated"]


# -- the sample and the real archive ----------------------------------------------------------------------------------

NUMERIC_SLIPS = ("一万八千", "四百零七")
"""Of slips.tsv. The other two are dates: an invented month beside 四日, and a day where the Chinese names a festival;
neither is a number that the other side contradicts."""


def warned(store: Store, kind: type[PassageWarning]) -> list[tuple[str, str]]:
    """(file name, sentence) of every warning of a kind."""
    return [
        (Path(article.source.path).name, warning_text(warning))
        for _, article, passage in every_passage(store)
        for warning in find_warnings(article, passage)
        if isinstance(warning, kind)
    ]


def number_warnings(store: Store) -> list[tuple[str, str]]:
    return warned(store, NumbersDiffer)


def test_only_the_invented_month_of_the_sample_gives_a_date_warning(store: Store) -> None:
    ((name, warning),) = warned(store, DatesDiffer)
    assert name == "1953-03-07_新渡船下水_两岸往来方便.md"
    assert (
        warning == "The dates differ: 四日 in the Chinese (4 March 1953, going by the date of print), April 4th in the English."
    )


def test_only_the_slips_of_the_sample_give_number_warnings(store: Store) -> None:
    with (paths.SAMPLE / "slips.tsv").open(encoding="utf-8", newline="") as file:
        slips = list(csv.DictReader(file, delimiter="\t"))
    expected = {Path(slip["doc"]).name for slip in slips if any(number in slip["zh_span"] for number in NUMERIC_SLIPS)} | {
        Path(slip["doc"]).name for slip in slips if slip["en_span"].startswith("plant 180,000")
    }
    found = number_warnings(store)
    assert {name for name, _ in found} == expected
    assert len(found) == len(NUMERIC_SLIPS)
    assert all(any(number in warning for _, warning in found) for number in NUMERIC_SLIPS)


def test_no_passage_of_the_sample_is_called_uncertain(store: Store) -> None:
    uncertain = [p.id for _, a, p in every_passage(store) if AlignmentUncertain() in find_warnings(a, p)]
    assert uncertain == []


REAL = {
    "1960-04-02_河北小洋群水泥工业大步向前_一年多来生产水泥三十多万吨.md": ["三十万三千零八十七 in the Chinese, 300,387"],
    "1966-09-04_福建夏种面积扩大质量提高.md": ["九万, 三万 in the Chinese, nine million, three million"],
    # Contradictions that known_discrepancies.tsv does not list: 55,000,000 and 52,000,000 dollars in the Chinese.
    "1960-04-02_美国加紧备战活动.md": ["五千五百万 in the Chinese, 55.5 million", "五千二百万 in the Chinese, 52.2 million"],
}
"""Every contradiction of numbers in the 14 real articles. The table's rows about hedges (三亩多, 二百二十多方) and names
are no contradictions of numbers."""


@pytest.mark.slow
def test_contradictory_numbers_of_the_real_archive(shared_data: Path, sample_archive: Path, tmp_path: Path) -> None:
    from assistant.system.archive import update

    for _ in update(tmp_path / "archive", [shared_data / "archive"]):
        pass
    with Store.open(tmp_path / "archive") as store:
        found, dates = number_warnings(store), warned(store, DatesDiffer)
    days = "1960-04-02_美国加紧备战活动.md"
    assert [(name, warning.split()[3]) for name, warning in dates] == [(days, "27日"), (days, "29日"), (days, "29日")]
    for name, parts in REAL.items():
        for part in parts:
            assert any(file == name and part in warning for file, warning in found), (name, part)
    assert {name for name, _ in found} == set(REAL)
    with (shared_data / "known_discrepancies.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["note"].startswith("number")]
    assert rows
    assert {Path(row["doc"]).name for row in rows} <= {name for name, _ in found}


def test_a_warning_names_numbers_of_its_own_passage_with_any_alignment(tmp_path: Path) -> None:
    """Whatever the alignment, the numbers shown are in the passage."""
    made = Built(tmp_path / "archive", FakeEncoder(), Analyzer())
    made.bring_up_to_date([paths.SAMPLE / "articles" / name for name in ("1959.02", "1956.03")])
    with Store.open(made.folder) as store:
        for _, of_article, cut in every_passage(store):
            for numbers in differing_numbers(of_article, cut):
                assert cut.chinese is not None
                assert cut.english is not None
                assert all(number in cut.chinese.text for number in numbers.chinese)
                assert all(number in cut.english.text for number in numbers.english)
