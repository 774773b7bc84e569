"""Settings, their allowed values, and where each value comes from: a flag, else an environment variable, else the file, else
the default. The file is TOML in the platform's configuration folder.

    theme = "light"
    quotes = 8

`archive doctor` and the settings screen show them.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from assistant.text.citation import AUTO, StyleNames
from assistant.text.i18n import N_
from corpus.errors import BadConfig

Theme = Literal["auto", "dark", "light", "contrast", "sixteen", "plain"]
Lang = Literal["auto", "en", "zh"]
FILE_VARIABLE = "ARCHIVE_CONFIG"
"""Environment variable that names another file."""
DEFAULT = N_("default")
MAX_QUOTES = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, named as in the file; the environment variable of `theme` is ARCHIVE_THEME."""

    theme: Theme = "auto"
    """`auto`: plain with NO_COLOR, sixteen where the terminal has only sixteen colours, else dark."""
    lang: Lang = "auto"
    """Language of the interface; `auto` follows the locale."""
    ambiguous: int = 1
    """Cells that the terminal draws “ ” — … · in: 1 or 2."""
    quotes: int = 5
    """Maximum number of quotes in an answer."""
    copies: str = ""
    """File that every copy is also written to; empty for the default one."""
    first_language: Literal["auto", "en", "zh"] = "auto"
    """The language of a quotation that stands above the other where there is no room for two columns; `auto`: that of the question."""
    citation_style: str = AUTO
    """Name of a style in `assistant.text.citation.STYLES`; `auto`: that of the interface's language."""
    model: str = ""
    """Folder or name of the embedding model; empty for the bundled one."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force."""

    settings: Settings
    origins: Mapping[str, str]
    """The origin of each value: `default`, a variable, a flag, or the file with its line."""
    file: Path
    """The settings file, which need not exist."""


CHOICES: Mapping[str, Iterable[str | int]] = {
    "theme": get_args(Theme),
    "lang": get_args(Lang),
    "ambiguous": (1, 2),
    "first_language": ("auto", "en", "zh"),
    "citation_style": StyleNames(),
}
"""The values of settings that have a fixed list. Other packages may add citation styles."""
_DIGITS = 9
"""Digits of a number that a setting can have."""
_SHOWN = 200
"""Characters of a wrong value that a message shows."""
NAMES = tuple(field.name for field in fields(Settings))


def config_file() -> Path:
    """ARCHIVE_CONFIG, or `config.toml` in the user's configuration folder."""
    if named := os.environ.get(FILE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    from assistant.system.paths import APP

    return user_config_path(APP, appauthor=False) / "config.toml"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"ARCHIVE_{name.upper()}"


def load(flags: Mapping[str, str | int | None] | None = None) -> Loaded:
    """Read the file and the environment. `flags` has the options of the command line by setting, None for one not given.

    Raises BadConfig with the file, the line and the allowed values.
    """
    file = config_file()
    values: dict[str, str | int] = {}
    origins = dict.fromkeys(NAMES, DEFAULT)
    for name, (value, line) in _read(file).items():
        where = f"{file}:{line}"
        values[name], origins[name] = checked(name, value, where), where
    for name in NAMES:
        text = os.environ.get(variable(name))
        if text:
            values[name], origins[name] = checked(name, _parsed(name, text), variable(name)), variable(name)
    if os.environ.get("NO_COLOR") and origins["theme"] != variable("theme"):
        values["theme"], origins["theme"] = "plain", "NO_COLOR"
    for name, given in (flags or {}).items():
        if given is not None:
            values[name], origins[name] = checked(name, given, f"--{name}"), f"--{name}"
    return Loaded(Settings(**values), origins, file)  # type: ignore[arg-type]  # each was checked


def _read(file: Path) -> dict[str, tuple[object, int]]:
    """The values of the file with their line numbers. Raises BadConfig."""
    import tomllib

    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file}: the settings cannot be read: {error}", "Correct the file, or move it away.") from error
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:  # a number of 5,000 digits, a thousand brackets
        raise BadConfig(f"{file}: not TOML: {error}", 'Write settings like: theme = "light"') from error
    for name in found:
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise BadConfig(f"{file}:{_line(text, name)}: there is no setting {name}", f"{hint}There are {', '.join(NAMES)}.")
    return {name: (value, _line(text, name)) for name, value in found.items()}


def _line(text: str, name: str) -> int:
    """The number of the line with a key or a table, from 1."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.match(line)), 1)


def _parsed(name: str, text: str) -> str | int:
    """An environment variable's text as the type of the setting."""
    numeric = isinstance(getattr(Settings(), name), int) and text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if numeric else text


def _shown(value: object) -> str:
    """A value for a message."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # Python does not write such a number
        return f"a {type(value).__name__} of that size"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def checked(name: str, value: object, where: str) -> str | int:
    """The value, if the setting allows it. Raises BadConfig; `where` names its origin."""
    kind = type(getattr(Settings(), name))
    choices = CHOICES.get(name)
    if isinstance(value, str | int) and type(value) is kind:
        if choices is None and (name != "quotes" or 1 <= int(value) <= MAX_QUOTES):
            return value
        if choices is not None and value in choices:
            return value
    hint = N_("It can be {values}.") if choices or name == "quotes" else N_('It is a text: "..."')
    values = ", ".join(map(str, choices)) if choices else f"1 to {MAX_QUOTES}"
    raise BadConfig("{where}: {name} cannot be {value}", hint, where=where, name=name, value=_shown(value), values=values)


def save(name: str, value: str | int) -> Path:
    """Write one setting to the file, whose comments and other settings do not change. Returns the file.

    Raises BadConfig if the value is not allowed, or the file cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    file = config_file()
    checked(name, value, str(file))
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
        document[name] = value
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.part")
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(file.resolve())  # keeps a symbolic link
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise BadConfig(
            "{file}: the settings cannot be written: {error}", "Correct the file, or move it away.", file=file, error=error
        ) from error
    return file
