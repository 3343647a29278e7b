from __future__ import annotations

import re
from dataclasses import fields as fields_of
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.content import DATE_FIELDS, HEAD_FIELDS, MONEY_FIELDS, PARAGRAPH_FIELDS, DeclarationContent
from indicators.consistency import problems
from indicators.template import (
    KNOWN_FIELDS,
    RESERVED_KEYS,
    AmountUnit,
    FieldKind,
    FormTemplate,
    TemplateCategory,
    TemplateColumn,
    TemplateField,
    WeightScheme,
    fold_label,
    kinds_allowed,
    template_titled,
)

YUAN = st.decimals(min_value=Decimal("-1e13"), max_value=Decimal("1e13"), places=2)
UNITS = st.sampled_from(list(AmountUnit))
LABELS = st.text(alphabet="项目总金额（）(),，元万期限ABc012", min_size=1, max_size=20)
BLANKS = (" ", "\n", "\t", "\u3000", "\u00a0", "\u200b")


def column(key: str, width: int = 25) -> TemplateColumn:
    return TemplateColumn(key, f"列{key}", width)


def category(level1: str, level2: str, *spellings: str) -> TemplateCategory:
    return TemplateCategory(level1, level2, spellings=spellings)


def template(**changes: object) -> FormTemplate:
    parts: dict[str, object] = {
        "code": "city",
        "title": "本市申报表",
        "fields": (TemplateField("name", "项目名称", FieldKind.TEXT, row=1),),
        "columns": tuple(column(key) for key in ("level1", "level2", "name", "target")),
        "categories": (category("产出", "甲", "甲类"), category("产出", "乙"), category("效益", "甲", "甲类")),
    }
    return FormTemplate(**{**parts, **changes})  # type: ignore[arg-type]  # any field may be replaced


@given(yuan=YUAN, unit=UNITS)
def test_an_amount_printed_in_any_unit_and_read_again_is_the_same(yuan: Decimal, unit: AmountUnit) -> None:
    assert unit.to_yuan(unit.from_yuan(yuan)) == yuan
    assert unit.to_yuan(Decimal(unit.format(yuan).replace(",", ""))) == yuan


@given(yuan=YUAN, unit=UNITS)
def test_a_printed_amount_has_separators_two_or_more_decimals_and_no_exponent(yuan: Decimal, unit: AmountUnit) -> None:
    whole, _, decimals = unit.format(yuan).partition(".")
    assert len(decimals) >= 2
    assert decimals.isdigit()
    assert whole == f"{int(whole.replace(',', '')):,}" or whole == "-0"


@pytest.mark.parametrize(
    ("unit", "yuan", "printed"),
    [
        (AmountUnit.YUAN, "1040000", "1,040,000.00"),
        (AmountUnit.TEN_THOUSAND, "1040000", "104.00"),
        (AmountUnit.TEN_THOUSAND, "1040000.5", "104.00005"),
        (AmountUnit.TEN_THOUSAND, "85", "0.0085"),
        (AmountUnit.YUAN, "0", "0.00"),
    ],
)
def test_an_amount_is_printed_with_as_many_decimals_as_the_fen_needs(unit: AmountUnit, yuan: str, printed: str) -> None:
    assert unit.format(Decimal(yuan)) == printed


def test_an_absent_amount_is_printed_as_nothing() -> None:
    assert [unit.format(None) for unit in AmountUnit] == ["", ""]


def test_an_amount_with_more_digits_than_a_fen_is_not_rounded_on_reading() -> None:
    assert AmountUnit.TEN_THOUSAND.to_yuan(Decimal("1.23456789")) == Decimal("12345.6789")


@given(label=LABELS, blank=st.sampled_from(BLANKS), place=st.integers(0, 20))
def test_a_blank_anywhere_in_a_label_makes_no_difference(label: str, blank: str, place: int) -> None:
    assert fold_label(label[:place] + blank + label[place:]) == fold_label(label)


@given(label=LABELS)
def test_marks_at_a_label_make_no_difference_and_folding_twice_is_folding_once(label: str) -> None:
    assert fold_label(f"*{label}：") == fold_label(f"＋{label}:") == fold_label(label)
    assert fold_label(fold_label(label)) == fold_label(label)


def test_labels_that_differ_in_a_character_stay_different() -> None:
    assert fold_label("项目总金额(元)") != fold_label("项目总金额(万元)")


def test_the_known_fields_are_exactly_those_of_a_declaration() -> None:
    assert KNOWN_FIELDS.keys() == set(HEAD_FIELDS) - RESERVED_KEYS
    assert {spec.name for spec in fields_of(DeclarationContent)} == KNOWN_FIELDS.keys() | RESERVED_KEYS


def test_the_known_fields_have_the_kinds_that_a_declaration_stores() -> None:
    by_kind = {kind: {key for key, its in KNOWN_FIELDS.items() if its is kind} for kind in FieldKind}
    assert by_kind[FieldKind.MONEY] == set(MONEY_FIELDS)
    assert by_kind[FieldKind.DATE] == set(DATE_FIELDS)
    assert by_kind[FieldKind.LONG_TEXT] == set(PARAGRAPH_FIELDS)
    assert by_kind[FieldKind.INTEGER] == {"period_years"}
    assert by_kind[FieldKind.BOOLEAN] == {"is_new"}


