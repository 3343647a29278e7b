"""Forms of cities whose template is not loaded, self-evaluations and blank templates, in every kind of file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from declarations.content import DeclarationContent
from declarations.reading import ReadForm, ReadingRefused, document_as_json, read_document
from tests.reading.factories import codes, template, templates
from tests.reading.kinds_of_file import GRIDS, WRITERS
from tests.reading.paper import Rows, paper_2021, paper_2024

CLOUD = [
    ["云山市财政支出项目绩效目标表（2026年度）"],
    ["项目名称", "古村落修缮", "主管部门", "云山市文旅局"],
    ["项目实施单位", "云山市文保中心", "项目属性", "延续项目"],
    ["项目负责人", "孙工", "联系电话", "5566"],
    ["预算金额（万元）", "120", "其中：财政拨款", "100"],
    ["总体目标", "修缮三座古村落。"],
    ["一级指标", "二级指标", "三级指标", "指标值", "备注", "责任科室"],
    ["产出指标", "数量指标", "修缮数量", "3座", "以验收单为准", "文物科"],
    ["", "质量指标", "验收合格率", "100%", "", "文物科"],
    ["效益指标", "社会效益指标", "游客增长率", "10%", "", ""],
    ["满意度指标", "服务对象满意度指标", "游客满意度", "≥90%", "", ""],
]
RIVER = [
    ["江滨县本级部门项目申报书"],
    ["项目编号", "JB-2026-017", "项目名称", "河道清淤"],
    ["填报单位", "江滨县水务局", "项目类别", "一次性项目"],
    ["开始时间", "2026年3月1日", "完成时间", "2026年11月30日"],
    ["项目总投资（元）", "860000", "自筹资金", "60000"],
    ["立项依据", "《江滨县河道管理办法》第九条。"],
    ["项目绩效目标", "主河道行洪畅通。"],
    ["一级目标", "二级目标", "指标内容", "目标值", "分值"],
    ["产出指标", "数量指标", "清淤长度", "12公里", "40"],
    ["产出指标", "时效指标", "完工时间", "11月底前", "20"],
    ["效益指标", "防洪效益指标", "受淹农田", "0亩", "20"],
    ["满意度指标", "服务对象满意度指标", "沿河居民满意度", "≥85%", "10"],
]
ISLAND = [
    ["岛城新区2026年预算项目绩效目标申报审核表"],
    ["项目（政策）名称", "海岛供水补贴", "预算部门", "岛城新区水务局"],
    ["用款单位", "岛城供水公司", "实施周期", "3年"],
    ["资金总额（万元）", "300", "年度预算（万元）", "100"],
    ["项目概述", "对离岛居民用水给予补贴。"],
    ["中长期目标", "离岛居民用水与陆上同价。"],
    ["年度总体目标", "补贴五座离岛。"],
    ["一级指标", "二级指标", "指标名称", "预期值", "评分标准"],
    ["成本指标", "经济成本指标", "补贴标准", "≤2元/吨", "按通知执行"],
    ["产出指标", "数量指标", "供水船次", "≥200次", "少一次扣一分"],
    ["效益指标", "社会效益指标", "受益户数", "≥900户", "以台账为准"],
]

CITIES = {"云山": CLOUD, "江滨": RIVER, "岛城": ISLAND}
VALUES = {
    "云山": {
        "name": "古村落修缮",
        "budget_unit": "云山市文旅局",
        "applicant_unit": "云山市文保中心",
        "project_type": "延续项目",
        "year_amount": Decimal(1_200_000),
        "fiscal_appropriation": Decimal(1_000_000),
        "annual_goal": "修缮三座古村落。",
    },
    "江滨": {
        "code": "JB-2026-017",
        "name": "河道清淤",
        "applicant_unit": "江滨县水务局",
        "project_type": "一次性项目",
        "start_date": "2026-03-01",
        "end_date": "2026-11-30",
        "total_amount": Decimal(860_000),
        "policy_basis": "《江滨县河道管理办法》第九条。",
        "annual_goal": "主河道行洪畅通。",
    },
    "岛城": {
        "name": "海岛供水补贴",
        "budget_unit": "岛城新区水务局",
        "applicant_unit": "岛城供水公司",
        "period_years": 3,
        "total_amount": Decimal(3_000_000),
        "year_amount": Decimal(1_000_000),
        "overview": "对离岛居民用水给予补贴。",
        "long_term_goal": "离岛居民用水与陆上同价。",
        "annual_goal": "补贴五座离岛。",
    },
}
UNPLACED = {"云山": ["孙工", "5566", "文物科"], "江滨": [], "岛城": []}


def read_city(rows: Rows, kind: str) -> ReadForm:
    (form,) = read_document(WRITERS[kind](rows), f"外地{kind}", templates()).forms
    return form


def cells(content: DeclarationContent) -> list[list[str]]:
    return [
        [row.level1, row.level2, row.name, row.target, row.explanation or str(row.weight or "")]
        for row in content.indicators
    ]


@pytest.mark.parametrize("kind", sorted(GRIDS))
@pytest.mark.parametrize("city", CITIES)
def test_a_form_of_another_city_is_read_as_far_as_its_labels_go(city: str, kind: str) -> None:
    rows = CITIES[city]
    form = read_city(rows, kind)
    head = next(n for n, row in enumerate(rows) if row[0].startswith("一级"))
    expected = [[row[0] or "产出指标", *row[1:5]] for row in rows[head + 1 :]]
    assert cells(form.content) == expected
    said = {key: form.content.get(key) for key in VALUES[city]}
    assert {key: str(value) for key, value in said.items()} == {k: str(v) for k, v in VALUES[city].items()}


@pytest.mark.parametrize("kind", sorted(GRIDS))
@pytest.mark.parametrize("city", CITIES)
def test_it_is_marked_and_what_found_no_place_is_listed(city: str, kind: str) -> None:
    form = read_city(CITIES[city], kind)
    assert form.is_foreign
    (note,) = [note for note in form.notes if note.code == "template_unknown"]
    assert CITIES[city][0][0][:6] in note.message
    unplaced = " ".join(note.message for note in form.notes if note.code == "text_not_placed")
    assert all(text in unplaced for text in UNPLACED[city])
    assert "field_missing" not in codes(form)


def test_the_mark_stands_in_json() -> None:
    document = read_document(WRITERS[".txt tab"](CLOUD), "外地.txt", templates())
    assert document_as_json(document)["forms"][0]["template_unknown"] is True


def test_a_column_that_no_template_has_is_noted_and_shifts_nothing() -> None:
    form = read_city(CLOUD, ".xlsx merged")
    assert ("column_not_read", "G7") not in {(note.code, note.place.cell) for note in form.notes}
    (note,) = [note for note in form.notes if note.code == "column_not_read"]
    assert note.place.cell == "F7"


@pytest.mark.parametrize("kind", WRITERS)
def test_a_form_of_a_loaded_template_is_not_taken_for_a_foreign_one(kind: str) -> None:
    for paper in (paper_2024(), paper_2021()):
        (form,) = read_document(WRITERS[kind](paper.rows), "表", templates()).forms
        assert not form.is_foreign


# --- tables that are no declarations ---------------------------------------------------------------------------------

EVALUATION = [
    ["2025年度项目支出绩效自评表"],
    ["项目名称", "全民阅读推广", "主管部门", "滨海区文化局"],
    ["实施单位", "滨海区文化馆", "项目负责人", "孙工"],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "执行率"],
    ["年度资金总额", "60", "60", "58", "96.7%"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "讲座场次", "≥48场", "50场", "20", "20"],
    ["效益指标", "社会效益指标", "借阅量增长率", "≥5%", "6%", "30", "30"],
]


def blank_rows(code: str) -> Rows:
    """The template as it is handed out: labels, heads and categories, nothing filled in."""
    form = template(code)
    head = [
        [text for field in group for text in (f"{field.label_in(form.amount_unit)}：", "")] for group in form.head_rows
    ]
    table = [[each.level1, each.level2, *[""] * (len(form.columns) - 2)] for each in form.categories]
    return [[form.title], *head, [column.label for column in form.columns], *table]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("titled", [True, False])
def test_a_self_evaluation_is_refused_as_one(kind: str, *, titled: bool) -> None:
    rows = EVALUATION if titled else EVALUATION[1:]
    with pytest.raises(ReadingRefused, match="绩效自评表") as refusal:
        read_document(WRITERS[kind](rows), f"表{kind}", templates())
    assert refusal.value.notes[-1].code == "refused"


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("code", ["project-2024", "project-2021", "national-2021"])
def test_a_blank_template_is_refused_as_one(kind: str, code: str) -> None:
    with pytest.raises(ReadingRefused, match="空白表"):
        read_document(WRITERS[kind](blank_rows(code)), f"表{kind}", templates())
