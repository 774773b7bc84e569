"""Extensions that other installed packages provide, found by their entry points.

A package adds, say, an export format without touching this one: it declares an entry point in its own pyproject.toml,

    [project.entry-points."archive_assistant.exporters"]
    csv = "my_package.csv_exporter:EXPORTER"

and the object is used wherever the built-in ones are. Entry points are read when a name is asked for that is not built in, or
when all names are listed; `archive --help` never pays for them.
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
    """The built-in plugins of one kind, and those that other packages provide."""

    kind: str
    """What one is called in messages, such as `export format`."""
    group: str
    """The entry point group."""
    built_in: Mapping[str, Plugin]

    def __getitem__(self, name: str) -> Plugin:
        """The plugin of this name; a built-in one before another package's. Raises UsageError where there is none."""
        if name in self.built_in:
            return self.built_in[name]
        for entry in self._entry_points():
            if entry.name == name:
                plugin: Plugin = entry.load()
                return plugin
        raise UsageError(f"there is no {self.kind} {name}", f"There are {', '.join(self)}.")

    def get(self, name: str) -> Plugin | None:
        """The plugin of this name; None where there is none."""
        return self[name] if name in self.built_in or name in set(self) else None

    def __iter__(self) -> Iterator[str]:
        """All names, built-in ones first."""
        yield from self.built_in
        yield from sorted({entry.name for entry in self._entry_points()} - set(self.built_in))

    def _entry_points(self) -> list[EntryPoint]:
        from importlib.metadata import entry_points  # 10 ms: not for every command

        return list(entry_points(group=self.group))