def test_a_known_key_keeps_its_kind_and_a_citys_own_key_is_text_or_a_choice() -> None:
    assert kinds_allowed("year_amount") == {FieldKind.MONEY}
    assert kinds_allowed("fund_purpose") == {FieldKind.CHOICE, FieldKind.TEXT}
    assert kinds_allowed("project_leader") == {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE}


def test_a_category_is_found_by_both_levels_under_any_spelling() -> None:
    form = template()
    assert form.category("产 出", "*甲类") is form.categories[0]
    assert form.category("效益", "甲") is form.categories[2]
    assert form.category("产出", "丙") is None
    assert form.categories_named("甲") == (form.categories[0], form.categories[2])


def test_the_head_is_laid_out_line_by_line() -> None:
    one, two, three = (TemplateField(key, key, FieldKind.TEXT, row=row) for key, row in (("a", 1), ("b", 1), ("c", 2)))
    form = template(fields=(one, two, three))
    assert form.head_rows == ((one, two), (three,))
    assert form.field("c") is three
    assert form.has("c")
    assert not form.has("d")
    assert form.field("d") is None


def test_a_label_prints_the_unit_of_the_amount_and_is_recognised_in_every_unit() -> None:
    field = TemplateField("year_amount", "金额", FieldKind.MONEY, row=1, printed_label="金额（{unit}）")
    assert field.label_in(AmountUnit.TEN_THOUSAND) == "金额（万元）"
    assert {fold_label(text) for text in ("金额", "金额(元)", "金额 （万元）：")} == field.folded_spellings


def test_a_template_is_found_by_any_spelling_of_its_title() -> None:
    one, other = template(title="甲表"), template(title="乙表", title_spellings=("丙表",))
    assert template_titled((one, other), " 丙 表") is other
    assert template_titled((one, other), "丁表") is None


def test_a_weight_scheme_is_read_from_a_line() -> None:
    scheme = WeightScheme.parse("产出 40，效益 19.5、满意度10")
    assert scheme.points == (("产出", Decimal(40)), ("效益", Decimal("19.5")), ("满意度", Decimal(10)))
    assert scheme.total == Decimal("69.5")


@pytest.mark.parametrize("line", ["", "产出", "50", "产出 50，", "产出 五十", "产出 50 效益 -3", "产出 50，产出 40"])
def test_a_line_that_is_no_weight_scheme_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(line)}$"):
        WeightScheme.parse(line)


def test_the_first_scheme_that_has_every_level_1_in_use_gives_the_points() -> None:
    schemes = tuple(map(WeightScheme.parse, ("产出 50，效益 40", "投入 20，产出 40，效益 30")))
    levels = (category("投入", "丙"), category("产出", "甲"), category("效益", "乙"))
    form = template(categories=levels, weight_schemes=schemes)
    assert form.level1_points(["产出"]) == {"产出": 50, "效益": 40}
    assert form.level1_points(["产 出", "投入"]) == {"投入": 20, "产出": 40, "效益": 30}
    assert form.level1_points(["产出", "别的"]) == {}
    assert template().level1_points(["产出"]) == {}


def test_a_sound_template_has_no_problems() -> None:
    assert problems(template()) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fields": ()}, "表头没有项目名称"),
        ({"categories": ()}, "还没有二级指标"),
        ({"columns": (column("level1", 100),)}, "缺少这些列：level2、name、target"),
        ({"columns": tuple(column(key, 20) for key in ("level1", "level2", "name", "target"))}, "合计 80%"),
        ({"has_weights": True, "total_weight": Decimal(90)}, "缺少这些列：weight"),
        ({"columns": tuple(column(k, 20) for k in ("level1", "level2", "name", "target", "weight"))}, "没有勾选"),
        ({"weight_schemes": (WeightScheme.parse("成本 90"),)}, "“成本”不是本表的一级指标"),
        ({"categories": (category("产出", "甲"), category("产出", "乙", "甲"))}, "“甲”与“乙”有相同的写法"),
        ({"categories": (category("产出", "甲"), category("效益", "产出"))}, "分不清是哪一级"),
        (
            {"fields": tuple(TemplateField(key, "项目名称", FieldKind.TEXT, row=1) for key in ("name", "title"))},
            "“项目名称”与“项目名称”有相同的写法",
        ),
    ],
)
def test_what_makes_a_template_unusable_is_said(changes: dict[str, object], said: str) -> None:
    found = problems(template(**changes))
    assert any(said in sentence for sentence in found), found


def test_one_level_1_spelt_like_another_is_said() -> None:
    levels = (TemplateCategory("产出", "甲"), TemplateCategory("成果", "乙", level1_spellings=("产出",)))
    assert any("一级指标“产出”与“成果”" in sentence for sentence in problems(template(categories=levels)))
