"""A virus scanner's word on a file that is to be attached, where the site has one (EVIDENCE_SCANNER).

The command reads the file from its standard input and tells by its exit code, as clamdscan does: 0 clean, 1 infected,
anything else means that it could not look.
"""

from __future__ import annotations

import logging
import shlex
import subprocess

from django.conf import settings

from declarations.errors import BadInput

logger = logging.getLogger(__name__)
CLEAN, INFECTED = 0, 1
LONGEST_SECONDS = 20  # less than a request may take


def refuse_infected(data: bytes, shown: str) -> None:
    """BadInput for a file in which the scanner finds something, or that it cannot look at now."""
    command = shlex.split(settings.EVIDENCE_SCANNER)
    if not command:
        return
    code = _exit_code(command, data)
    if code == INFECTED:
        logger.warning("the scanner refuses an attached file")
        raise BadInput(f"“{shown}”没有通过病毒检查，不能附上。请先在电脑上查杀，再附干净的文件。")
    if code != CLEAN:
        raise BadInput(f"现在不能检查“{shown}”有没有病毒，没有附上。请稍后再试；一直不行请联系系统管理员。")


def _exit_code(command: list[str], data: bytes) -> int | None:
    """What the scanner says; None when it does not run or takes too long, which the log tells."""
    try:
        found = subprocess.run(  # noqa: S603 - the administrator's own command, without a shell; the file is its input
            command, input=data, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        logger.error("EVIDENCE_SCANNER does not work: %s", problem)
        return None
    if found.returncode not in (CLEAN, INFECTED):
        said = found.stderr[:500].decode(errors="replace")
        logger.error("EVIDENCE_SCANNER ended with %s: %s", found.returncode, said)
    return found.returncode
