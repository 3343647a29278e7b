"""More files made to harm, small enough to be built within a test: archives, office files, PDFs, texts."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO

from tests.reading.builders import docx_of, ods_of, sheet_of, sheet_of_rows, xls_of
from tests.reading.test_files import one_sheet, with_part, zipped
from tests.reading.test_kinds import invented

MEGABYTE = 1024 * 1024
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def word() -> bytes:
    form = invented()[0]
    return docx_of(sheet_of(form.content, form.template))


def open_document() -> bytes:
    form = invented()[0]
    return ods_of(sheet_of(form.content, form.template))


def stored(members: dict[str, bytes]) -> bytes:
    """An archive that packs nothing."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return output.getvalue()


# --- archives --------------------------------------------------------------------------------------------------------


def nested_archives() -> bytes:
    """Ten archives deep."""
    data = zipped({"申报表.txt": b"0" * MEGABYTE})
    for level in range(10):
        data = zipped({f"{level}.zip": data})
    return data


def overlapping_archive() -> bytes:
    """Two hundred entries are the same twenty kilobytes, each of which unpacks to twenty megabytes."""
    data = zipped({"a.txt": b"0" * (20 * MEGABYTE)})
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    return data[:start] + entry * 200 + _END.pack(b"PK\x05\x06", 0, 0, 200, 200, len(entry) * 200, start, 0)


def archive_of(count: int, name: Callable[[int], str] = "{}.txt".format) -> bytes:
    """An archive of so many files of one byte."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(name(number)), b"a")
    return output.getvalue()


def listing_alone(count: int) -> bytes:
    """An archive that is a list of so many names and nothing else: a reader keeps half a kilobyte for each."""
    entry = _CENTRAL.pack(b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = b"PK\x03\x04" + bytes(26)
    count_said = min(count, 0xFFFF)
    end = _END.pack(b"PK\x05\x06", 0, 0, count_said, count_said, len(entry) * count, len(local), 0)
    return local + entry * count + end


def as_large_archive(data: bytes) -> bytes:
    """The same archive with its sizes where those of more than four gigabytes stand."""
    end = len(data) - _END.size
    _, _, _, _, count, size, start, _ = _END.unpack(data[end:])
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    return data[:end] + large + locator + _END.pack(b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def packed_otherwise(method: int, size: int = 64 * MEGABYTE) -> bytes:
    """An archive packed by bzip2 or LZMA, which pack a thousand times better than what office programs use."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        archive.writestr("docProps/custom.xml", b" " * 90_000 + b"<x/>")
        archive.writestr("申报表.txt", b" " * size)
    return output.getvalue()


def strange_names() -> bytes:
    """Names that lead elsewhere, hold zero bytes, or are no names at all; each file is text in which no form is."""
    names = (
        "../../../../tmp/a.txt",
        "/etc/b.txt",
        "C:\\Windows\\c.txt",
        "d\u202etxt.exe",
        "con",
        "..",
        "e\nf.txt",
        "名" * 300,
    )
    data = stored({name: "没有申报表".encode() for name in (*names, "g#h.txt")})
    return data.replace(b"g#h.txt", b"g\0h.txt")


def several() -> bytes:
    """An archive in which each file has something else about it."""
    return stored({"a.docx": locked_word(), "b.txt": b"", "c.xls": b"<html><body></body></html>"})


def symlink() -> bytes:
    """An archive with a link to a file of the machine."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        entry = zipfile.ZipInfo("申报表.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return output.getvalue()


# --- office files -----------------------------------------------------------------------------------------------------


def with_doctype(data: bytes, part: str) -> bytes:
    """A part that wants to show a file of the machine."""
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_part(data, part, lambda xml: xml.replace(b"?>", b"?>" + doctype, 1))


def long_cell_ods(length: int) -> bytes:
    """One cell with so many characters."""
    return with_part(
        open_document(), "content.xml", lambda xml: xml.replace(b"</text:p>", noise_text(length) + b"</text:p>", 1)
    )


def _in_sheet(texts: Iterator[bytes]) -> bytes:
    cell = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%b</t></is></c></row>'
    rows = b"".join(cell % (n, n, text) for n, text in enumerate(texts, start=1000))
    return with_part(
        one_sheet(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>", 1)
    )


def long_cell_xlsx(length: int) -> bytes:
    """One cell with so many characters in a workbook."""
    return _in_sheet(iter([noise_text(length)]))


def many_letters_xlsx(count: int) -> bytes:
    """So many cells with thirty thousand characters each."""
    return _in_sheet(b"%d " % n + noise_text(30_000) for n in range(count))


def noise_text(length: int) -> bytes:
    """Letters that pack some fifty times."""
    line = b"".join(b"%07d " % (n * 7919 % 10_000_000) for n in range(1000))
    return (line * (length // len(line) + 1))[:length]


def long_paragraph(length: int) -> bytes:
    """A Word file of one paragraph with so many letters."""
    return with_part(word(), "word/document.xml", lambda xml: xml.replace(b"</w:t>", noise_text(length) + b"</w:t>", 1))


def repeated_ods(columns: int, rows: int) -> bytes:
    """A cell that repeats over so many columns, in a row that repeats."""
    cell = b'<table:table-cell table:number-columns-repeated="%d"><text:p>x</text:p></table:table-cell>' % columns
    row = b'<table:table-row table:number-rows-repeated="%d">' % rows + cell + b"</table:table-row></table:table>"
    return with_part(open_document(), "content.xml", lambda xml: xml.replace(b"</table:table>", row, 1))


def far_old_workbook() -> bytes:
    """An .xls with one text in its last cell: a reader that keeps all cells between needs half a gigabyte."""
    import xlwt  # noqa: PLC0415 - of this file alone

    book = xlwt.Workbook()
    sheet = book.add_sheet("申报表")
    sheet.write(0, 0, "项目名称")
    sheet.write(65535, 255, "x")
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def broken_old_workbook() -> bytes:
    """An .xls whose table of sectors leads round in a circle."""
    data = bytearray(xls_of(sheet_of_rows([["甲"] * 20] * 2000)))
    data[512 : 512 + 508] = struct.pack("<127l", *([1] * 127))
    return bytes(data)


def locked_word() -> bytes:
    """What Word writes for a document with a password: an OLE2 file with the package inside."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le")


