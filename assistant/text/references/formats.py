"""The table of reference formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.text.references.bibtex import biblatex, bibtex
from assistant.text.references.csl_json import csl_json
from assistant.text.references.reference import Reference
from assistant.text.references.ris import ris

FORMATS: Mapping[str, Callable[[Sequence[Reference]], str]] = {
    "bibtex": bibtex,
    "biblatex": biblatex,
    "ris": ris,
    "csl-json": csl_json,
}
"""Writes references as a file of that format."""
