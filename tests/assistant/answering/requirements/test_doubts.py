"""Questions that a similar passage cannot answer, and the same kind of question where it can: a table in both languages."""

from __future__ import annotations

import datetime

import pytest
from factories import article, passage
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.requirements.doubts import Doubt, find_doubt, requirements
from assistant.facts import DetailDiffers, DetailKind
from assistant.text.i18n import in_language
from assistant.wording.messages import reason_text
from embeddings.query.question import Question, language_of

DATE = datetime.date(1958, 6, 1)
RICE = "The price of rice in Beijing and Tianjin is set at 1,055 yuan."
RICE_ZH = "京津两市米价定为一千零五十五元。"
POST = "Chen was named vice president of the Teachers College; Wu Da is president of the Music College."
POST_ZH = "任命陈安为师范学院副院长，吴达为音乐学院院长。"
DRAW = "The draw for the badminton tournament was held. Li Ling meets the Danish player in the first round."
DRAW_ZH = "羽毛球赛抽签揭晓，李玲首轮对丹麦选手。"
SEMI = "In the semifinals of the men's singles Zhuang beat the Japanese player."
SEMI_ZH = "男子单打半决赛中，庄某战胜日本选手。"
BRIDGE = "The bridge over the creek was opened. Its piers stand in soft mud because the bed is deep."
BRIDGE_ZH = "溪上的桥通行了，河床很深，桥墩立在软泥里。"
WORKERS = "The town has 320 unemployed workers. The office found posts for 45 of them in spring."
WORKERS_ZH = "镇上有失业工人三百二十人，春天已安置四十五人。"
PLANT = "Output of the Second Machine Plant rose in the first half of 1957."
PLANT_ZH = "第二机器厂一九五七年上半年产量上升。"
CROP = "The southern districts brought in the early rice in summer."
CROP_ZH = "南部各区夏季收了早稻。"
TRADE = "The country exports tea and silk to Hungary; Zhenjiang County sends the silk."
TRADE_ZH = "我国向匈牙利出口茶叶和丝绸，丝绸出自临江县。"
OFFICERS = "Deputy Mayor Zhou and Acting Director Xu came by car."
OFFICERS_ZH = "周副市长和徐代局长乘车前来。"

