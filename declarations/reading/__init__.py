"""Documents → `DeclarationContent`: opened safely, cut into forms, every repair and every loss noted.

The names below are fetched when they are first asked for: the child process that opens a file (`child`) lives in this
package too, starts once for every file, and needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from declarations.reading.as_json import document_as_json, form_as_json, refusal_as_json
    from declarations.reading.files import read_document, stream_document
    from declarations.reading.results import Note, Place, ReadDocument, ReadForm, ReadingRefused

__all__ = [
    "Note",
    "Place",
    "ReadDocument",
    "ReadForm",
    "ReadingRefused",
    "document_as_json",
    "form_as_json",
    "read_document",
    "refusal_as_json",
    "stream_document",
]

_HOMES = {
    "document_as_json": "as_json",
    "form_as_json": "as_json",
    "refusal_as_json": "as_json",
    "read_document": "files",
    "stream_document": "files",
}


def __getattr__(name: str) -> Any:
    """One of `__all__`, from the module that holds it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'results')}"), name)