def locked_open_document() -> bytes:
    return with_part(
        open_document(),
        "META-INF/manifest.xml",
        lambda _: b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>',
    )


# --- PDF --------------------------------------------------------------------------------------------------------------


def pdf_of(objects: Iterator[bytes], count: int) -> bytes:
    """A PDF of so many objects, found without a table of theirs."""
    parts = [b"%PDF-1.4\n", *objects, b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (count + 1)]
    return b"".join(parts)


def many_pages(count: int = 100_000) -> bytes:
    def objects() -> Iterator[bytes]:
        kids = b" ".join(b"%d 0 R" % n for n in range(3, count + 3))
        yield b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        yield b"2 0 obj<</Type/Pages/Count %d/MediaBox[0 0 600 800]/Kids[%b]>>endobj\n" % (count, kids)
        for n in range(3, count + 3):
            yield b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % n

    return pdf_of(objects(), count + 2)


def one_page_again() -> bytes:
    """A tree in which each node has the next one twenty times: a million million pages in twelve objects."""

    def objects() -> Iterator[bytes]:
        yield b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        for n in range(2, 12):
            yield b"%d 0 obj<</Type/Pages/Count 1/Kids[%b]>>endobj\n" % (n, b"%d 0 R " % (n + 1) * 20)
        yield b"12 0 obj<</Type/Page/MediaBox[0 0 600 800]>>endobj\n"

    return pdf_of(objects(), 12)


def looping_tree() -> bytes:
    """A page tree whose second level leads back to the first, past an ordinary page."""

    def objects() -> Iterator[bytes]:
        yield b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        yield b"2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n"
        yield b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\n"
        yield b"4 0 obj<</Type/Pages/Parent 2 0 R/Count 1/Kids[2 0 R 4 0 R]>>endobj\n"

    return pdf_of(objects(), 4)


def inflating_pdf(size: int) -> bytes:
    """A page whose drawing unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE)), packer.flush()])

    def objects() -> Iterator[bytes]:
        yield b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        yield b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        yield b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
        yield b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n" % (len(packed), packed)

    return pdf_of(objects(), 4)


# --- texts ------------------------------------------------------------------------------------------------------------


def odd_utf16() -> bytes:
    """UTF-16 that lacks its last byte, with half of a pair before it."""
    return b"\xff\xfe" + "没有申报表\n".encode("utf-16-le") * 1000 + b"\x3d\xd8\x0a\x00\x0a"


def short_lines(count: int) -> bytes:
    """Lines upon lines of cells in which nothing is to be found."""
    return "项目\t名称\t\t一\n".encode() * count


def endless_form(count: int) -> bytes:
    """A form that goes on for so many lines."""
    return "项目支出绩效目标表\n项目名称\t甲\n".encode() + short_lines(count)


def wide_lines(count: int) -> bytes:
    """Lines of a thousand cells."""
    return (b"x\t" * 1000 + b"\n") * count


# --- large files, written piece by piece ------------------------------------------------------------------------------


def write_rows(target: IO[bytes], pieces: Iterator[bytes], part: str = "xl/worksheets/sheet1.xml") -> None:
    """A workbook with one of its parts written piece by piece."""
    with (
        zipfile.ZipFile(BytesIO(one_sheet())) as original,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in original.namelist():
            if name != part:
                out.writestr(name, original.read(name))
        with out.open(part, "w", force_zip64=True) as stream:
            for piece in pieces:
                stream.write(piece)
