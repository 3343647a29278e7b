"""Files named at the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import CommandError

from declarations.reading import Note, ReadDocument, ReadForm, ReadingRefused, stream_document
from indicators.loading import load_templates
from indicators.template import FormTemplate


def chosen_templates(name: str | None) -> tuple[FormTemplate, ...]:
    """All templates, or those with that code or title; CommandError when there is none."""
    templates = load_templates()
    chosen = tuple(template for template in templates if name in (None, template.code, template.title))
    if not chosen:
        known = "、".join(f"{template.code}（{template.title}）" for template in templates)
        raise CommandError(f"没有叫“{name}”的模板，现有：{known}。" if known else "还没有模板，请先运行 bootstrap。")
    return chosen


def document_in(path: Path, templates: tuple[FormTemplate, ...], code: str | None = None) -> ReadDocument:
    """What the file holds; see `parts_in`."""
    parts = list(parts_in(path, templates, code))
    forms = tuple(part for part in parts if isinstance(part, ReadForm))
    return ReadDocument(forms, tuple(part for part in parts if isinstance(part, Note)))


def parts_in(path: Path, templates: tuple[FormTemplate, ...], code: str | None = None) -> Iterator[ReadForm | Note]:
    """The forms of a file while it is read, with `code` only those of that template, which is the one in `templates`;
    then the notes.

    ReadingRefused with a sentence when it cannot be opened or read; forms that came before count for nothing then.
    """
    try:
        parts = stream_document(path, path.name, templates)
        yield from _only_of_template(parts, path) if code else parts
    except OSError as error:
        raise ReadingRefused(f"打不开文件“{path}”：{_reason(error)}") from error


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "文件不存在，请核对文件名和所在的文件夹。"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹，请写出其中的文件名。"
    if isinstance(error, PermissionError):
        return "没有读取权限，请先开放这个文件的读取权限。"
    return f"系统读不出这个文件（错误代码 {error.errno}），请换一份再试。"


def _only_of_template(parts: Iterable[ReadForm | Note], path: Path) -> Iterator[ReadForm | Note]:
    """The forms of the one template that was asked for; ReadingRefused when there is none."""
    notes: list[Note] = []
    others: list[Note] = []
    found = False
    for part in parts:
        if isinstance(part, Note):
            notes.append(part)
        elif part.is_foreign:
            message = f"“{part.content.name}”不是这个模板的表格，没有读取。"
            others.append(Note("other_table", "", message, part.place))
        else:
            found = True
            yield part
    if not found:
        reason = f"“{path.name}”里没有这个模板的表格。请换一个模板，或不指定模板。"
        raise ReadingRefused(reason, (*notes, *others))
    yield from (*notes, *others)
