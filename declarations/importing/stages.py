"""What the background worker does with an import, stage after stage; each can be broken off and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from declarations.importflow import BatchState
from declarations.importing.checking_forms import check_forms
from declarations.importing.committing import commit_batch
from declarations.importing.leases import Lease
from declarations.importing.list_stages import check_list, commit_list, is_list
from declarations.importing.reading_files import read_files
from declarations.models import ImportBatch

# A stage returns when it has moved the import on.
Stage = Callable[[ImportBatch, Lease], None]
FORMS: Mapping[str, Stage] = {
    BatchState.UPLOADED: read_files,
    BatchState.READING: read_files,
    BatchState.CHECKING: check_forms,
    BatchState.COMMITTING: commit_batch,
}
LISTS: Mapping[str, Stage] = {**FORMS, BatchState.CHECKING: check_list, BatchState.COMMITTING: commit_list}


def stage_of(batch: ImportBatch) -> Stage | None:
    """What the worker has to do now; None when the import waits for its person or is over."""
    return (LISTS if is_list(batch) else FORMS).get(batch.state)
