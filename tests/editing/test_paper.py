"""The page as printed: the table's spans fit, everything has its label and its note line, nothing is left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client

from declarations.blank import not_applicable_row, with_keys
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.models import Declaration
from tests.factories import District, SignIn, complete, draft, stored

STRAY = Indicator("其他指标", "创新指标", name="专利数量", target="≥2项", explanation="授权专利数")


class Page(HTMLParser):
    """What the tests want to know of a page: table rows as spans, ids, labels, references."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.bodies: dict[str, list[list[tuple[int, int]]]] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.described: set[str] = set()
        self.body = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if found.get("id") else []
        self.described |= set((found.get("aria-describedby") or "").split())
        if tag == "label" and found.get("for"):
            self.labelled.add(found["for"] or "")
        if tag in {"input", "textarea", "select"} and found.get("type") != "hidden":
            self.inputs.append(found)
        self._table(tag, found)

    def _table(self, tag: str, found: dict[str, str | None]) -> None:
        if tag == "tbody":
            self.body = found.get("id") or ""
        elif tag == "tr" and self.body.startswith("group-"):
            self.bodies.setdefault(self.body, []).append([])
        elif tag in {"td", "th"} and self.body.startswith("group-"):
            span = int(found.get("rowspan") or 1), int(found.get("colspan") or 1)
            self.bodies[self.body][-1].append(span)

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self.body = ""


def widths(rows: list[list[tuple[int, int]]]) -> list[int]:
    """How many columns each row of a table body fills, cells from above included."""
    filled = [0] * len(rows)
    for number, row in enumerate(rows):
        for down, across in row:
            assert number + down <= len(rows), "a cell spans beyond its table body"
            for place in range(number, number + down):
                filled[place] += across
    return filled


def save(declaration: Declaration, content: DeclarationContent) -> None:
    """Store rows without asking anybody, as an import would."""
    for row in declaration.indicator_rows.all():
        row.delete()
    for position, value in enumerate(content.indicators):
        declaration.indicator_rows.create(
            position=position,
            key=value.key,
            level1=value.level1,
            level2=value.level2,
            name=value.name,
            target=value.target,
            explanation=value.explanation,
        )


def page_of(client: Client, declaration: Declaration) -> tuple[str, Page]:
    text = client.get(f"/declarations/{declaration.pk}/edit/").content.decode()
    return text, Page(text)


@pytest.mark.parametrize("what", ["blank", "full", "more rows", "not applicable", "strays", "no rows at all"])
def test_the_spans_of_the_indicator_table_fit(place: District, as_user: SignIn, what: str) -> None:
    declaration = draft(place) if what == "blank" else complete(place)
    content = declaration.content
    rows = content.indicators
    category = declaration.template.value().categories[4]
    changed = {
        "more rows": (*rows, *(replace(row, key="") for row in rows)),
        "not applicable": (*rows[:4], not_applicable_row(category), *rows[5:]),
        "strays": (*rows, STRAY, replace(STRAY, level2="")),
        "no rows at all": (),
    }
    if what in changed:
        save(declaration, with_keys(replace(content, indicators=changed[what])))
    text, page = page_of(as_user(place.declarant), declaration)
    assert list(page.bodies)[:3] == ["group-0", "group-1", "group-2"]
    for name, body in page.bodies.items():
        assert set(widths(body)) == {5}, name
    assert len(page.ids) == len(set(page.ids))
    assert ("创新指标" in text) == (what == "strays")


def test_every_input_has_a_label_and_its_own_line_for_notes(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    rows = (BudgetLine(item="物业", key="a"), BudgetLine(key="b"))
    for position, line in enumerate(rows):
        declaration.budget_rows.create(position=position, key=line.key, item=line.item)
    declaration.plan_rows.create(position=0, key="p", year=PlanYear(2027).year)
    _, page = page_of(as_user(place.declarant), declaration)
    assert len(page.inputs) > 40
    for found in page.inputs:
        assert found.get("aria-label") or found.get("id") in page.labelled, found
    assert page.described <= set(page.ids)


def test_the_required_ones_carry_their_mark_and_length_limits_do_not_cut(place: District, as_user: SignIn) -> None:
    text, page = page_of(as_user(place.declarant), draft(place))
    assert '<label class="req" for="f-name">' in text
    assert '<label for="f-long_term_goal">' in text
    assert not any("maxlength" in found or "required" in found for found in page.inputs)


def test_a_project_of_several_years_needs_its_long_term_goal(place: District, as_user: SignIn) -> None:
    text, _ = page_of(as_user(place.declarant), complete(place, period_years=3))
    assert '<label class="req" for="f-long_term_goal">' in text
    assert "实施期限为 3 年的项目必须填写" in text


def test_user_text_is_escaped_everywhere(place: District, as_user: SignIn) -> None:
    attack = '"><script>alert(1)</script>'
    declaration = complete(place, name=attack, annual_goal=attack, project_type=attack)
    client = as_user(place.declarant)
    for address in ("edit/", "submit/"):
        assert "<script>alert" not in client.get(f"/declarations/{declaration.pk}/{address}").content.decode()
    for address in ("/", "/declarations/", f"/declarations/?q={attack}"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_a_text_that_begins_with_a_line_break_keeps_it(place: District, as_user: SignIn) -> None:
    declaration = complete(place, annual_goal="\n第二行才写字")
    text, _ = page_of(as_user(place.declarant), declaration)
    assert ">\n\n第二行才写字</textarea>" in text


def test_an_absurd_imported_amount_does_not_break_the_page(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    Declaration.objects.filter(pk=declaration.pk).update(amounts={"year_amount": "1" + "0" * 30})
    text, _ = page_of(as_user(place.declarant), stored(declaration))
    assert "1,000,000,000" in text
    assert Decimal(10) ** 30 == stored(declaration).content.year_amount


def test_progress_tells_how_much_is_there(place: District, as_user: SignIn) -> None:
    blank, _ = page_of(as_user(place.declarant), draft(place))
    assert '绩效指标 <span class="num">0/6</span>' in blank
    assert '金额 <span class="num">0/2</span>' in blank
    full, _ = page_of(as_user(place.declarant), complete(place))
    assert full.count("已填好：") == 5
