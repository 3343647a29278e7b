"""Any form printed on any page, copied out of it and read back; and words in any order, which are read or refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from declarations.content import DeclarationContent, Indicator
from declarations.reading import document_as_json
from tests.reading.factories import read_one, template, templates
from tests.reading.reflow import random_page, reflowed
from tests.reading.test_properties import PIECES, answers_or_refuses
from tests.reading.test_reflowed import COLUMNS, HEAD, QUANTITY, TARGETS

THINGS = ["社区讲座", "图书配送", "OA系统运维", "书屋通借通还", "5G阅读终端", "古籍数字化（二期）", "全区读者服务"]
MEASURES = ["场次", "完成率", "响应时间", "控制数", "满意度", "覆盖面积", "及时性"]
SENTENCES = [
    "反映全年举办活动的数量，以签到表和现场照片为准。",
    "考察服务整体质量，以合同约定的考评表考核结果为准，考核总分/满分*100%。",
    "满意人数(%)=问卷满意人数/问卷总人数*100%，问卷每季度发放一次。",
    "在2026年10月31日前完成全部32个社区书屋的配送，",
    "根据《滨海区全民阅读促进办法》（滨文规〔2024〕3号）第七条，",
    "单价5,000.00元/场，共48场，合计24万元；",
    "通过开展本项目，保障公共阅读空间正常运行",
]
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map("".join)
EXPLANATIONS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map("".join)


@st.composite
def contents(draw: st.DrawFn) -> DeclarationContent:
    form = template("project-2024")
    rows = []
    for category in form.categories:
        for _ in range(draw(st.integers(1, 2))):
            row = Indicator(category.level1, category.level2, category.required, "不适用", "不适用", "不适用")
            if draw(st.booleans()):
                name = draw(st.sampled_from(THINGS)) + draw(st.sampled_from(MEASURES))
                row = replace(row, name=name, target=draw(st.sampled_from(TARGETS)), explanation=draw(EXPLANATIONS))
            rows.append(row)
    values = {
        "code": draw(st.text("0123456789", min_size=21, max_size=21)),
        "name": draw(st.sampled_from(THINGS)) + "项目",
        "applicant_unit": "滨海区文化馆（本级）",
        "budget_unit": "滨海区文化广电体育局",
        "period_years": draw(st.integers(1, 9)),
        "project_type": "15 履职类(运转)项目",
        "is_new": draw(st.booleans()),
        "allocation_method": "因素法和项目法",
        "total_amount": draw(st.decimals(0, 10**9, places=2)),
        "year_amount": draw(st.decimals(0, 10**9, places=2)),
        **{field: draw(TEXTS) for field in ("policy_basis", "calculation_basis", "annual_goal", "long_term_goal")},
    }
    return DeclarationContent(form=form.title, indicators=tuple(rows)).with_values(values)


@given(contents(), st.integers(0, 10**6))
def test_a_form_on_a_page_reads_back_equal(content: DeclarationContent, seed: int) -> None:
    form = template("project-2024")
    chance = Random(seed)  # noqa: S311 - no secret
    page = replace(random_page(chance), name=48, target=24)
    read_back = read_one(reflowed(content, form, page, chance))
    assert values_of(read_back.content) == values_of(content)


def values_of(content: DeclarationContent) -> object:
    """The content with white space removed from its texts: where paragraphs end is tested apart."""
    return squeezed(content.to_json())


def squeezed(value: object) -> object:
    if isinstance(value, dict):
        return {key: squeezed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [squeezed(item) for item in value]
    return "".join(value.split()) if isinstance(value, str) else value


@given(st.lists(st.sampled_from([piece for piece in PIECES if piece != "\t"]) | st.text(max_size=4), max_size=80))
def test_words_without_tabs_in_any_order_are_read_or_refused(pieces: list[str]) -> None:
    text = "".join([templates()[-1].title, "\n", HEAD.partition("\n")[2], COLUMNS, *pieces])
    document = answers_or_refuses(text.encode("utf-8", "surrogatepass"))
    if document:
        document_as_json(document)


@given(st.lists(st.sampled_from([*HEAD.split("\n"), COLUMNS, QUANTITY, "\n"]), max_size=30))
def test_the_lines_of_a_page_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    document = answers_or_refuses("\n".join(lines).encode())
    if document:
        document_as_json(document)
