"""The export formats. To add one, write its module in this folder and list it here, or provide it from another package."""

from __future__ import annotations

from corpus.exporting.exporter import Exporter
from corpus.exporting.jsonl import write_jsonl
from corpus.exporting.tmx import write_tmx
from corpus.plugins import Registry

EXPORTERS: Registry[Exporter] = Registry(
    kind="export format", group="archive_assistant.exporters", built_in={"jsonl": write_jsonl, "tmx": write_tmx}
)
