"""The house of docs/architecture.md, read from the imports: they point downwards only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("perfgoals", "indicators", "declarations")
MODULES = sorted(
    path
    for package in OURS
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)

# Each room of `declarations`, its layer, and what it may import of ours beside its own room.
VALUES = {"indicators.targets", "indicators.template"}
TABLES = {"declarations.columns", "declarations.stamps"}
ROLES = {"perfgoals.accounts.roles"}
ROOMS: dict[str, tuple[int, set[str]]] = {
    "content": (1, {"indicators.targets"}),
    "amounts": (1, VALUES),
    "numbers": (1, set()),
    "workflow": (1, set()),
    "importflow": (1, set()),
    "changes": (1, {"declarations.content"}),
    "aligning": (1, {"declarations.content"}),
    "merging": (1, {"declarations.content", "declarations.changes"}),
    "comparing": (1, {"declarations.content", "declarations.changes"}),
    "blank": (1, {"declarations.content", *VALUES}),
    "columns": (1, VALUES),
    "stamps": (1, {"declarations.columns", *VALUES}),
    "carrying": (1, {"declarations.content", "declarations.blank", *VALUES}),
    "ordering": (1, {"declarations.content", *VALUES}),
    "models": (
        1,
        {
            "declarations.content",
            "declarations.importflow",
            "declarations.numbers",
            "declarations.workflow",
            "indicators.models",
            "perfgoals.accounts.models",
            "perfgoals.append_only",
        },
    ),
    "basis": (2, set()),
    "rules": (2, {"declarations.basis", "declarations.content", "declarations.workflow", *VALUES}),
    "permissions": (2, {"declarations.workflow", *ROLES}),
    "reading": (2, {*TABLES, "declarations.content", "declarations.workflow", *VALUES}),
    "writing": (2, {*TABLES, "declarations.content", "declarations.workflow", *VALUES}),
}
USE_CASES = {
    "demo",
    "inspecting",
    "errors",
    "history",
    "checking",
    "project_codes",
    "projects",
    "actions",
    "evidence",
    "library",
    "importing",
    "exporting",
    "tasks",
}
FORMS = {"forms", "filters", "reviewing", "previewing"}
INTERFACE = {"urls", "views", "admin", "management", "templatetags", "apps"}
LAYER = (
    {room: layer for room, (layer, _) in ROOMS.items()}
    | dict.fromkeys(USE_CASES, 3)
    | dict.fromkeys(FORMS, 4)
    | dict.fromkeys(INTERFACE, 5)
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            base = node.module or ""
            for alias in node.names:
                inner = ROOT / Path(*base.split("."), alias.name)
                is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
                yield f"{base}.{alias.name}" if is_module else base


def our_imports(path: Path) -> list[str]:
    return sorted({name for name in imports(path) if name.split(".")[0] in OURS})


def room(name: str) -> str:
    return name.split(".")[1] if name.startswith("declarations.") else ""


def within(name: str, allowed: set[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in allowed)


def names(paths: list[Path]) -> list[str]:
    return [module_name(path) for path in paths]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_point_downwards(path: Path) -> None:
    name = module_name(path)
    here = room(name)
    for imported in our_imports(path):
        if imported.startswith("declarations") and name.startswith("declarations"):
            there = room(imported)
            if here and there and there != here:
                assert LAYER[there] <= LAYER[here], f"{name} imports {imported}, which is above it"
        elif name.startswith("indicators"):
            assert not imported.startswith("declarations"), f"{name} imports {imported}"
        elif name.startswith("perfgoals.accounts"):
            assert imported.startswith("perfgoals"), f"{name} imports {imported}"


@pytest.mark.parametrize("path", [p for p in MODULES if room(module_name(p)) in ROOMS], ids=module_name)
def test_ground_and_domain_import_only_what_the_table_allows(path: Path) -> None:
    name = module_name(path)
    allowed = ROOMS[room(name)][1] | {f"declarations.{room(name)}"}
    strays = [imported for imported in our_imports(path) if not within(imported, allowed)]
    assert not strays, f"{name} imports {strays}"


def test_every_module_of_declarations_has_a_place_in_the_table() -> None:
    unplaced = {room(name) for name in names(MODULES) if name.startswith("declarations.")} - LAYER.keys()
    assert not unplaced


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if room(module_name(p)) in {"basis", "rules", "permissions", "reading", "writing"}],
    ids=module_name,
)
def test_the_domain_has_no_request_query_or_clock(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for forbidden in ("django.http", ".objects", "timezone.now", "datetime.now", "date.today", "time.time"):
        assert forbidden not in source, f"{module_name(path)} uses {forbidden}"


def test_indicators_know_nothing_of_declarations_and_the_site_has_no_domain_rules() -> None:
    for path in MODULES:
        name = module_name(path)
        if name.startswith(("indicators", "perfgoals.accounts")):
            assert not [found for found in our_imports(path) if found.startswith("declarations")], name


WRITERS = {"update", "create", "update_or_create", "get_or_create", "bulk_create", "commit", "Declaration"}


def assigned_statuses(path: Path) -> Iterator[int]:
    """The lines that give a declaration a status: by attribute, by keyword of a writing call, by setattr."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store):
            yield node.lineno
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keywords = {keyword.arg for keyword in node.keywords}
            texts = {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
            if (called in WRITERS and "status" in keywords) or (called == "setattr" and "status" in texts):
                yield node.lineno


def test_only_actions_assign_a_status() -> None:
    offenders = {
        module_name(path): lines
        for path in MODULES
        if not module_name(path).startswith("declarations.actions") and (lines := list(assigned_statuses(path)))
    }
    assert not offenders


def test_the_detector_sees_every_way_to_assign_a_status(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(
        "a.status = 1\nDeclaration(status=2)\nqs.update(status=3)\na.status, b = 4, 5\na.status: int = 6\n"
        "setattr(a, 'status', 7)\nqs.filter(status=8)\nprint(a.status)\n"
    )
    assert sorted(assigned_statuses(sample)) == [1, 2, 3, 4, 5, 6]


def test_modules_keep_under_300_lines() -> None:
    long = {module_name(path): n for path in MODULES if (n := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{module_name(path)}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    sizes = sorted(size for path in MODULES for _, size in functions(path))
    assert sizes[len(sizes) // 2] <= 12
    assert sizes[int(len(sizes) * 0.9)] <= 30
    assert {name: size for path in MODULES for name, size in functions(path) if size > 45} == {}


def test_templates_keep_under_100_lines() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    long = {str(path.relative_to(ROOT)): n for path in templates if (n := len(path.read_text().splitlines())) > 100}
    assert not long


def test_no_level_2_category_is_named_in_code() -> None:
    named = (
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "经济效益",
        "社会效益",
        "生态效益",
        "可持续影响",
        "服务对象满意度",
        "其他满意度",
    )
    offenders = [
        f"{module_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in named
    ]
    assert not offenders
