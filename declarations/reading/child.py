"""The child process: `python -m declarations.reading.child KIND < FILE`; messages of `rawtables` on standard output.

A document from anywhere may make a library ask for all memory or never end. Here it can: the process has limits of
its own, no secrets, and nothing but the file to lose. It starts without Django.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module

from declarations.reading.blocks import Block
from declarations.reading.limits import limit
from declarations.reading.rawtables import CannotOpen, Far, RawTable, messages_of, refusal_line

OUTPUT = 0  # bytes written to files: it writes to its pipe only
_SWITCH = 0.0005  # seconds; a thread that feeds calamine must not wait long for its turn

# Kind → (module, function): only what the kind needs is imported.
OPENERS = {
    "xlsx": ("workbook", "tables_of_xlsx"),
    "xls": ("workbook", "tables_of_xls"),
    "ods": ("ods", "tables_of_ods"),
    "docx": ("docx", "tables_of_docx"),
    "pdf": ("pdf", "tables_of_pdf"),
}


def main(kind: str) -> None:
    """Read standard input as a file of `kind` and print what it holds, or why it cannot be opened."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not spoil the lines
    limit(OUTPUT)
    gc.disable()  # it would walk over millions of cells again and again, and the process ends with its document
    sys.setswitchinterval(_SWITCH)
    data = sys.stdin.buffer.read()
    with os.fdopen(out, "wb") as messages:
        try:
            messages.writelines(messages_of(_opener(kind)(data)))
        except CannotOpen as problem:
            messages.write(refusal_line(str(problem)))


def _opener(kind: str) -> Callable[[bytes], Iterable[RawTable | Block | Far]]:
    module, function = OPENERS[kind]
    found: Callable[[bytes], Iterable[RawTable | Block | Far]] = getattr(
        import_module(f"declarations.reading.openers.{module}"), function
    )
    return found


if __name__ == "__main__":
    main(sys.argv[1])
