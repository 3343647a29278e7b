"""Zip packages (.xlsx, .docx, .ods and archives) opened with care, and their XML streamed through a parser."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, BinaryIO
from xml.parsers import expat  # no entity is ever resolved: see `stream_xml`

from declarations.reading.rawtables import CannotOpen

MOST_FILES = 2_000
MOST_DOCUMENTS = 900  # in an archive; the others may be what a system leaves beside them
MOST_BYTES = 300 * 1024 * 1024  # unpacked, all files together
MOST_RATIO = 200  # unpacked : packed; text of a spreadsheet has 10 to 40
HARMLESS = 20 * 1024 * 1024  # up to here no ratio matters
_MOST_LISTED = 2 * 1024 * 1024  # bytes of the list of names, of which each takes 50 to 300
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # bzip2 and LZMA may unpack megabytes from one byte
_ENCRYPTED = 0x1  # is told in other words
# The record at the end of an archive, up to 64 KB before the end of the file: (_, files, bytes of the list, _).
_END = struct.Struct("<10s H L 6s")
_LARGE_END = struct.Struct("<32s Q Q 8s")
_LOCATOR = 20  # bytes, between the two
_LONGEST_TAIL = 65_536 + _END.size + _LOCATOR + _LARGE_END.size
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
def package(data: bytes | BinaryIO, most_bytes: int = MOST_BYTES) -> Iterator[zipfile.ZipFile]:
    """A zip package whose files are few, small enough and not packed suspiciously well; CannotOpen otherwise."""
    try:
        with archive_in(BytesIO(data) if isinstance(data, bytes) else data) as archive:
            check_sizes(archive, most_bytes)
            yield archive
    except BROKEN as problem:
        raise CannotOpen(_DAMAGED) from problem


def archive_in(file: BinaryIO) -> zipfile.ZipFile:
    """The archive; what `BROKEN` names when it is damaged. CannotOpen before any of it is read when its list of names
    alone would fill the memory, and when files are packed in a way whose size cannot be held to while unpacking.
    """
    listed, count = _size_of_list(file)
    if listed > _MOST_LISTED:
        raise too_many_files(count)
    archive = zipfile.ZipFile(file)
    if any(each.compress_type not in _METHODS and not each.flag_bits & _ENCRYPTED for each in archive.infolist()):
        archive.close()
        raise CannotOpen("用了不常见的压缩方法，没有打开。请解压后再导入，或重新压缩成普通的 .zip。")
    return archive


def _size_of_list(file: BinaryIO) -> tuple[int, int]:
    """(bytes, files) of the list at the end of an archive, as zipfile would read it; zeros when there is none."""
    start = max(file.seek(0, os.SEEK_END) - _LONGEST_TAIL, 0)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    end = len(tail) - _END.size
    if not (tail[end : end + 4] == b"PK\5\6" and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6")
    if not 0 <= end <= len(tail) - _END.size:
        return 0, 0
    _, count, size, _ = _END.unpack_from(tail, end)
    large = end - _LOCATOR - _LARGE_END.size  # what archives of more than four gigabytes say instead
    if large >= 0 and tail[end - _LOCATOR :][:4] == b"PK\6\7" and tail[large:][:4] == b"PK\6\6":
        _, count, size, _ = _LARGE_END.unpack_from(tail, large)
    return size, count


def check_sizes(archive: zipfile.ZipFile, most_bytes: int = MOST_BYTES) -> None:
    """CannotOpen when an archive would unpack to something monstrous. Unpacking stops at the sizes checked here."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_FILES:
        raise too_many_files(len(entries))
    if unpacked > most_bytes or (unpacked > HARMLESS and unpacked > packed * MOST_RATIO):
        raise too_large(unpacked)


def too_many_files(count: int) -> CannotOpen:
    """The refusal of a package with so many files."""
    return CannotOpen(f"里面有 {count} 个文件，太多了，没有打开。压缩文件里最多 {MOST_DOCUMENTS} 个，请分开导入。")


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
