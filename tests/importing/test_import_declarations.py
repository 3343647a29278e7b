"""Published documents become approved declarations of a past year: all or nothing, safe to run again."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from declarations import actions, checking
from declarations.models import Declaration, DeclarationYear, Event, ImportBatch
from declarations.reading import read_document
from declarations.workflow import Status
from indicators.loading import load_templates
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Role
from tests.factories import actor, person

pytestmark = pytest.mark.django_db

SAMPLES = [
    ("2024-party-office.txt", 2024, 12),
    ("2024-public-service-centre.txt", 2024, 8),
    ("2021-grid-management-centre.txt", 2021, 8),
]
FORM = """二级项目支出绩效目标申报表

项目编码:	{code}	项目名称:	{name}
申请单位:	{unit}	一级预算单位:	滨海区档案局（本级）
实施期限:	1	项目类型:	15 履职类(运转)项目
是否新增项目:	否	分配方式:	因素法
项目总金额(中期规划,元):	120,000.00	本年度项目金额(元):	120,000.00
政策依据:	《滨海区档案管理办法》第七条。
测算依据:	库房维护 12 个月×10000 元=120000 元。
年度目标:	库房全年温湿度达标，完成 3000 卷档案数字化。
长期目标(跨度多年的项目需填):
一级指标	二级指标	三级指标	目标值	指标解释
产出指标	*数量指标	数字化卷数	≥3000卷	反映完成扫描的卷数
	*质量指标	扫描合格率	≥99%	抽检合格页数占比
	*时效指标	完成时间	2023年12月31日前	年底前完成
	*成本指标	成本控制数	≤12万元	不超过预算
效益指标	经济效益指标	不适用	不适用	不适用
	*社会效益指标	查档等候时间	≤2天	从申请到查到
