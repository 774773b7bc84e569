"""Settings: where each value comes from, and what a mistake in the file is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.system import config
from assistant.system.config import CHOICES, MAX_QUOTES, NAMES, Settings, load, save
from corpus.errors import BadConfig


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(config.variable(name), raising=False)
    path = tmp_path / "conf" / "config.toml"
    monkeypatch.setenv(config.FILE_VARIABLE, str(path))
    return path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_without_a_file_everything_is_the_default(file: Path) -> None:
    loaded = load()
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"default"}
    assert not file.exists()


def test_each_value_knows_where_it_comes_from(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, '# mine\ntheme = "light"\n\nquotes = 8\nlang = "zh"\n')
    monkeypatch.setenv("ARCHIVE_QUOTES", "9")
    monkeypatch.setenv("ARCHIVE_LANG", "")
    loaded = load({"lang": "en", "theme": None})
    assert (loaded.settings.theme, loaded.settings.quotes, loaded.settings.lang) == ("light", 9, "en")
    assert loaded.origins["theme"] == f"{file}:2"
    assert loaded.origins["quotes"] == "ARCHIVE_QUOTES"
    assert loaded.origins["lang"] == "--lang"
    assert loaded.origins["model"] == "default"
    assert load().origins["lang"] == f"{file}:5", "an empty variable says nothing"


def test_no_color_is_a_theme(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, 'theme = "light"')
    monkeypatch.setenv("NO_COLOR", "1")
    assert (load().settings.theme, load().origins["theme"]) == ("plain", "NO_COLOR")
    monkeypatch.setenv("ARCHIVE_THEME", "contrast")
    assert load().settings.theme == "contrast"
    assert load({"theme": "dark"}).settings.theme == "dark"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\nthene = "light"', [":2: there is no setting thene", "Did you mean theme?"]),
        ("[wholly.other]\na = 1", [":1: there is no setting wholly", "There are theme, lang"]),
        ('theme = "purple"', [":1: theme cannot be 'purple'", "auto, dark, light"]),
        ("# x\nquotes = 0", [":2: quotes cannot be 0", f"1 to {MAX_QUOTES}"]),
        ('quotes = "5"', ["quotes cannot be '5'"]),
        ("ambiguous = true", ["ambiguous cannot be True", "1, 2"]),
        ("model = 3", ["model cannot be 3", "a text"]),
        ("theme = light", ["not TOML", "line 1"]),
    ],
)
def test_an_error_names_file_line_and_allowed_values(file: Path, text: str, said: list[str]) -> None:
    write(file, text)
    with pytest.raises(BadConfig) as error:
        load()
    for part in (str(file), *said):
        assert part in str(error.value)


def test_a_bad_variable_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_QUOTES", "many")
    with pytest.raises(BadConfig, match="ARCHIVE_QUOTES: quotes cannot be 'many'"):
        load()


def test_a_file_that_cannot_be_decoded_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"theme = '\xff'")
    with pytest.raises(BadConfig, match=r"config\.toml"):
        load()


def test_saving_keeps_comments_and_other_settings(file: Path) -> None:
    write(file, '# how I like it\ntheme = "dark"  # for the night\n\n# many\nquotes = 8\n')
    assert save("theme", "light") == file
    save("copies", '/tmp/a "b"\\c.txt')
    text = file.read_text(encoding="utf-8")
    assert "# how I like it" in text
    assert 'theme = "light"  # for the night' in text
    assert "# many\nquotes = 8" in text
    assert load().settings == Settings(theme="light", quotes=8, copies='/tmp/a "b"\\c.txt')


def test_saving_through_a_link_keeps_the_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("quotes = 3\n", encoding="utf-8")
    file.parent.mkdir()
    file.symlink_to(real)
    save("quotes", 4)
    assert file.is_symlink()
    assert "quotes = 4" in real.read_text(encoding="utf-8")


def test_a_bad_value_is_not_saved(file: Path) -> None:
    with pytest.raises(BadConfig):
        save("quotes", 0)
    assert not file.exists()


values = st.one_of(
    *(st.tuples(st.just(name), st.sampled_from(tuple(choices))) for name, choices in CHOICES.items()),
    st.tuples(st.just("quotes"), st.integers(1, MAX_QUOTES)),
    st.tuples(st.sampled_from(["copies", "model"]), st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(values, max_size=6))
def test_saved_settings_are_loaded(file: Path, saved: list[tuple[str, str | int]]) -> None:
    file.unlink(missing_ok=True)
    for name, value in saved:
        save(name, value)
    assert load().settings == Settings(**dict(saved))  # type: ignore[arg-type]
    if saved:
        tomllib.loads(file.read_text(encoding="utf-8"))
