"""Converts stored answers of earlier versions: 0.1 had finished sentences where answers now have facts, and some facts and
fields were renamed later."""

from __future__ import annotations

import re
from typing import Any

_LAG = re.compile(r"with the (\d+) days after it")
_PARAGRAPHS = re.compile(r"¶(\d+)(?:–(\d+))?")
_WHY = {
    "the best match was printed at another time": "better-match-elsewhere",
    "no article of the archive has a date": "archive-undated",
}
_RENAMED_CODES = {"date-taken": "date-applied", "date-set-aside": "date-ignored"}
"""Codes of facts that answers were stored with, and what they are called now."""
_RENAMED_FIELDS = {"dated": "date_mention"}
"""The same for the fields of a question."""


def converted(answer: Any) -> Any:
    """The JSON of a stored answer in today's form. Anything that is not an answer is returned as it is."""
    if not isinstance(answer, dict):
        return answer
    question = answer.get("question")
    if isinstance(question, dict):
        answer = {**answer, "question": {_RENAMED_FIELDS.get(name, name): value for name, value in question.items()}}
    if "reasons" in answer:
        return _with_current_codes(answer)
    reason = answer.get("reason")
    return {
        **answer,
        "reasons": [_recorded(reason)] if reason else [],
        "understood": [_interpretation(one) for one in answer.get("understood", ())],
        "quotes": [_quote(quote) for quote in answer.get("quotes", ())],
    }


def _with_current_codes(answer: dict[str, Any]) -> dict[str, Any]:
    understood = answer.get("understood")
    if not isinstance(understood, list) or not all(isinstance(one, dict) for one in understood):
        return answer
    return {**answer, "understood": [{**one, "code": _current_code(one.get("code"))} for one in understood]}


def _current_code(code: Any) -> Any:
    return _RENAMED_CODES.get(code, code) if isinstance(code, str) else code


def _recorded(sentence: str) -> dict[str, Any]:
    return {"code": "recorded-text", "sentence": sentence}


def _interpretation(one: dict[str, Any]) -> dict[str, Any]:
    phrase, note = one["text"], one.get("note", "")
    match one["kind"]:
        case "name":
            return {"code": "name-read", "phrase": phrase, "forms": one["searched"]}
        case "quotation":
            return {"code": "quotation-not-found", "phrase": phrase}
        case _ if one["applied"]:
            lag = _LAG.search(note)
            days = int(lag[1]) if lag else 0
            return {"code": "date-applied", "phrase": phrase, "filters": one["searched"], "lag_days": days}
        case _:
            why = _WHY.get(note, "nothing-printed")
            return {"code": "date-ignored", "phrase": phrase, "filters": one["searched"], "why": why}


def _quote(quote: dict[str, Any]) -> dict[str, Any]:
    found = {
        **quote,
        "warnings": [_recorded(warning) for warning in quote["warnings"]],
        "quote_match": quote.get("printed"),
        "reprints": [_reprint(reprint) for reprint in quote.get("also", ())],
    }
    if "standing" in quote:
        found["outcome"] = quote["standing"]
    return found


def _reprint(reprint: dict[str, Any]) -> dict[str, Any]:
    """Version 0.1 stored the citation of a reprint, and of its passage the id alone: what a citation needs is read from it."""
    cited = reprint["citation"]
    numbers = _PARAGRAPHS.search(cited)
    first = int(numbers[1]) if numbers else 1
    excerpt = {"span": {"start": 0, "end": 0}, "text": ""}
    passage = {
        "id": reprint["passage"],
        "article_id": reprint["article"]["id"],
        "english": excerpt if reprint["article"].get("english") else None,
        "chinese": excerpt if reprint["article"].get("chinese") else None,
        "first_paragraph": first,
        "last_paragraph": int(numbers[2] or first) if numbers else first,
        "sentences_en": [],
        "sentences_zh": [],
        "beads": [],
        "score": 0.0,
    }
    return {**reprint, "passage": passage}
