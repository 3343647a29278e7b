"""A .zip of documents → its files, few and small enough; an archive inside an archive is not opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from declarations.reading.openers.packages import MOST_DOCUMENTS, package
from declarations.reading.rawtables import CannotOpen

_SMALL = 256 * 1024  # bytes that are unpacked at once, and may stay in memory
_ENCRYPTED = 0x1
_NAMED_IN_UTF8 = 0x800
_NO_DOCUMENTS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def documents_in(stream: BinaryIO, most_bytes: int) -> Iterator[tuple[str, BinaryIO]]:
    """(name, file) of each file of an archive, one after the other, each open until the next is asked for.

    Of a file of more than `most_bytes` one byte more is there. CannotOpen when the archive is damaged, locked or would
    unpack to something monstrous.
    """
    with package(stream) as archive:
        entries = [entry for entry in archive.infolist() if _is_document(entry)]
        if not entries:
            raise CannotOpen("是空的压缩文件，里面没有文件。请换一个文件。")
        if len(entries) > MOST_DOCUMENTS:
            raise CannotOpen(f"里面有 {len(entries)} 个文件，最多 {MOST_DOCUMENTS} 个。请分开导入。")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise CannotOpen("有密码，打不开。请解压后再导入，或去掉密码重新压缩。")
        for entry in entries:
            with SpooledTemporaryFile(_SMALL) as file:
                with archive.open(entry) as source:
                    while len(piece := source.read(min(_SMALL, most_bytes + 1 - file.tell()))):
                        file.write(piece)
                file.seek(0)
                yield _name(entry), cast("BinaryIO", file)


def _is_document(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    is_side_file = name.startswith(_NO_DOCUMENTS[0]) or name.endswith(_NO_DOCUMENTS[1:])
    return not entry.is_dir() and not is_side_file and not PurePosixPath(name).name.startswith("~$")


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of a file; Windows writes Chinese ones in GBK without saying so."""
    if entry.flag_bits & _NAMED_IN_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
