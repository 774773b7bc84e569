"""The rank of an office at a named institution: 东北工学院院长 in a question, and 东北工学院副院长 in a list of appointments that also
names the heads of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.requirements.difference import MOST_GIVEN, Difference, Texts
from assistant.facts import DetailKind
from corpus.model import Side

_OFFICE_ZH = "[院厂部局省市县社团队组站馆所处科区乡镇校会]长|主任|主席|书记|经理|主编|总编辑|总统|总理|司令"
_RANK_ZH = re.compile(rf"(?P<rank>副|代理?)?(?P<office>{_OFFICE_ZH})")
_RUN_ZH = re.compile(r"[一-鿿]{2,8}$")
_LEAST_ZH, _MOST_ZH = 3, 8
"""Characters before an office that name an institution."""
_RANK_EN = re.compile(
    r"\b(?:(?P<rank>vice|deputy|assistant|associate|acting)[ -])?"
    r"(?P<office>presidents?|chair(?:man|men|woman)|directors?|ministers?|premiers?|mayors?|governors?|secretar(?:y|ies)|managers?|"
    r"editors?|principals?|deans?|heads?)(?:-general)? (?:of|at) (?:the )?",
    re.IGNORECASE,
)
_WORDS_EN = re.compile(r"(?:[A-Z][\w’'-]*|of|and|the|for)(?: (?:[A-Z][\w’'-]*|of|and|the|for))*")
_DEPUTIES = frozenset(("vice", "deputy", "assistant", "associate"))


def find_other_rank(question: str, language: Side, texts: Texts) -> Difference | None:
    """The office of a question, where a passage names it for the same institution in another rank only."""
    ranks = _chinese if language == "zh" else _english
    for asked, rank, at in ranks(question, texts[language]):
        if at and rank not in {other for other, _ in at}:
            return Difference(DetailKind.RANK, asked, tuple(dict.fromkeys(text for _, text in at))[:MOST_GIVEN])
    return None


_Offices = list[tuple[str, str]]
"""Ranks and offices as printed."""


def _chinese(question: str, text: str) -> Iterator[tuple[str, str, _Offices]]:
    """Each office in a question, its rank, and the ranks in which a text has it for the same institution."""
    for match in _RANK_ZH.finditer(question):
        run = _RUN_ZH.search(question[: match.start()].removesuffix("的"))
        institution = run and next((part for part in _endings(run[0]) if part in text), None)
        if institution:
            found = re.finditer(rf"{re.escape(institution)}(?P<rank>副|代理?)?{match['office']}", text)
            yield institution + match[0], _rank(match["rank"]), [(_rank(one["rank"]), one[0]) for one in found]


def _endings(text: str) -> Iterator[str]:
    """The endings of a text that may name an institution, the longest first."""
    return (text[-size:] for size in range(min(len(text), _MOST_ZH), _LEAST_ZH - 1, -1))


def _english(question: str, text: str) -> Iterator[tuple[str, str, _Offices]]:
    for match in _RANK_EN.finditer(question):
        institution = _WORDS_EN.match(question, match.end())
        if institution:
            found = [
                one
                for one in _RANK_EN.finditer(text)
                if _same_office(one, match) and text.startswith(institution[0], one.end())
            ]
            given = [(_rank(one["rank"]), one[0] + institution[0]) for one in found]
            yield match[0] + institution[0], _rank(match["rank"]), given


def _same_office(one: re.Match[str], other: re.Match[str]) -> bool:
    return one["office"].lower()[:6] == other["office"].lower()[:6]


def _rank(modifier: str | None) -> str:
    """One of deputy, acting and head."""
    if not modifier:
        return "head"
    return "deputy" if modifier.lower() in _DEPUTIES or modifier == "副" else "acting"