TABLE = [
    # question, English, Chinese, what is missing or contradicted; None where the passage may answer
    ("How much does rice cost in Shanghai?", RICE, RICE_ZH, "place"),
    ("上海米价是多少元？", RICE, RICE_ZH, "place"),
    ("How much does rice cost in Tianjin?", RICE, RICE_ZH, None),
    ("天津米价是多少元？", RICE, RICE_ZH, None),
    ("天津米价是多少元？", "", RICE_ZH, None),
    ("How many tons of rice were sold in Beijing?", RICE, RICE_ZH, "weight"),
    ("北京卖了多少吨米？", RICE, RICE_ZH, "weight"),
    ("When was the price of rice set?", RICE, RICE_ZH, "date"),
    ("米价是什么时候定的？", RICE, RICE_ZH, "date"),
    ("Who is the president of the Teachers College?", POST, POST_ZH, "rank"),
    ("师范学院院长是谁？", POST, POST_ZH, "rank"),
    ("谁是师范学院的院长？", POST, POST_ZH, "rank"),
    ("Who is the vice president of the Teachers College?", POST, POST_ZH, None),
    ("师范学院副院长是谁？", POST, POST_ZH, None),
    ("Who is the president of the Music College?", POST, POST_ZH, None),
    ("音乐学院院长是谁？", POST, POST_ZH, None),
    ("音乐学院副院长是谁？", POST, POST_ZH, "rank"),
    ("Who is the mayor?", OFFICERS, OFFICERS_ZH, "rank"),
    ("市长是谁？", OFFICERS, OFFICERS_ZH, "rank"),
    ("Who is the deputy mayor?", OFFICERS, OFFICERS_ZH, None),
    ("副市长是谁？", OFFICERS, OFFICERS_ZH, None),
    ("Who is the director?", OFFICERS, OFFICERS_ZH, "rank"),
    ("Who is the acting director?", OFFICERS, OFFICERS_ZH, None),
    ("代局长是谁？", OFFICERS, OFFICERS_ZH, None),
    ("Who won the badminton final?", DRAW, DRAW_ZH, "winner"),
    ("羽毛球冠军是谁？", DRAW, DRAW_ZH, "winner"),
    ("Whom does Li Ling meet?", DRAW, DRAW_ZH, None),
    ("李玲对谁？", DRAW, DRAW_ZH, None),
    ("Where was the badminton final held?", DRAW, DRAW_ZH, "stage"),
    ("羽毛球决赛在哪里举行？", DRAW, DRAW_ZH, "stage"),
    ("Who won the men's singles?", SEMI, SEMI_ZH, "stage"),
    ("男子单打冠军是谁？", SEMI, SEMI_ZH, "stage"),
    ("Whom did Zhuang beat in the semifinal of the men's singles?", SEMI, SEMI_ZH, None),
    ("男子单打半决赛庄某战胜了谁？", SEMI, SEMI_ZH, None),
    ("Whom did Zhuang beat in the women's singles?", SEMI, SEMI_ZH, "event"),
    ("女子单打谁战胜了日本选手？", SEMI, SEMI_ZH, "event"),
    ("双打半决赛谁战胜了日本选手？", SEMI, SEMI_ZH, "event"),
    ("How many mu does the bridge take up?", BRIDGE, BRIDGE_ZH, "area"),
    ("How many boats pass under the bridge?", BRIDGE, BRIDGE_ZH, "number"),
    ("桥下过多少条船？", BRIDGE, BRIDGE_ZH, "number"),
    ("When was the bridge opened?", BRIDGE, BRIDGE_ZH, "date"),
    ("桥是哪一年通行的？", BRIDGE, BRIDGE_ZH, "date"),
    ("Who opened the bridge?", BRIDGE, BRIDGE_ZH, "person"),
    ("桥是谁开通的？", BRIDGE, BRIDGE_ZH, "person"),
    ("Who found posts for the workers?", WORKERS, WORKERS_ZH, None),
    ("Why do the piers stand in mud?", BRIDGE, BRIDGE_ZH, None),
    ("桥墩为什么立在软泥里？", BRIDGE, BRIDGE_ZH, None),
    ("Where do the piers stand?", BRIDGE, BRIDGE_ZH, None),
    ("桥墩立在哪里？", BRIDGE, BRIDGE_ZH, None),
    ("失业工人有多少？", WORKERS, WORKERS_ZH, None),
    ("失业工人有多少？", BRIDGE, BRIDGE_ZH, "people"),
    ("How many unemployed workers are there?", WORKERS, WORKERS_ZH, None),
    ("How many workers built the bridge?", BRIDGE, BRIDGE_ZH, "people"),
    ("镇上有多少台机器？", WORKERS, WORKERS_ZH, "number"),
    ("How many yuan do the workers earn?", WORKERS, WORKERS_ZH, "money"),
    ("工人工资多少元？", WORKERS, WORKERS_ZH, "money"),
    ("What did the Third Machine Plant make?", PLANT, PLANT_ZH, "designation"),
    ("第三厂产量如何？", "", "第二厂产量上升。", "designation"),
    ("第二厂产量如何？", "", "第二厂产量上升。", None),
    ("What did the Second Machine Plant make?", PLANT, PLANT_ZH, None),
    ("Output in the second half of 1957", PLANT, PLANT_ZH, "period"),
    ("下半年产量如何？", PLANT, PLANT_ZH, "period"),
    ("上半年产量如何？", PLANT, PLANT_ZH, None),
    ("How was the output of the plant in 1949?", PLANT, PLANT_ZH, "year"),
    ("1949年产量如何？", PLANT, PLANT_ZH, "year"),
    ("1957年产量如何？", PLANT, PLANT_ZH, None),
    ("How was the output of the plant in 1958?", PLANT, PLANT_ZH, None),  # the year of print
    ("Which districts brought in the late rice?", CROP, CROP_ZH, "sort"),
    ("晚稻收了多少？", "", "南部收了早稻九百担。", "sort"),
    ("Did the northern districts bring in rice?", CROP, CROP_ZH, "direction"),
    ("北部收了什么？", CROP, CROP_ZH, "direction"),
    ("桥边有什么东西？", "", "桥在南岸，有一座亭。", None),  # things, not east and west
    ("北京收了什么？", "", "西部收了早稻。", None),
    ("1957年收了多少？", "", "一九五五年收八百担，去年收九百担。", None),
    ("1957年收了多少？", "", "一九五五年收八百担，五七年收九百担。", None),
    ("1957年收了多少？", "", "一九五五年收八百担。", "year"),
    ("What was brought in during autumn?", CROP, CROP_ZH, "period"),
    ("秋季收了什么？", CROP, CROP_ZH, "period"),
    ("What does the country import?", TRADE, TRADE_ZH, "sort"),
    ("我国进口什么？", TRADE, TRADE_ZH, "sort"),
    ("What does the country export?", TRADE, TRADE_ZH, None),
    ("What is exported to Albania?", TRADE, TRADE_ZH, "place"),
    ("向阿尔巴尼亚出口什么？", TRADE, TRADE_ZH, "place"),
    ("What is exported to Budapest?", TRADE, TRADE_ZH, None),  # Hungary implies its capital
    ("安化县产什么？", TRADE, TRADE_ZH, "name"),
    ("临江县产什么？", TRADE, TRADE_ZH, None),
    ("What is grown near Ashford?", "Hops are grown near Maidstone.", "", "name"),
    ("What is grown near Maidston?", "Hops are grown near Maidstone.", "", None),  # misspelled
]


