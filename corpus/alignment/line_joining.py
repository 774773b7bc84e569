"""Finds lines of a Chinese text that were broken inside a sentence: two paragraphs by the newlines, one by the content.

    ……他们的这种关心，完全是出于对人类健康的
      “根本性关心”。                              (formats of 1966: the second half is indented less)

A line continues on the next one if it stops in mid-sentence and the next does not begin like a paragraph. Verse and captions
are short lines, so short lines never continue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.model import Kind, Paragraph, Span, Text

_ENDS = re.compile(r"[。！？!?…：:；;][”’」』》〉）)\"'\]】]*$")
_NEWLINE = re.compile(r"\r\n|\n|\r")
SHORTEST = 16
"""Minimum length of a line that may have been broken, in characters. Lines of verse have five to fourteen; captions have kinds
of their own."""


def join_broken_lines(text: Text, chosen: Sequence[int]) -> list[tuple[int, ...]]:
    """The chosen paragraphs, grouped where one sentence runs through several, judged by their indents."""
    body = [_indent(text.content, p.span) for p in text.paragraphs if p.kind is Kind.BODY]
    usual = Counter(body).most_common(1)[0][0] if body else 0
    found: list[tuple[int, ...]] = []
    for i in chosen:
        before = found[-1][-1] if found else None
        further_out = _indent(text.content, text.paragraphs[i].span) < usual
        if before == i - 1 and further_out and continues_on_next_line(text, text.paragraphs[i - 1], text.paragraphs[i]):
            found[-1] = (*found[-1], i)
        else:
            found.append((i,))
    return found


def continues_on_next_line(text: Text, line: Paragraph, following: Paragraph) -> bool:
    """Whether a line of running text stops in mid-sentence and running text follows without a blank line between."""
    if line.kind is not Kind.BODY or following.kind is not Kind.BODY or len(line.span) < SHORTEST:
        return False
    gap = text.content[line.span.end : following.span.start]
    return len(_NEWLINE.findall(gap)) == 1 and not _ENDS.search(line.span.of(text.content))


def _indent(content: str, span: Span) -> int:
    """Width of the blanks before a line, counted as `corpus.text.lines.Line.indent` counts them."""
    width, at = 0, span.start - 1
    while at >= 0 and content[at].isspace() and content[at] not in "\r\n":
        width += {"\u3000": 2, "\t": 4}.get(content[at], 1)
        at -= 1
    return width
