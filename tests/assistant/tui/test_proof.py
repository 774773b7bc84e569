"""A card says whether its quotation was found in its file, word for word, when it was shown."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from store_passages import every_passage
from tui_driving import Make, ask, screen_text, settle, turns
from tui_fakes import MILL, FakeArchive, found

from assistant.ask import Assistant
from assistant.facts import FileChanged
from assistant.output.messages import warning_text
from corpus.storage.store import Store


async def asked(make: Make, archive: FakeArchive) -> str:
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        return screen_text(pilot)


async def test_what_is_proved_has_a_tick(make: Make) -> None:
    assert "✓ as in its file" in await asked(make, FakeArchive(found))


async def test_what_cannot_be_proved_at_once_has_none_and_no_warning(make: Make) -> None:
    archive = FakeArchive(found)
    archive.proofs = {quote.passage.id: None for quote in found("纸").quotes}
    shown = await asked(make, archive)
    assert "✓" not in shown
    assert "archive verify" not in shown


async def test_what_its_file_does_not_have_is_warned_of(make: Make) -> None:
    archive = FakeArchive(found)
    archive.proofs = {MILL.passages[1].id: False}
    assert "This is not what its file has now. archive verify says what happened." in await asked(make, archive)


async def test_what_its_file_does_not_have_is_warned_of_in_the_reader_and_in_a_copy(make: Make, tmp_path: Path) -> None:
    archive = FakeArchive(found)
    archive.proofs = {MILL.passages[1].id: False}
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


async def test_an_answer_that_is_unfolded_or_opened_again_has_its_ticks(make: Make, tmp_path: Path) -> None:
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


def test_a_file_that_changed_proves_nothing(sample_archive: Path, tmp_path: Path) -> None:
    folder, articles = tmp_path / "archive", tmp_path / "articles"
    shutil.copytree(sample_archive, folder)
    with Store.open(folder) as store:
        old = Path(next(a.source.path for _, a, _ in every_passage(store))).parents[1]
        shutil.copytree(old, articles)
        store.move_folder(old, articles)
        _, article, passage = next(iter(every_passage(store)))
    with Assistant.open(folder) as assistant:
        quote = next(one for one in assistant.passages(article.id) if one.passage.id == passage.id)
        assert assistant.proved(quote) is True
        assert quote.passage.english is not None
        shorter = replace(quote.passage.english, text=quote.passage.english.text[:-1])
        assert assistant.proved(replace(quote, passage=replace(quote.passage, english=shorter))) is None
        file = Path(article.source.path)
        file = articles / file.relative_to(file.parents[1]) if not file.is_relative_to(articles) else file
        file.write_bytes(file.read_bytes() + b"x")
        assert assistant.proved(quote) is False
