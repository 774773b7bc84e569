"""The accounting law as an assertion: every character of a file that is not blank is in the record, or listed as left over."""

from __future__ import annotations

from corpus_fakes import SOURCE

from corpus.proof.accounting import accounting
from corpus.readers.dates import parse_date
from corpus.readers.reading import Reading


def assert_accounted(text: str, reading: Reading, path: str = SOURCE.path) -> None:
    found = accounting(text, reading, path)
    assert [s.of(text) for s in found.lost] == []
    assert [s.of(text) for s in found.twice] == []
    assert found.header + found.text + found.apart + found.leftover == sum(not c.isspace() for c in text)
    assert_fields_are_kept(text, reading)
    for remark in reading.remarks:
        if remark.kind == "leftover":
            assert remark.span is not None
            assert remark.span.of(text) == remark.text
            assert f"character {remark.span.start}" in remark.message


def assert_fields_are_kept(text: str, reading: Reading) -> None:
    """What a header line says is in the article, or a remark says why not."""
    (article,) = reading.articles
    remarked = {remark.kind for remark in reading.remarks}
    seen = set()
    for field in reading.fields:
        assert field.value in field.span.of(text)
        if field.name == "mark" or not field.value:
            continue
        assert field.name not in seen, "a field is read once; the next line of its kind is left over"
        seen.add(field.name)
        if field.name.startswith(("title", "author")):
            assert getattr(article, field.name) == field.value
        elif field.name.startswith("column"):
            assert article.column == field.value or "column" in remarked
        elif field.name.startswith("date"):
            assert (article.date and article.date == parse_date(field.value)) or "date" in remarked
        else:
            assert (article.page is not None and str(article.page) in field.value) or "page" in remarked
