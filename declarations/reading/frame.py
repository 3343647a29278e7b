"""Forms of cities whose template is not loaded: a template widened by what all of China prints on such forms.

Sources: 财预〔2015〕88号 and 财预〔2021〕101号, and the forms of provinces and cities that follow them. The spellings
of all loaded templates come on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from declarations.reading.grid import Row
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import KNOWN_FIELDS, FormTemplate, TemplateColumn, TemplateField, fold_label

# Field → what cities call it.
_LABELS = {
    "code": ("项目代码", "项目编号", "项目编码", "项目库编码"),
    "name": ("项目名称", "项目（政策）名称", "政策和项目名称", "专项名称"),
    "applicant_unit": (
        "申报单位",
        "项目单位",
        "填报单位",
        "实施单位",
        "预算单位",
        "项目实施单位",
        "单位名称",
        "用款单位",
    ),
    "budget_unit": ("主管部门", "主管部门及代码", "主管预算部门", "一级预算部门", "预算部门", "主管单位（部门）"),
    "start_date": ("项目开始时间", "开始日期", "开始时间", "起始日期", "起始时间", "计划开始时间"),
    "end_date": ("项目结束时间", "结束日期", "结束时间", "完成时间", "终止时间", "计划完成时间"),
    "period_years": ("项目周期", "项目期", "实施周期", "实施期限", "项目实施期", "实施年限"),
    "project_type": ("项目类型", "项目属性", "项目类别", "项目性质"),
    "is_new": ("是否新增", "是否新增项目", "是否新增政策和项目"),
    "total_amount": ("项目资金总额", "资金总额", "项目总投资", "项目总预算", "预算总额", "项目资金", "实施期资金总额"),
    "year_amount": (
        "年度资金总额",
        "年度预算",
        "本年度预算",
        "年度预算金额",
        "预算金额",
        "本年度资金",
        "申请资金",
        "申报金额",
    ),
    "fiscal_appropriation": ("财政拨款", "其中：财政拨款", "财政资金", "其中：财政资金", "本级财政资金"),
    "other_funds": ("其他资金", "自筹资金", "其他来源资金"),
    "policy_basis": ("立项依据", "政策依据", "设立依据", "项目立项依据", "项目设立依据"),
    "calculation_basis": ("测算依据", "测算说明", "预算测算依据", "测算过程"),
    "overview": ("项目概况", "项目概述", "项目内容", "主要内容", "项目简介", "项目描述", "项目基本情况"),
    "annual_goal": ("年度目标", "年度总体目标", "年度绩效目标", "总体目标", "绩效目标", "项目年度目标", "项目绩效目标"),
    "long_term_goal": ("中期目标", "长期目标", "实施期总目标", "中长期目标", "项目总体目标", "中期绩效目标"),
}
# Column of the indicator table → what cities call it, and how wide it is printed.
_COLUMNS = {
    "level1": ("一级指标", "一级", "一级目标"),
    "level2": ("二级指标", "二级", "二级目标"),
    "name": ("三级指标", "三级", "指标名称", "指标内容", "绩效指标", "三级指标名称", "具体指标"),
    "target": ("指标值", "目标值", "计划指标值", "预期指标值", "绩效标准", "指标目标值", "预期值", "年度目标值"),
    "weight": ("权重", "分值", "指标权重", "指标分值"),
    "explanation": ("指标解释", "指标说明", "备注", "说明", "评分标准", "计算方法", "指标值说明", "指标解释和计算方法"),
}
_FEWEST_LABELS = 3
_SHARE = 0.7  # of its fields that a form of a loaded template prints at least
_EVALUATION = frozenset(
    {"全年执行数", "实际完成值", "自评得分", "执行率", "偏差原因分析及改进措施", "完成情况", "得分"}
)


def foreign_template(
    rows: Sequence[Row], templates: Sequence[FormTemplate], titled: FormTemplate | None = None
) -> FormTemplate | None:
    """The widened template that fits rows with an indicator table and some labels; None when they are no such form.

    A form whose title is that of a loaded template, `titled`, is foreign when it prints other labels instead.
    """
    if titled and _prints_most_of(rows, titled):
        return None
    if not templates or not _may_hold_table(rows, templates) or _is_evaluation(rows):
        return None
    loaded = (titled,) if titled else tuple(templates)
    frames = [(template, frame_of(template, tuple(templates))) for template in loaded]
    found = [
        (_count(rows, vocabulary(frame)), _labels(rows, vocabulary(template)), template, frame)
        for template, frame in frames
    ]
    count, own, _, frame = max(found, key=lambda each: each[:2])
    is_own = titled is not None and own + 2 > count
    return None if is_own or count < _FEWEST_LABELS else frame


def _prints_most_of(rows: Sequence[Row], template: FormTemplate) -> bool:
    """The form has the labels of the template; the lines of its head show it at once."""
    words, seen = vocabulary(template), set[str]()
    for row in rows:
        seen |= {match.field.key for _, cell in row.filled if (match := words.label(cell.words))}
        if len(seen) >= _SHARE * len(template.fields):
            return True
    return False


def _may_hold_table(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> bool:
    """Some row is the head of an indicator table: a question that most texts answer at once."""
    words = vocabulary(frame_of(templates[0], tuple(templates)))
    return any(len(row.filled) > 2 and _is_head(row, words) for row in rows)


def _is_evaluation(rows: Sequence[Row]) -> bool:
    return any(len(_EVALUATION & {fold_label(text) for text in row.texts}) > 1 for row in rows)


def _count(rows: Sequence[Row], words: Vocabulary) -> int:
    """How many fields are labelled; 0 without the head of an indicator table."""
    return _labels(rows, words) if any(_is_head(row, words) for row in rows) else 0


def _labels(rows: Sequence[Row], words: Vocabulary) -> int:
    texts = {cell.words for row in rows for _, cell in row.filled}
    return len({match.field.key for text in texts if (match := words.label(text))})


def _is_head(row: Row, words: Vocabulary) -> bool:
    if not words.may_be_head(row.texts):
        return False
    keys = {words.column(text) for text in row.texts if text}
    return {"name", "target"} <= keys and bool(keys & {"level1", "level2"})


@lru_cache(maxsize=64)
def frame_of(template: FormTemplate, templates: tuple[FormTemplate, ...]) -> FormTemplate:
    """`template` with the labels, columns and categories of all others, and those of the national forms."""
    others = [each for each in templates if each is not template]
    fields = _fields(template, others)
    columns = tuple(_column(key, template, others) for key in _COLUMNS)
    categories = [*template.categories]
    for category in (category for other in others for category in other.categories):
        if not any(category.folded_spellings & known.folded_spellings for known in categories):
            categories.append(replace(category, required=False))
    return replace(template, fields=fields, columns=columns, categories=tuple(categories))


def _fields(template: FormTemplate, others: Iterable[FormTemplate]) -> tuple[TemplateField, ...]:
    """Every spelling belongs to one field: the template's own first, then the other templates', then the cities'."""
    taken: dict[str, str] = {}
    merged: dict[str, TemplateField] = {}
    for form in (template, *others):
        for field in form.fields:
            merged.setdefault(field.key, field)
            _take(taken, field.key, field.folded_spellings)
    for key, labels in _LABELS.items():
        merged.setdefault(key, TemplateField(key, labels[0], KNOWN_FIELDS[key], row=len(merged) + 1))
        _take(taken, key, map(fold_label, labels))
    mine = {key: tuple(sorted(word for word, owner in taken.items() if owner == key)) for key in merged}
    return tuple(replace(field, spellings=(*field.spellings, *mine[key])) for key, field in merged.items())


def _take(taken: dict[str, str], key: str, words: Iterable[str]) -> None:
    for word in words:
        taken.setdefault(word, key)


def _column(key: str, template: FormTemplate, others: Iterable[FormTemplate]) -> TemplateColumn:
    known = [column for form in (template, *others) if (column := form.column(key))]
    words = {word for column in known for word in (column.label, *column.spellings)} | set(_COLUMNS[key])
    first = known[0] if known else TemplateColumn(key, _COLUMNS[key][0], 10)
    return replace(first, spellings=tuple(sorted(words - {first.label})))