def doubt_of(question: str, english: str, chinese: str, **fields: object) -> Doubt | None:
    fields = {"title_en": "", "title_zh": "", "date": DATE} | fields
    printed = article(english or None, chinese or None, **fields)
    return find_doubt(Question(question, language_of(question)), printed, passage(printed))


@pytest.mark.parametrize(("question", "english", "chinese", "expected"), TABLE)
def test_what_a_passage_lacks_or_contradicts(question: str, english: str, chinese: str, expected: str | None) -> None:
    doubt = doubt_of(question, english, chinese)
    assert (str(doubt.kind) if doubt else None) == expected


def test_the_title_counts_as_part_of_the_passage() -> None:
    assert doubt_of("How much does rice cost in Shanghai?", RICE, RICE_ZH, title_en="Prices in Shanghai") is None


def test_an_article_on_something_that_is_called_almost_the_same() -> None:
    doubt = doubt_of("银纹笛鲷的俗名是什么？", "", "川纹笛鲷，俗名黑鸡仔。", title_zh="川纹笛鲷")
    assert isinstance(doubt, DetailDiffers)
    assert (doubt.asked, doubt.given) == ("银纹笛鲷", ("川纹笛鲷",))


def test_a_pasted_text_is_not_doubted() -> None:
    assert doubt_of("The price of rice in Shanghai\nis set.", RICE, RICE_ZH) is None


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "The question names “Shanghai”; the first passage has “Beijing”, “Tianjin” instead."),
        ("zh", "问题问的是“Shanghai”，第一段写的却是“Beijing”，“Tianjin”。"),
    ],
)
def test_a_contradiction_is_said_in_a_sentence(language: str, expected: str) -> None:
    doubt = doubt_of("How much does rice cost in Shanghai?", RICE, RICE_ZH)
    assert doubt
    assert doubt.code == "detail-differs"
    with in_language(language):
        assert reason_text(doubt) == expected


def test_a_missing_answer_is_said_in_a_sentence() -> None:
    missing = doubt_of("When was the bridge opened?", BRIDGE, BRIDGE_ZH)
    assert missing
    assert missing.code == "answer-missing"
    assert reason_text(missing) == "The question asks for a date, but the first passage gives none."
    amount = doubt_of("桥下过多少条船？", BRIDGE, BRIDGE_ZH)
    assert amount
    assert amount.code == "amount-missing"


QUESTIONS = st.sampled_from(sorted({question for question, *_ in TABLE}))
PASSAGES = st.sampled_from(sorted({(english, chinese) for _, english, chinese, _ in TABLE}))


@given(QUESTIONS, PASSAGES)
@settings(deadline=None)
def test_a_contradiction_names_what_stands_in_the_question_and_in_the_passage(question: str, texts: tuple[str, str]) -> None:
    doubt = doubt_of(question, *texts)
    if isinstance(doubt, DetailDiffers):
        figures = str.maketrans("〇○零一二三四五六七八九", "000123456789")
        both = "\n".join(texts)
        assert doubt.asked in question
        assert doubt.given
        assert all(text in both or text in both.translate(figures) for text in doubt.given)


@given(QUESTIONS, PASSAGES)
@settings(deadline=None)
def test_a_passage_that_repeats_the_question_is_not_contradicted(question: str, texts: tuple[str, str]) -> None:
    english, chinese = texts
    repeated = (f"{english} {question}", chinese) if language_of(question) == "en" else (english, f"{chinese}{question}")
    doubt = doubt_of(question, *repeated)
    assert (
        not isinstance(doubt, DetailDiffers) or doubt.kind is DetailKind.STAGE
    )  # `Who won?` asks for a final without the word


@given(QUESTIONS, PASSAGES)
@settings(deadline=None)
def test_what_is_doubted_was_required(question: str, texts: tuple[str, str]) -> None:
    doubt = doubt_of(question, *texts)
    asked = Question(question, language_of(question))
    assert doubt is None or doubt.kind in requirements(asked, article(*texts, title_en="", title_zh="", date=DATE))


@given(st.text(max_size=60), st.text(max_size=120), st.text(max_size=120))
@settings(deadline=None, max_examples=200)
def test_any_text_can_be_checked(question: str, english: str, chinese: str) -> None:
    doubt_of(question, english or "a", chinese or "一")