满意度指标	*服务对象满意度指标	查档群众满意度	≥95%	满意问卷占比
"""
DEPARTMENT = "滨海区档案局"


def document(tmp_path: Path, *forms: tuple[str, str, str]) -> Path:
    path = tmp_path / "2023-档案.txt"
    path.write_text("\n".join(FORM.format(code=code, name=name, unit=unit) for code, name, unit in forms), "utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return document(
        tmp_path,
        ("440399230711500100001", "档案数字化", "滨海区档案局（本级）"),
        ("", "库房维护", "滨海区方志馆"),
    )


def run(path: Path, *options: str, year: int = 2023) -> None:
    call_command("import_declarations", str(path), "--year", str(year), *options)


def test_unknown_units_refuse_the_whole_document_and_are_named(archive: Path) -> None:
    units = Unit.objects.count()
    with pytest.raises(CommandError) as refused:
        run(archive)
    assert "滨海区方志馆" in str(refused.value)
    assert "滨海区档案局" in str(refused.value)
    assert not Declaration.objects.exists()
    assert not DeclarationYear.objects.filter(year=2023).exists()
    assert Unit.objects.count() == units


def test_create_units_makes_department_and_subordinate_unit_below_the_root(archive: Path) -> None:
    run(archive, "--create-units")
    subordinate = Unit.objects.get(name="滨海区方志馆")
    department = subordinate.parent
    assert department is not None
    assert department.is_department
    assert not subordinate.is_department
    assert department.parent == Unit.objects.filter(parent=None).order_by("path").first()
    first, second = Declaration.objects.of_year(2023).order_by("pk")
    assert (first.unit, first.department) == (department, department)
    assert (second.unit, second.department) == (subordinate, department)


def test_imported_declarations_are_approved_with_event_snapshot_and_batch(archive: Path) -> None:
    run(archive, "--create-units")
    for declaration in Declaration.objects.of_year(2023).with_content():
        assert declaration.status == Status.APPROVED
        assert declaration.snapshots.get().content == declaration.content
        (event,) = declaration.events.all()
        assert "档案.txt" in event.reason
    batch = ImportBatch.objects.get()
    assert (batch.created_count, batch.file_name, batch.year) == (2, archive.name, 2023)
    call_command("verify_history", verbosity=0)


def test_a_second_run_changes_nothing(archive: Path) -> None:
    run(archive, "--create-units")
    events = Event.objects.count()
    run(archive, "--create-units")
    assert Declaration.objects.of_year(2023).count() == 2
    assert Event.objects.count() == events
    assert ImportBatch.objects.order_by("pk").last().same_count == 2  # type: ignore[union-attr]


def test_a_dry_run_writes_nothing(archive: Path) -> None:
    run(archive, "--create-units", "--dry-run")
    assert not Declaration.objects.exists()
    assert not Unit.objects.filter(name=DEPARTMENT).exists()


def test_a_code_printed_on_two_forms_is_a_question(tmp_path: Path) -> None:
    code = "440399230711500100001"
    path = document(tmp_path, (code, "甲", "滨海区档案局"), (code, "乙", "滨海区档案局"))
    with pytest.raises(CommandError, match="印在两份表上"):
        run(path, "--create-units")
    assert not Unit.objects.filter(name__startswith=DEPARTMENT).exists()


def test_another_content_under_a_known_code_is_a_question(archive: Path, tmp_path: Path) -> None:
    run(archive, "--create-units")
    changed = document(tmp_path, ("440399230711500100001", "改了名的项目", "滨海区档案局"))
    with pytest.raises(CommandError, match="内容不同"):
        run(changed)


@pytest.mark.parametrize("year", [24, 1999, 20240])
def test_a_year_that_is_none_is_refused(archive: Path, year: int) -> None:
    with pytest.raises(CommandError, match="四位年份"):
        run(archive, year=year)


def test_a_file_that_is_no_declaration_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("", "utf-8")
    with pytest.raises(CommandError, match="空"):
        run(path)


@pytest.mark.parametrize(
    ("name", "said"), [("没有.txt", "文件不存在"), ("", "这是一个文件夹"), ("档案.txt/x", "文件不存在")]
)
def test_a_file_that_cannot_be_opened_is_refused_in_words(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "档案.txt").write_text("", "utf-8")
    with pytest.raises(CommandError, match=said) as refused:
        run(tmp_path / name)
    assert "打不开文件" in str(refused.value)
    assert "Errno" not in str(refused.value)


def test_codes_of_a_later_year_refuse_the_document_and_are_named(archive: Path) -> None:
    with pytest.raises(CommandError, match="440399230711500100001") as refused:
        run(archive, "--create-units", year=2022)
    assert "--force-year" in str(refused.value)
    assert not Declaration.objects.exists()
    assert not Unit.objects.filter(name=DEPARTMENT).exists()


def test_codes_of_a_later_year_are_loaded_when_somebody_insists(archive: Path) -> None:
    run(archive, "--create-units", "--force-year", year=2022)
    assert Declaration.objects.of_year(2022).count() == 2


def test_one_later_code_among_others_is_the_rules_business(tmp_path: Path) -> None:
    codes = ("440399230711500100001", "440399230711500100002", "440399250711500100003")
    path = document(tmp_path, *((code, f"项目{code[-1]}", "滨海区档案局") for code in codes))
    run(path, "--create-units")
    assert Declaration.objects.of_year(2023).count() == 3


def test_codes_of_an_earlier_year_are_no_question(archive: Path) -> None:
    run(archive, "--create-units", year=2025)
    assert Declaration.objects.of_year(2025).count() == 2


@pytest.mark.parametrize(("name", "year", "count"), SAMPLES)
def test_a_published_document_goes_the_whole_way(
    shared: Path, client: Client, name: str, year: int, count: int
) -> None:
    path = shared / "samples" / name
    with pytest.raises(CommandError, match="--create-units"):
        run(path, year=year)
    run(path, "--create-units", year=year)
    declarations = list(Declaration.objects.of_year(year).with_content().order_by("pk"))
    read = read_document(path.read_bytes(), path.name, load_templates())
    assert [declaration.content for declaration in declarations] == [form.content for form in read.forms]
    assert len(declarations) == count
    root = Unit.objects.get(parent=None)
    client.force_login(person("audit", "审计", (Role.AUDITOR, root)))
    for declaration in declarations:
        assert client.get(declaration.get_absolute_url()).status_code == 200
    for page in ("declaration-pdf", "declaration-xlsx"):
        assert client.get(reverse(page, args=[declarations[0].pk])).status_code == 200
    adjust_and_approve(declarations[0], root)


def adjust_and_approve(original: Declaration, root: Unit) -> None:
    """An adjustment of a published declaration, mended where the rules want it, goes through review to approval."""
    author = actor(person("tb", "填报", (Role.DECLARANT, original.unit)))
    reviewer = actor(person("bm", "部门", (Role.DEPARTMENT_REVIEWER, original.department)))
    finance = actor(person("cz", "财政", (Role.FINANCE_REVIEWER, root), departments=(original.department,)))
    adjustment = actions.adjust(author, original.pk, reason="年中调整")
    content = adjustment.content
    saved = actions.save(
        author,
        adjustment.pk,
        content.with_values({"annual_goal": content.annual_goal + "（调整）"}),
        seen=adjustment.version,
    )
    findings = [checking.finding_key(saved.content, each.code, each.field) for each in saved.report.findings]
    said = dict.fromkeys(findings, "按原批复内容保留。")
    submitted = actions.submit(author, adjustment.pk, seen=saved.declaration.version, explanations=said)
    if submitted.status == Status.DEPARTMENT_REVIEW:
        submitted = actions.pass_on(reviewer, submitted.pk, seen=submitted.version)
    approved = actions.approve(finance, submitted.pk, seen=submitted.version)
    assert approved.status == Status.APPROVED
    assert approved not in Declaration.objects.filter(adjustments__isnull=False)
