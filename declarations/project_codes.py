"""The 21-digit project code: 6 region · 2 year · 3 unit · 2 project type · 3 section · 5 serial."""

import re

from declarations.models import Declaration, Project

SERIAL_DIGITS = 5


def code_prefix(region: str, year: int, department_code: str, unit_code: str, project_type: str) -> str | None:
    """The 16 digits before the serial, or None when 项目类型 starts with no number.

    Unit: the last three digits of the department's code; section: those of a subordinate unit's, 001 for the
    department itself.
    """
    number = re.match(r"\d{2}", project_type.strip())
    if number is None:
        return None
    section = "001" if unit_code == department_code else _last_three(unit_code)
    return f"{region}{year % 100:02d}{_last_three(department_code)}{number.group()}{section}"


def _last_three(code: str) -> str:
    digits = re.sub(r"\D", "", code)
    return digits[-3:].rjust(3, "0")


def next_code(declaration: Declaration) -> str:
    """The next free code for this declaration's project; "" when its type has no number.

    Two submissions in the same instant may get the same one: the unique constraint on `Project.code` refuses the
    second, and the caller tries again.
    """
    prefix = code_prefix(
        declaration.year.region_code,
        declaration.year.year,
        declaration.department.code,
        declaration.unit.code,
        declaration.project_type,
    )
    if prefix is None:
        return ""
    taken = Project.objects.filter(code__startswith=prefix).order_by("-code").values_list("code", flat=True).first()
    return f"{prefix}{int(taken[len(prefix) :]) + 1 if taken else 1:0{SERIAL_DIGITS}d}"
