"""Zip packages (.xlsx, .docx, .ods and archives) opened with care, and their XML streamed through a parser."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from xml.parsers import expat  # no entity is ever resolved: see `stream_xml`

from declarations.reading.rawtables import CannotOpen

MOST_FILES = 2_000
MOST_BYTES = 300 * 1024 * 1024  # unpacked, all files together
MOST_RATIO = 200  # unpacked : packed; text of a spreadsheet has 10 to 40
HARMLESS = 20 * 1024 * 1024  # up to here no ratio matters
_DAMAGED = "已损坏，打不开。请用 Office 或 WPS 打开后另存一份再导入。"

# What unpacking raises on damaged bytes, unknown methods of packing and locks.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)

Attributes = Mapping[str, str]


@contextmanager
def package(data: bytes, most_bytes: int = MOST_BYTES) -> Iterator[zipfile.ZipFile]:
    """A zip package whose files are few, small enough and not packed suspiciously well; CannotOpen otherwise."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_sizes(archive, most_bytes)
            yield archive
    except BROKEN as problem:
        raise CannotOpen(_DAMAGED) from problem


def check_sizes(archive: zipfile.ZipFile, most_bytes: int = MOST_BYTES) -> None:
    """CannotOpen when an archive would unpack to something monstrous. Unpacking stops at the sizes checked here."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_FILES:
        raise CannotOpen(f"里面有 {len(entries)} 个文件，最多 {MOST_FILES} 个。请分开导入。")
    if unpacked > most_bytes or (unpacked > HARMLESS and unpacked > packed * MOST_RATIO):
        raise too_large(unpacked)


def too_large(unpacked: int) -> CannotOpen:
    """The refusal of a package with so many bytes unpacked."""
    return CannotOpen(f"解压后有 {unpacked // 1024 // 1024} MB，大得不正常，没有打开。请检查文件来源，或分成几个文件。")


def stream_xml(
    source: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start`, `end` and `text` for the elements of `source`, names without their namespace.

    A document with a DOCTYPE is refused: no office program writes one, and entities live there.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, given: start(_local(name), {_local(key): given[key] for key in given})
    parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.ParseFile(source)
    except expat.ExpatError as problem:
        raise CannotOpen(_DAMAGED) from problem


def _refuse_doctype(*_: object) -> None:
    raise CannotOpen(
        "里面有外部定义（DOCTYPE），不是正常的办公文件，没有打开。请用 Excel、Word 或 WPS 另存一份再导入。"
    )


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
