"""A card shows whether its quotation is in its file, word for word."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from store_passages import every_passage
from tui_driving import MakeChat, ask, screen_text, settle, turns
from tui_fakes import MILL, FakeArchive, found

from assistant.ask import Assistant
from assistant.facts import FileChanged
from assistant.wording.messages import warning_text
from corpus.storage.store import Store


async def screen_after_question(make: MakeChat, archive: FakeArchive) -> str:
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        return screen_text(pilot)


async def test_a_verified_quotation_has_a_tick(make: MakeChat) -> None:
    assert "✓ as in its file" in await screen_after_question(make, FakeArchive(found))


async def test_a_quotation_that_cannot_be_verified_has_neither_tick_nor_warning(make: MakeChat) -> None:
    archive = FakeArchive(found)
    archive.verified = {quote.passage.id: None for quote in found("纸").quotes}
    shown = await screen_after_question(make, archive)
    assert "✓" not in shown
    assert "archive verify" not in shown


async def test_a_changed_file_is_warned_of(make: MakeChat) -> None:
    archive = FakeArchive(found)
    archive.verified = {MILL.passages[1].id: False}
    assert "The source file no longer contains this text. Run archive verify for details." in await screen_after_question(
        make, archive
    )


async def test_the_warning_of_a_changed_file_is_in_the_reader_and_in_a_copy(make: MakeChat, tmp_path: Path) -> None:
    archive = FakeArchive(found)
    archive.verified = {MILL.passages[1].id: False}
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        await pilot.press("tab", "c")
        await settle(pilot)
        assert (
            (tmp_path / "copied.txt").read_text().endswith(f"[Note, not part of the quotation: {warning_text(FileChanged())}]")
        )
        await pilot.press("enter")
        await settle(pilot)
        assert f"! {warning_text(FileChanged())}" in screen_text(pilot)


async def test_an_unfolded_or_reopened_answer_has_its_ticks(make: MakeChat, tmp_path: Path) -> None:
    async with make(archive=FakeArchive(found), sessions=tmp_path / "sessions.db").run_test(size=(120, 40)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        turn = turns(pilot)[0]
        await turn.fold()
        await settle(pilot)
        assert "✓" not in screen_text(pilot)
        turn.unfold()
        await settle(pilot)
        assert "✓ as in its file" in screen_text(pilot)
    async with make(archive=FakeArchive(found), sessions=tmp_path / "sessions.db", resume=0).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "✓ as in its file" in screen_text(pilot)


def test_a_changed_file_is_not_verified(sample_archive: Path, tmp_path: Path) -> None:
    folder, articles = tmp_path / "archive", tmp_path / "articles"
    shutil.copytree(sample_archive, folder)
    with Store.open(folder) as store:
        old = Path(next(a.source.path for _, a, _ in every_passage(store))).parents[1]
        shutil.copytree(old, articles)
        store.move_folder(old, articles)
        _, article, passage = next(iter(every_passage(store)))
    with Assistant.open(folder) as assistant:
        quote = next(one for one in assistant.passages(article.id) if one.passage.id == passage.id)
        assert assistant.is_verified(quote) is True
        assert quote.passage.english is not None
        shorter = replace(quote.passage.english, text=quote.passage.english.text[:-1])
        assert assistant.is_verified(replace(quote, passage=replace(quote.passage, english=shorter))) is None
        file = Path(article.source.path)
        file = articles / file.relative_to(file.parents[1]) if not file.is_relative_to(articles) else file
        file.write_bytes(file.read_bytes() + b"x")
        assert assistant.is_verified(quote) is False
