"""Counts in a passage: numbers that are no date, no ordinal and no measure, and for Chinese questions those with a measure word that
may count what is asked for."""

from __future__ import annotations

import re

from assistant.answering.requirements.answer_types import LENGTH_EN, TIME_EN, TIME_ZH, WEIGHT_EN, undated_numbers
from assistant.answering.requirements.difference import Texts
from corpus.model import Side

_CLASSIFIERS = ("家座处所间厂站", "台架部辆艘只条套门", "枚件张片颗粒块根条棵株", "本册份篇期部种", "次回场届", "支个")
"""Measure words that are used for the same things. 个 stands for any."""
_ALL = "".join(dict.fromkeys("".join(_CLASSIFIERS) + "头项队口匹节把批顶盏幅首段班组层级页"))
_COUNTED = re.compile(rf"(?:多少|(?<![十好第])几)([{_ALL}])(?![月百])")
_BARE = re.compile(r"多少(?=[？?，。了呢]|$)")
"""Asks for a number of any kind: `晚稻收了多少`."""
_DEGREES = re.compile(r"温度|摄氏|多少度|\bdegrees?\b|\btemperature", re.IGNORECASE)
_MEASURE_EN = re.compile(
    rf"[\s-]*(?:(?:cubic|square|metric|full|whole|long|big)[\s-]+){{0,2}}(?:{LENGTH_EN}|{WEIGHT_EN}|{TIME_EN}|years?-old|yuan|"
    r"dollars?|jiao|fen|cents?|pounds?|percent|per ?cent|mu|hectares?|acres?|degrees?|o'clock|kw|hp|horsepower|[ap]\.?m|bc|ad|"
    r"st|nd|rd|th|tenths?|thirds?|fold)\b|\s*[%°]|[:：]\d|-\d",
    re.IGNORECASE,
)
_MEASURE_ZH = re.compile(
    rf"\s*[多余来几]?(?:万|亿)?[多余]?(?:{TIME_ZH}|[美]?元|角|英镑|公里|里|米|尺|丈|公尺|英里|英尺|毫米|厘米|公分|吨|斤|公斤|担|石|亩|公顷|"
    r"平方|立方|方|[％%]|成|倍|分之|号|点|[°℃]|岁|马力|千瓦|世纪)|[:：]\d"
)
_WORDS_EN = re.compile(
    r"\b(?:several|few|dozens?|hundreds?|thousands?|none|both|pair|twice|single|only one|half|unmanned)\b", re.IGNORECASE
)
_WORDS_ZH = re.compile(r"[两几数]个|唯一|无")
_LISTED = re.compile(r"[一-鿿]、[一-鿿]")


def has_count(question: str, language: Side, texts: Texts) -> bool:
    """Whether a passage has a number that may count what a question asks for."""
    if _DEGREES.search(question):
        return True
    if language == "zh" and _BARE.search(question):
        return any(undated_numbers(text, side) for side, text in texts.items())
    counted = _COUNTED.search(question) if language == "zh" else None
    if counted and texts["zh"].strip() and not _has_classifier(texts["zh"], counted[1]):
        return False
    return _has_english(texts["en"]) or _has_chinese(texts["zh"])


def _has_english(text: str) -> bool:
    numbers = (n for n in undated_numbers(text, "en") if text[n.span.start : n.span.end].lower() != "one")
    return any(not _MEASURE_EN.match(text, n.span.end) for n in numbers) or bool(_WORDS_EN.search(text))


def _has_chinese(text: str) -> bool:
    numbers = (n for n in undated_numbers(text, "zh") if text[n.span.start : n.span.end] != "一")
    return any(not _MEASURE_ZH.match(text, n.span.end) and text[n.span.start - 1] != "第" for n in numbers) or bool(
        _WORDS_ZH.search(text)
    )


def _has_classifier(text: str, classifier: str) -> bool:
    """Whether a Chinese text has a number with a measure word like this one. What is of several sorts may just be listed."""
    if classifier in "种项" and _LISTED.search(text):
        return True
    alike = "个" + classifier + "".join(group for group in _CLASSIFIERS if classifier in group)
    after = re.compile(rf"\s*[多余来几]?(?:万|亿)?[多余]?[^，。、；]{{0,2}}[{alike}]")
    if re.search(rf"[两几数双无][{alike}]|第[一二三四五六七八九十]+[{alike}]", text):
        return True
    return any(
        after.match(text, n.span.end) and not _MEASURE_ZH.match(text, n.span.end) and text[n.span.start - 1] != "第"
        for n in undated_numbers(text, "zh")
    )
