"""Documents → `DeclarationContent`: opened safely, cut into forms, every repair and every loss noted."""

from declarations.reading.as_json import document_as_json, refusal_as_json
from declarations.reading.files import read_document, stream_document
from declarations.reading.results import Note, Place, ReadDocument, ReadForm, ReadingRefused

__all__ = [
    "Note",
    "Place",
    "ReadDocument",
    "ReadForm",
    "ReadingRefused",
    "document_as_json",
    "read_document",
    "refusal_as_json",
    "stream_document",
]
