"""A generation is used only for its own record and model, and the switch to it is atomic."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import content_hash
from corpus.errors import IndexMissing, IndexStale
from embeddings.index import manifest
from embeddings.index.manifest import CURRENT, FILE, VERSION, Manifest, current, hashes, make_current, sizes

MANIFEST = Manifest(
    version=VERSION,
    model="fake@000000000001",
    dimension=96,
    record="a" * 64,
    passages=122,
    english=121,
    chinese=122,
    sentences=800,
    rows=800,
    words=122,
    analyzer="jieba 0.42.1",
    cache_state="c" * 64,
    files={"en.faiss": 4, "words/meta.json": 2},
    lines=30,
    last_line=31,
)


def test_save_and_load_round_trip(tmp_path: Path) -> None:
    MANIFEST.save(tmp_path)
    assert Manifest.load(tmp_path) == MANIFEST


def test_it_matches_what_it_was_built_from() -> None:
    MANIFEST.check(record=MANIFEST.record, model=MANIFEST.model, dimension=MANIFEST.dimension)


@pytest.mark.parametrize(
    ("other", "both"),
    [
        ({"record": "b" * 64}, ("a" * 12, "b" * 12)),
        ({"model": "other@2"}, ("fake@000000000001", "other@2")),
        ({"dimension": 384}, ("96", "384")),
    ],
)
def test_a_mismatch_names_both_values(other: dict[str, object], both: tuple[str, str]) -> None:
    expected = {"record": MANIFEST.record, "model": MANIFEST.model, "dimension": MANIFEST.dimension} | other
    with pytest.raises(IndexStale) as stale:
        MANIFEST.check(**expected)  # type: ignore[arg-type]
    assert all(value in stale.value.message for value in both)
    assert "archive index" in stale.value.hint


def test_another_version_names_both(tmp_path: Path) -> None:
    replace(MANIFEST, version=VERSION + 1).save(tmp_path)
    with pytest.raises(IndexStale, match=f"version {VERSION + 1}.*version {VERSION}"):
        Manifest.load(tmp_path)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", "null", f'{{"version": {VERSION}}}', "\ufffd\x00"])
def test_a_damaged_manifest_makes_the_index_stale(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(IndexStale, match="manifest"):
        Manifest.load(tmp_path)


def test_a_binary_manifest_makes_the_index_stale(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(IndexStale):
        Manifest.load(tmp_path)


def test_unknown_fields_make_the_index_stale(tmp_path: Path) -> None:
    MANIFEST.save(tmp_path)
    values = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    (tmp_path / FILE).write_text(json.dumps(values | {"colour": "red"}), encoding="utf-8")
    with pytest.raises(IndexStale):
        Manifest.load(tmp_path)


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    (tmp_path / "en.faiss").write_bytes(b"1234")
    (tmp_path / "words" / "meta.json").write_bytes(b"{}")
    (tmp_path / "words" / ".managed.json").write_bytes(b"whatever")
    MANIFEST.save(tmp_path)
    return tmp_path


def test_the_sizes_of_all_files_are_recorded(generation: Path) -> None:
    assert sizes(generation) == MANIFEST.files
    MANIFEST.check_files(generation)


def test_another_size_names_both_sizes(generation: Path) -> None:
    (generation / "en.faiss").write_bytes(b"12")
    with pytest.raises(IndexStale, match=r"en\.faiss: it is 2 bytes long, 4 bytes expected"):
        MANIFEST.check_files(generation)


def test_a_missing_file_is_named(generation: Path) -> None:
    (generation / "words" / "meta.json").unlink()
    with pytest.raises(IndexStale, match=r"meta\.json: it is missing"):
        MANIFEST.check_files(generation)


@pytest.fixture
def hashed(generation: Path) -> Manifest:
    made = replace(MANIFEST, hashes=hashes(generation))
    made.save(generation)
    return made


def test_a_changed_byte_is_noticed(generation: Path, hashed: Manifest) -> None:
    hashed.check_files(generation)
    (generation / "en.faiss").write_bytes(b"1235")
    with pytest.raises(IndexStale, match=r"en\.faiss: it is damaged: bytes 0 to") as stale:
        hashed.check_files(generation)
    assert "archive index" in stale.value.hint
    hashed.check_files(generation, ("words/",))


def test_of_large_files_the_ends_are_read(generation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_hash, "BLOCK", 4)
    monkeypatch.setattr(manifest, "AT_LOAD", 8)
    (generation / "en.faiss").write_bytes(b"1234567890")
    made = replace(MANIFEST, files=sizes(generation), hashes=hashes(generation))
    assert len(made.hashes["en.faiss"]) == 3
    for content, at_load in ((b"1234567899", True), (b"0234567890", True), (b"1234067890", False)):
        (generation / "en.faiss").write_bytes(content)
        assert bool(list(made.damage(generation))) == at_load
        assert list(made.damage(generation, whole=True))


@pytest.mark.parametrize("bit", range(8))
def test_no_changed_bit_of_the_manifest_or_of_current_is_unnoticed(generation: Path, hashed: Manifest, bit: int) -> None:
    (generation / "index" / "one").mkdir(parents=True)
    make_current(generation, "one")
    for path, read in ((generation / FILE, Manifest.load), (generation / CURRENT, current)):
        content = path.read_bytes()
        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])
            with pytest.raises((IndexStale, IndexMissing)):
                read(generation)
        path.write_bytes(content)


def test_an_archive_without_current_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index yet") as missing:
        current(tmp_path)
    assert "archive index" in missing.value.hint


@pytest.mark.parametrize("name", ["gone", "", "\n", "../elsewhere"])
def test_current_that_names_no_folder_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / CURRENT).write_text(name, encoding="utf-8")
    with pytest.raises(IndexMissing, match="CURRENT"):
        current(tmp_path)


def test_make_current_switches(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "index" / name).mkdir(parents=True)
        make_current(tmp_path, name)
        assert current(tmp_path) == tmp_path / "index" / name
    assert sorted(path.name for path in tmp_path.iterdir()) == [CURRENT, "index"]


def test_a_stop_before_the_switch_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / "index" / name).mkdir(parents=True)
    make_current(tmp_path, "one")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(manifest.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        make_current(tmp_path, "two")
    assert current(tmp_path).name == "one"
    monkeypatch.undo()
    make_current(tmp_path, "two")
    assert current(tmp_path).name == "two"


def test_the_switch_replaces_the_file(tmp_path: Path) -> None:
    """A reader finds either the old name or the new one, complete."""
    make_current(tmp_path, "one")
    with (tmp_path / CURRENT).open(encoding="utf-8") as reader:
        make_current(tmp_path, "two")
        assert reader.read() == "one\n"
    assert (tmp_path / CURRENT).read_text(encoding="utf-8") == "two\n"


def test_binary_current_is_missing(tmp_path: Path) -> None:
    (tmp_path / CURRENT).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexMissing, match="CURRENT"):
        current(tmp_path)


def test_a_manifest_from_before_there_were_backends_means_faiss(tmp_path: Path) -> None:
    MANIFEST.save(tmp_path)
    values = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    del values["vector_backend"], values["hashes"], values["hash"]
    values["cut"], values["vectors"] = values.pop("analyzer"), values.pop("cache_state")
    (tmp_path / FILE).write_text(json.dumps(values), encoding="utf-8")
    assert Manifest.load(tmp_path) == MANIFEST
    assert MANIFEST.vector_backend == "faiss"
