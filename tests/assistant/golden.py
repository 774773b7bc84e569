"""Golden files: what a command prints, byte for byte, but for what differs from run to run and machine to machine.

`pytest --update-golden` writes them anew; read the difference before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"

MASKS = (
    # times
    (re.compile(r'("elapsed_ms": )[\d.]+'), r"\g<1>0.0"),
    (re.compile(r" · \d+\.\d\d s$", re.MULTILINE), " · 0.00 s"),
    # what the weights of fusion and confidence make of an answer, within one outcome
    (re.compile(r'("(?:confidence|coverage|score)": )-?[\d.]+'), r"\g<1>0.0"),
    (re.compile(r"^(found|weak|nothing) \([\d.]+\)", re.MULTILINE), r"\1 (0.00)"),
    (re.compile(r"holds \d+% of"), "holds 0% of"),
    # the model's version, and sizes on disk
    (re.compile(r"(multilingual-e5-small@)[0-9a-f]{12}"), r"\g<1>000000000000"),
    (re.compile(r"\d+\.\d MB"), "0.0 MB"),
    (re.compile(r'("(?:record|vectors|index)": )\d+'), r"\g<1>0"),
)


def masked(text: str, paths: Mapping[Path, str]) -> str:
    """The text with everything masked that may differ; `paths` says what stands for which folder."""
    for path, name in paths.items():
        text = text.replace(str(path), name)
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def check(name: str, text: str, update: bool) -> None:
    """Compare with tests/golden/NAME.golden, or write it."""
    path = GOLDEN / f"{name}.golden"
    found = text.encode("utf-8")
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(found)
    assert path.is_file(), f"{path} is missing: pytest --update-golden"
    # As text, so that a difference is shown line by line; the bytes are what counts.
    assert text == path.read_bytes().decode("utf-8")
    assert found == path.read_bytes()
