"""One flipped bit anywhere in an archive: doctor notices it, no command ends in a traceback, no answer changes silently, and the
command that is named mends it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from bit_flips import QUESTIONS, Flip, answers, files, flips, quotations, run

from corpus.errors import ArchiveError
from corpus.storage.store import FILE

BESIDE = shutil.ignore_patterns("*-wal", "*-shm")  # of another test that has the sample open


@pytest.fixture
def copied(sample_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_archive, tmp_path / "copied", ignore=BESIDE))


def each(sample: Path, copied: Path, count: int, seed: int) -> Iterator[Flip]:
    """Flips one bit after the other; the archive is whole again before the next."""
    for flip in flips(sample, count, seed):
        flip.apply(copied)
        yield flip
        shutil.rmtree(copied)
        shutil.copytree(sample, copied, ignore=BESIDE)


def is_derived(flip: Flip) -> bool:
    return flip.path != FILE


def unnoticed(copied: Path, flip: Flip, sound: object) -> Iterator[str]:
    """What goes wrong with a flipped bit."""
    doctor = run(copied, "doctor")
    if doctor.code != 3 or not ("archive index" in doctor.text or "archive verify --mend" in doctor.text):
        yield f"{flip}: doctor says {doctor.code}"
    told = {"doctor": doctor, "ask": run(copied, "ask", QUESTIONS[0]), "verify": run(copied, "verify")}
    yield from (f"{flip}: {name}: {one.traceback}" for name, one in told.items() if one.traceback)
    with suppress(ArchiveError):  # it says so
        if is_derived(flip) and told["ask"].code == 0 and answers(copied) != sound:
            yield f"{flip}: it answers differently, and does not say so"


def test_no_flipped_bit_is_unnoticed(sample_archive: Path, copied: Path) -> None:
    sound = answers(sample_archive)
    assert run(copied, "doctor").code == 0
    assert [fault for flip in each(sample_archive, copied, 100, 0) for fault in unnoticed(copied, flip, sound)] == []


@pytest.mark.slow
def test_every_flipped_bit_is_mended_by_the_command_that_is_named(sample_archive: Path, copied: Path) -> None:
    """Nothing but the damaged rows is encoded again, of which there is one at most. ARCHIVE_TEST_FLIPS=1000 takes about an hour."""
    sound, quoted = answers(sample_archive), quotations(sample_archive)
    faults = []
    for flip in each(sample_archive, copied, int(os.environ.get("ARCHIVE_TEST_FLIPS", "30")), 1):
        faults += unnoticed(copied, flip, sound)
        commands = [["index"]] if is_derived(flip) else [["index"], ["verify", "--mend"], ["index"]]
        told = [run(copied, *command) for command in commands]
        faults += [f"{flip}: {one.traceback}" for one in told if one.traceback]
        if run(copied, "doctor").code:
            faults.append(f"{flip}: not mended: {told[-1].text}")
        elif (answers(copied) != sound) if is_derived(flip) else (quotations(copied) != quoted):
            faults.append(f"{flip}: other answers after mending")
    assert faults == []


@pytest.mark.slow
def test_all_derived_files_damaged_at_once_are_mended_by_one_command(sample_archive: Path, copied: Path) -> None:
    sound = answers(sample_archive)
    for path in files(copied):
        if path.name not in (FILE, "rows.check"):
            Flip(path.relative_to(copied).as_posix(), path.stat().st_size // 2, 3).apply(copied)
    told = run(copied, "index")
    assert (told.code, told.traceback) == (0, "")
    assert "damaged vectors: 1;" in told.text
    assert run(copied, "doctor").code == 0
    assert answers(copied) == sound
