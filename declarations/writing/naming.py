"""Names of files and sheets made from what people typed: legal everywhere, short enough, unique where they must be."""

from collections.abc import Collection

from declarations.content import DeclarationContent
from declarations.writing.text import paragraphs

# Bytes of UTF-8: a whole name stays under the 255 bytes of file systems, with room for " (12)" and ".xlsx".
NAME_BYTES, UNIT_BYTES = 120, 90
# Excel counts UTF-16 units.
SHEET_LENGTH = 31
_FULL_WIDTH_FILE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_FULL_WIDTH_SHEET = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_RESERVED_SHEETS = frozenset({"", "history"})


def download_name(content: DeclarationContent, year: int, extension: str) -> str:
    """`2027-项目名称-单位.pdf`, legal on Windows; `extension` comes without its dot."""
    name = file_part(content.name, NAME_BYTES) or "未命名项目"
    parts = (str(year), name, file_part(content.unit_printed, UNIT_BYTES))
    return f"{'-'.join(part for part in parts if part)}.{extension}"


def unique_file_name(name: str, taken: Collection[str]) -> str:
    """`name`, or `name (2)`, `name (3)` … before its extension; `taken` holds names after `casefold()`."""
    stem, dot, extension = name.rpartition(".")
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem} ({number}){dot}{extension}"
    return found


def sheet_name(title: str, taken: Collection[str]) -> str:
    """A legal sheet name of at most 31 characters that is not in `taken` (names after `casefold()`)."""
    text = _trimmed(" ".join(paragraphs(title)).translate(_FULL_WIDTH_SHEET), SHEET_LENGTH)
    if text.casefold() in _RESERVED_SHEETS:
        text = "申报表"
    number, found = 1, text
    while found.casefold() in taken:
        number += 1
        suffix = f"({number})"
        found = _trimmed(text, SHEET_LENGTH - len(suffix)) + suffix
    return found


def file_part(text: str, room: int) -> str:
    """A text as part of a file name, legal on Windows, of at most `room` bytes of UTF-8."""
    line = " ".join(paragraphs(text)).translate(_FULL_WIDTH_FILE)
    return line.encode()[:room].decode(errors="ignore").strip(" .")


def _trimmed(text: str, room: int) -> str:
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore").strip("' ")
