"""The record's schema in numbered steps. A released step never changes; a new one is added instead."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from corpus.errors import RecordBroken
from corpus.storage import seal
from corpus.storage.seal import Seal

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE newspaper (folder TEXT PRIMARY KEY, english TEXT NOT NULL, chinese TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE source (
        number   INTEGER PRIMARY KEY,
        path     TEXT NOT NULL UNIQUE,
        sha256   TEXT NOT NULL,
        encoding TEXT NOT NULL,
        size     INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL
    );
    CREATE INDEX source_by_hash ON source (sha256);

    CREATE TABLE article (
        id             TEXT PRIMARY KEY,
        source         INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
        newspaper_en   TEXT NOT NULL,
        newspaper_zh   TEXT NOT NULL,
        date           TEXT,
        page           INTEGER,
        column_name    TEXT NOT NULL,
        title_en       TEXT NOT NULL,
        title_zh       TEXT NOT NULL,
        author_en      TEXT NOT NULL,
        author_zh      TEXT NOT NULL,
        machine        INTEGER NOT NULL,
        english        TEXT,
        english_offset INTEGER,
        english_lines  TEXT NOT NULL,  -- JSON [[start, end, kind], ...]
        chinese        TEXT,
        chinese_offset INTEGER,
        chinese_lines  TEXT NOT NULL,
        beads          TEXT NOT NULL,  -- JSON [[[en, ...], [zh, ...], score], ...] over paragraphs
        glossary       TEXT NOT NULL   -- JSON [[name, pinyin, gloss], ...]
    );
    CREATE INDEX article_by_source ON article (source);
    CREATE INDEX article_by_day ON article (date, page);

    CREATE TABLE passage (
        number          INTEGER PRIMARY KEY AUTOINCREMENT,  -- its id in the indexes; never reused
        id              TEXT NOT NULL UNIQUE,
        article         TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        english_start   INTEGER,
        english_end     INTEGER,
        chinese_start   INTEGER,
        chinese_end     INTEGER,
        first_paragraph INTEGER NOT NULL,
        last_paragraph  INTEGER NOT NULL,
        sentences       TEXT NOT NULL,  -- JSON [[[start, end], ...] en, [...] zh]
        beads           TEXT NOT NULL,  -- JSON as in article, over sentences
        score           REAL NOT NULL
    );
    CREATE INDEX passage_by_article ON passage (article);
    """,
    """
    -- An article may come from two files: `main` of the English one is the Chinese one, which is the article's source.
    ALTER TABLE source ADD COLUMN main INTEGER REFERENCES source (number) ON DELETE CASCADE;
    CREATE UNIQUE INDEX source_by_main ON source (main) WHERE main IS NOT NULL;
    """,
    """
    -- A lookup table for names in glossaries. A later step drops it, so this one no longer fills it.
    CREATE TABLE glossary (
        key     TEXT NOT NULL,
        entry   TEXT NOT NULL,  -- JSON [name, pinyin, gloss]
        article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        PRIMARY KEY (key, entry, article)
    ) WITHOUT ROWID;
    CREATE INDEX glossary_by_article ON glossary (article);
    """,
    """
    -- Browsing counts by date, page, column and newspaper; an index over all four avoids reading articles.
    DROP INDEX IF EXISTS article_by_day;
    CREATE INDEX IF NOT EXISTS article_by_place ON article (date, page, column_name, newspaper_en, newspaper_zh);
    """,
    """
    -- Checksum of a file's articles as written: number of articles, number of passages, hash of all their rows.
    ALTER TABLE source ADD COLUMN articles INTEGER;
    ALTER TABLE source ADD COLUMN passages INTEGER;
    ALTER TABLE source ADD COLUMN digest TEXT;

    -- Articles of a file that were skipped because another file, or an earlier line, has them.
    CREATE TABLE duplicate (
        source  INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
        article TEXT NOT NULL,
        PRIMARY KEY (source, article)
    ) WITHOUT ROWID;

    -- The folders and files that were indexed.
    CREATE TABLE root (path TEXT PRIMARY KEY) WITHOUT ROWID;

    -- Fingerprints of the record for which indexes were built: only those indexes can be updated incrementally.
    CREATE TABLE indexed (fingerprint TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    """
    -- Nothing looks names up here: `article.glossary` has the entries.
    DROP TABLE glossary;
    """,
    """
    -- Lines that are in no passage (headlines, bylines ...), and the heading above each passage.
    CREATE TABLE line (
        number        INTEGER PRIMARY KEY AUTOINCREMENT,  -- its id in the index of lines; never reused
        id            TEXT NOT NULL UNIQUE,
        article       TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        kind          TEXT NOT NULL,
        after         INTEGER NOT NULL,  -- how many passages of the article stand before it
        english_start INTEGER,
        english_end   INTEGER,
        chinese_start INTEGER,
        chinese_end   INTEGER,
        sentences     TEXT NOT NULL,  -- as in passage
        beads         TEXT NOT NULL,
        score         REAL NOT NULL
    );
    CREATE INDEX line_by_article ON line (article);
    ALTER TABLE passage ADD COLUMN heading TEXT NOT NULL DEFAULT '[null,null]';  -- JSON [[start, end] en, [start, end] zh]

    -- Every file is read again by the next run, which writes its lines and headings; checksums of the former rows do not hold.
    UPDATE source SET size = -1, articles = NULL, passages = NULL, digest = NULL;
    """,
    """
    -- What was remarked when a file was last read, until it is mended. A file that cannot be read has no row in source.
    CREATE TABLE remark (
        path    TEXT NOT NULL,
        kind    TEXT NOT NULL,
        message TEXT NOT NULL,
        start   INTEGER,  -- in characters of the decoded file
        end     INTEGER,
        text    TEXT NOT NULL
    );
    CREATE INDEX remark_by_path ON remark (path);

    -- Of an article's values, so that a text which is no longer the one that was read is never quoted. Empty: not known.
    ALTER TABLE article ADD COLUMN hash TEXT NOT NULL DEFAULT '';
    """,
)

VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection, path: str) -> None:
    """Bring the record to the newest version, each step in a transaction.

    Raises RecordBroken if a newer version of the program wrote the record.
    """
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise RecordBroken(
            f"{path}: the record has version {found}, and this program knows versions up to {VERSION}",
            "Update the program, or index into another folder with --archive.",
        )
    if 0 < found < VERSION:
        _check_seal(Path(path))
    for number in range(found, VERSION):
        connection.executescript(f"BEGIN IMMEDIATE;\n{STEPS[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;")


def _check_seal(path: Path) -> None:
    """Raises RecordBroken where a record is damaged: its version may be the damage. It is about to be written, so a seal goes."""
    state, fault = seal.check(path)
    if state is Seal.CHANGED:
        raise RecordBroken(fault, "`archive verify --mend` says what is damaged, and mends it.")
    seal.remove(path)
