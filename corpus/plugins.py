"""Plugins: objects that other installed packages provide through entry points.

A package adds an export format, for example, by declaring an entry point in its own pyproject.toml,

    [project.entry-points."archive_assistant.exporters"]
    csv = "my_package.csv_export:write_csv"

and the object works like the built-in ones. Looking up entry points takes some 10 ms, so it happens only for a name
that is not built in, or to list all names; `archive --help` never pays for it.
https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from corpus.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Plugin = TypeVar("Plugin")


@dataclass(frozen=True)
class Registry(Generic[Plugin]):
    """The built-in objects of one kind, and those that other packages provide."""

    kind: str
    """Name of the kind in error messages, such as `export format`."""
    group: str
    """The entry point group."""
    built_in: Mapping[str, Plugin]

    def __getitem__(self, name: str) -> Plugin:
        """The object with this name; built-in ones take precedence. Raises UsageError if there is none."""
        if name in self.built_in:
            return self.built_in[name]
        for entry in self._entry_points():
            if entry.name == name:
                plugin: Plugin = entry.load()
                return plugin
        raise UsageError(
            "there is no {kind} called {name}", "Available: {names}.", kind=self.kind, name=name, names=", ".join(self)
        )

    def get(self, name: str) -> Plugin | None:
        """The plugin of this name; None where there is none."""
        return self[name] if name in self.built_in or name in set(self) else None

    def __iter__(self) -> Iterator[str]:
        """All names, built-in ones first."""
        yield from self.built_in
        yield from sorted({entry.name for entry in self._entry_points()} - set(self.built_in))

    def _entry_points(self) -> list[EntryPoint]:
        from importlib.metadata import entry_points

        return list(entry_points(group=self.group))
