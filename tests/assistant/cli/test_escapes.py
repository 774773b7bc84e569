"""Whatever an archive, a file name or an argument holds, no control character reaches a terminal; JSON and exports are exact."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.ask import Assistant
from assistant.cli.main import archive as command
from assistant.sessions.session_store import Sessions
from assistant.system import paths
from corpus.model import Article
from corpus.selection import Selection
from corpus.storage.store import Store

HOSTILE = "\x1b[31;5;7m\x1b]0;owned\x07\x9b2J\x85\x90\x7f\u202e\u2066\u200b\x00\x08"
"""Colours, a title, C1 controls, the direction of the line, what draws nothing."""
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\x1b(?!\\[[0-9;]*m)"
)
FILE_NAME = f"1960-04-25_{HOSTILE}.jsonl".replace("\x00", "").replace("\x08", "")
ENGLISH = [f"The ferry{HOSTILE} was launched on Monday and all the town came to see it leave the pier for the first time."]
CHINESE = [f"渡船{HOSTILE}星期一下水，全镇的人都来看它第一次离开码头，老罗站在船头。"]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"  # type: ignore[assignment]
    errors = "strict"

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, sample_archive: Path) -> Path:
    """An archive of which every field holds them."""
    inbox = tmp_path_factory.mktemp("hostile") / f"in{HOSTILE[:20]}".replace("/", "")
    inbox.mkdir()
    names = ("newspaper", "column", "title_en", "title_zh", "author_en", "author_zh")
    line = {"id": f"id{HOSTILE}", "date": "1960-04-25", "page": 2, **{name: f"{name} {HOSTILE}" for name in names}}
    line |= {"english": "\n".join(ENGLISH), "chinese": "\n".join(CHINESE), "other": HOSTILE}
    (inbox / FILE_NAME).write_text(json.dumps(line) + "\nno JSON " + HOSTILE, encoding="utf-8")
    (inbox / f"empty{HOSTILE[:9]}.md").write_bytes(b"\xff\xfe\x00")
    folder = inbox.parent / "archive"
    assert sound(run("index", inbox, "--archive", folder))
    return folder


def run(*arguments: str | Path, typed: str = "", terminal: bool = True) -> str:
    """All that a command prints."""
    stream = Terminal() if terminal else io.StringIO()
    before = sys.stdout, sys.stderr, sys.stdin
    sys.stdout, sys.stderr, sys.stdin = stream, stream, io.StringIO(typed)
    try:
        command([str(argument) for argument in arguments])
    except SystemExit:
        pass
    finally:
        sys.stdout, sys.stderr, sys.stdin = before
    return stream.getvalue().replace("\r\x1b[2K", "")


def sound(printed: str) -> bool:
    assert printed
    found = FORBIDDEN.search(printed)
    assert not found, printed[max(0, found.start() - 60) : found.start() + 20].encode("unicode_escape")
    assert "\x1b[31;5;7m" not in printed
    return True


@pytest.fixture(scope="module")
def article(hostile: Path) -> Iterator[Article]:
    with Store.open(hostile) as store:
        yield store.article(next(iter(store.article_ids(Selection())))).article


@pytest.fixture(scope="module")
def session(hostile: Path) -> int:
    with Assistant.open(hostile) as assistant, Sessions.open(paths.sessions_file()) as kept:
        id = kept.begin(str(paths.archive_key(hostile)))
        kept.answer(kept.ask(id, f"ferry {HOSTILE}"), assistant.ask("ferry"))
        kept.rename(id, f"name {HOSTILE}")
    return id


COMMANDS: dict[str, Callable[[Article], tuple[str, ...]]] = {
    "ask": lambda _: ("ask", f"ferry {HOSTILE}"),
    "ask nothing": lambda _: ("ask", f"zzz{HOSTILE} column:x{HOSTILE}"),
    "ask a bad filter": lambda _: ("ask", f"ferry on:{HOSTILE}"),
    "show": lambda a: ("show", a.id),
    "show provenance": lambda a: ("show", a.id, "--provenance"),
    "show nothing": lambda _: ("show", HOSTILE),
    "find": lambda _: ("find", "ferry"),
    "find regex": lambda _: ("find", "--regex", f"({HOSTILE}"),
    "browse": lambda _: ("browse",),
    "browse day": lambda _: ("browse", "1960-04-25"),
    "browse nothing": lambda _: ("browse", HOSTILE),
    "timeline": lambda _: ("timeline", f"ferry {HOSTILE}"),
    "stats": lambda _: ("stats",),
    "verify": lambda _: ("verify",),
    "doctor": lambda _: ("doctor", "--model", f"none{HOSTILE[1:9]}"),
    "export": lambda _: ("export",),
    "export tmx": lambda _: ("export", "--format", "tmx"),
    "forget": lambda _: ("index", "--forget", f"/x{HOSTILE}".replace("\x00", "")),
    "index nothing": lambda _: ("index", f"/x{HOSTILE}".replace("\x00", "")),
    "align": lambda _: ("align", f"/x{HOSTILE}".replace("\x00", ""), "/y"),
    "an option": lambda _: ("ask", f"--{HOSTILE}"),
    "a command": lambda _: (HOSTILE,),
    "an argument": lambda _: ("stats", HOSTILE),
    "a choice": lambda _: ("--lang", HOSTILE, "stats"),
    "manual": lambda _: ("manual", HOSTILE),
    "sessions": lambda _: ("sessions", "list", "--all"),
    "eval": lambda _: ("eval", f"/x{HOSTILE}".replace("\x00", "")),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_lets_a_control_character_through(hostile: Path, article: Article, session: int, name: str) -> None:
    arguments = COMMANDS[name](article)
    sound(run("--archive", hostile, *arguments))


def test_a_conversation_and_a_session(hostile: Path, session: int) -> None:
    sound(run("talk", "--archive", hostile, typed=f"ferry {HOSTILE}\nwithin:{HOSTILE}\nmore\n"))
    for verb in (["show"], ["export"], ["export", "--format", "jsonl"]):
        sound(run("sessions", *verb, str(session)))


@pytest.mark.parametrize(
    "arguments", [["ask", "ferry", "--json"], ["find", "ferry", "--json"], ["stats", "--json"]], ids=" ".join
)
def test_json_is_exact_and_harmless(hostile: Path, arguments: list[str]) -> None:
    printed = run(*arguments, "--archive", hostile)
    sound(printed)
    assert HOSTILE in strings(json.loads(printed.split("\n")[0]))


def strings(value: object) -> str:
    """All texts in a JSON value."""
    if isinstance(value, dict):
        return "".join(map(strings, [*value, *value.values()]))
    if isinstance(value, list):
        return "".join(map(strings, value))
    return value if isinstance(value, str) else ""


def test_an_export_holds_the_exact_text(hostile: Path, article: Article, tmp_path: Path) -> None:
    (line,) = run("export", "--archive", hostile, terminal=False).split("\n")[:-1]
    found = json.loads(line)
    assert (found["id"], found["title_zh"], found["chinese"]) == (article.id, article.title_zh, "\n".join(CHINESE))
    assert HOSTILE in found["chinese"]
    memory = run("export", "--format", "tmx", "--archive", hostile, terminal=False)
    ElementTree.fromstring(memory)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "memory.tmx").write_text(memory, encoding="utf-8", newline="")
    run("index", tmp_path / "in", "--archive", tmp_path / "again")
    (again,) = run("export", "--archive", tmp_path / "again", terminal=False).split("\n")[:-1]
    assert json.loads(again) == found
