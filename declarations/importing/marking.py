"""The administrator's own workbook with what is wrong at its cells, and the corrected one known again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from declarations.changes import split_path
from declarations.content import DeclarationContent
from declarations.importing.storing import path_of
from declarations.models import ImportBatch, ImportedForm, ImportFile
from declarations.models.imports import Result
from declarations.reading.marking import CellMark, marked_workbook, stamp_of
from declarations.reading.rawtables import CannotOpen

_ASKED = {"unit": "applicant_unit", "department": "budget_unit"}


def marked(file: ImportFile) -> BinaryIO:
    """The uploaded workbook with its marks, for the caller to close. CannotOpen when it cannot be marked."""
    marks = [mark for form in file.forms.order_by("pk") for mark in marks_of(form)]
    if not path_of(file.digest).exists():
        raise CannotOpen("已按保留期限清理，服务器上不再有这个文件。")
    macros = file.name.lower().endswith(".xlsm")
    return marked_workbook(path_of(file.digest), marks, f"{file.batch_id}:{file.pk}", macros=macros)


def marks_of(form: ImportedForm) -> Iterator[CellMark]:
    """What is to be said at the cells of one form: why it cannot be brought in, findings, reading notes."""
    content, told = form.content, form.told
    places: dict[str, Any] = told.get("places", {})
    if form.reason:
        level = "error" if form.result == Result.REFUSED else "warning"
        field = {"unit": "applicant_unit", "department": "budget_unit"}.get(
            form.question, "code" if form.code else "name"
        )
        yield _mark(places, field, content, level, form.reason)
    for found in told.get("report", {}).get("findings", ()):
        yield _mark(places, found["field"], content, found["severity"], found["message"])
    yield from _fixed(places, content, form)
    for note in told.get("notes", ()):
        if note["code"] != "field_missing":
            place = note["place"] or _place(places, note["field"])
            yield CellMark(place.get("sheet", ""), place.get("cell", ""), "note", note["message"])


def _fixed(places: dict[str, Any], content: DeclarationContent, form: ImportedForm) -> Iterator[CellMark]:
    """What was corrected in the preview: the cell still says what it said."""
    for fix in form.fixes:
        part, key, column = split_path(fix["path"])
        number = next((n for n, row in enumerate(content.indicators) if row.key == key), None)
        field = f"indicators[{number}].{column}" if part == "indicators" else key or part
        place = _place(places, field)
        said = f"核对时已在系统里改为“{fix['set']}”（{fix['by']}）。"
        yield CellMark(place.get("sheet", ""), place.get("cell", ""), "note", said, fix["read"])


def _mark(places: dict[str, Any], field: str, content: DeclarationContent, level: str, message: str) -> CellMark:
    place = _place(places, field)
    return CellMark(place.get("sheet", ""), place.get("cell", ""), level, message, _text(content, field))


def _place(places: dict[str, Any], field: str) -> dict[str, Any]:
    """The place of a field, of its row, or of the name of the form."""
    found = places.get(field) or places.get(field.split("]", maxsplit=1)[0] + "]") or places.get("name") or {}
    return dict(found)


def _text(content: DeclarationContent, field: str) -> str:
    """What the cell of an indicator holds; its place is that of the row."""
    if not field.startswith("indicators["):
        return ""
    number, _, column = field.removeprefix("indicators[").partition("].")
    rows = content.indicators
    return (
        str(getattr(rows[int(number)], column, "")) if column and number.isdigit() and int(number) < len(rows) else ""
    )


def stamped(digest: str) -> tuple[int, int] | None:
    """The (batch, file) that a kept file was marked for, None when it was not."""
    batch, _, file = stamp_of(path_of(digest)).partition(":")
    return (int(batch), int(file)) if batch.isdecimal() and file.isdecimal() and len(batch + file) < 30 else None


def waiting_for(digest: str, batches: Any) -> ImportFile | None:
    """The file of one of these batches, still to be confirmed, that a corrected workbook takes the place of."""
    found = stamped(digest)
    if found is None:
        return None
    chosen = ImportFile.objects.filter(pk=found[1], batch_id=found[0], batch__in=batches)
    return chosen.select_related("batch").first()


def replaced_in(batch: ImportBatch, fixes: int) -> str:
    """The words of the record for a corrected workbook; `fixes` are corrections in the page that go with the first."""
    gone = f"页面上对原来文件的 {fixes} 处改正不再有效。" if fixes else ""
    return f"上传了改好的标注工作簿，换下原来的文件，第 {batch.pk} 批重新读取。{gone}"
