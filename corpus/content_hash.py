"""Hashes of files, by which damage is noticed: a flipped bit changes a file's content and not its size.

They protect against failing disks and partial copies, not against people, so a fast hash does: XXH3, 128 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

BLOCK = 16 << 20
"""Bytes hashed together: small enough to check the ends of a large file alone, large enough that hashes stay few."""


def content_hash(data: Any) -> str:
    """The hash of bytes, or of an array that is contiguous in memory."""
    from xxhash import xxh3_128_hexdigest

    return xxh3_128_hexdigest(data)


def block_hashes(path: Path) -> list[str]:
    """The hash of each block of a file; one for an empty file."""
    return [hash for _, hash in hashed_blocks(path)]


def hashed_blocks(path: Path, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, str]]:
    """The number and hash of these blocks of a file, all by default. The file is not mapped into memory: where a disk fails,
    reading raises OSError, but a mapping kills the process."""
    with path.open("rb") as file:
        count = max(1, -(-file.seek(0, 2) // BLOCK))
        for number in range(count) if numbers is None else numbers:
            file.seek(number * BLOCK)
            yield number, content_hash(file.read(BLOCK))
