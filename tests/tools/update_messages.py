"""Extracts the program's messages and updates the Chinese catalogue: python tests/tools/update_messages.py

New messages are added to the .po file without a translation, unused ones are removed, and the .mo file is compiled. Run it after
every change of a message; a test fails until it was run and every message has a translation.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

import click

from assistant.answer import Outcome
from assistant.cli.main import archive
from assistant.cli.shared.help_i18n import paragraphs
from assistant.output.layout import browse
from assistant.text.i18n import DOMAIN, LOCALE
from assistant.tui.screens import settings
from assistant.tui.shared.actions import ACTIONS, Scope
from corpus.errors import UNWRITABLE_HINT, ArchiveError
from corpus.proof.source_check import State
from corpus.text.date_format import MONTHS
from embeddings.query.filter_table import BUILT_IN

PO = LOCALE / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
PACKAGES = ("assistant", "corpus", "embeddings")


def _subclasses(cls: type) -> Iterator[str]:
    yield cls.__name__
    for below in cls.__subclasses__():
        yield from _subclasses(below)


ERRORS = list(_subclasses(ArchiveError))
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"translate_plural": (1, 2), **dict.fromkeys(("translate", "N_", *ERRORS))}


def extract() -> Catalog:
    """All messages of the source code, of the commands' help, and of the tables whose values serve other purposes, too."""
    catalog = Catalog("zh", domain=DOMAIN)
    for package in PACKAGES:
        for path, _, message, _, _ in extract_from_dir(ROOT / package, [("**.py", extract_python)], keywords=KEYWORDS):
            catalog.add(message, locations=[(f"{package}/{path}", None)])
    for message in (*_help(), *_tables()):
        if message.strip(" ↑↓←→"):
            catalog.add(message)
    return catalog


def _help() -> Iterator[str]:
    for text in _help_texts(archive, click.Context(archive)):
        yield from paragraphs(text)


def _help_texts(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of a command, its options and its sub-commands."""
    options = (parameter.help for parameter in command.params if isinstance(parameter, click.Option))
    yield from filter(None, (command.help, *options))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _help_texts(below, click.Context(below))


def _tables() -> Iterator[str]:
    for kind in (Outcome, Scope, State):
        yield from (member.value for member in kind)
    for action in ACTIONS:
        yield from (action.label, action.help)
    yield from ("Enter", "Space")  # in the keys of actions
    yield from (*(filter.help for filter in BUILT_IN.values()), *settings.ABOUT.values(), *browse.WEEKDAYS, *MONTHS)
    yield UNWRITABLE_HINT
    yield from ("record", "vectors", "index")  # sizes, by their names in JSON


def extract_python(file: BinaryIO, *_: object, **_options: object) -> Iterator[tuple[int, str, Any, list[str]]]:
    """The messages of a module, for Babel. Unlike Babel's own extractor it reads both branches of a conditional expression, and
    both the message and the hint of an error."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "translate_plural" and len(node.args) == 3:
            one, many = (_literals(argument) for argument in node.args[1:])
            yield from ((node.lineno, name, pair, []) for pair in zip(one, many, strict=True))
        elif name in KEYWORDS:
            arguments = node.args[:2] if name in ERRORS else node.args[:1]
            yield from ((node.lineno, name, text, []) for argument in arguments for text in _literals(argument))


def _literals(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(str(text)):
            return [text] if text.strip() else []
        case ast.IfExp():
            return [*_literals(node.body), *_literals(node.orelse)]
        case _:
            return []


def read_catalog() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, "zh", DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(extracted: Catalog, catalog: Catalog) -> list[str]:
    """The extracted messages without a translation that can be used."""
    found = []
    for message in (message for message in extracted if message.id):
        known = catalog.get(message.id)
        if known is None or known.fuzzy or known.pluralizable != message.pluralizable or not all(_strings(known.string)):
            found.append(_strings(message.id)[0])
    return found


def _strings(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ("",))


def main() -> None:
    catalog, extracted = read_catalog(), extract()
    catalog.update(extracted, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.msgid_bugs_address = "archive-assistant", "", ""
    catalog.last_translator, catalog.language_team = "", ""
    catalog.header_comment = "# Chinese translations. Keys are the English texts of the code; both have the same {fields}."
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=0, include_lineno=False)
    MO.write_bytes(compiled(catalog))
    for message in untranslated(extracted, catalog):
        print(f"not translated: {message}")


if __name__ == "__main__":
    main()
