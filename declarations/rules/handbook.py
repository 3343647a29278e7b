"""The catalogue of rules as a Markdown page: docs/rules.md, which a test holds against the rules."""

from collections.abc import Iterator

from declarations.rules.finding import Severity
from declarations.rules.registry import CatalogueEntry, catalogue

_HEAD = """# 审核规则

本页由规则本身生成（`python manage.py write_handbooks`），与系统里的“审核规则”页内容相同，请不要手工修改。
怎样增加一条规则，见 [adding-rules.md](adding-rules.md)。

规则分三种轻重：**错误**改好以后才能提交；**提醒**提交前改正，或者写一句说明；**建议**供参考。草稿随时可以保存。导入时，错误按提醒显示。
管理员可以把一条规则减轻或停用，也可以对某一份申报豁免一条规则，都写明原因、记入档案。
缺少规则所需资料（见“需要”）时，这条规则不检查，并在核对结果里注明。
"""


def handbook() -> str:
    """The whole page: a table for each severity, in the order of the catalogue."""
    return "\n".join([_HEAD, *_tables()])


def _tables() -> Iterator[str]:
    entries = catalogue()
    for severity in Severity:
        chosen = [entry for entry in entries if entry.severity is severity]
        yield f"## {severity.word}（{len(chosen)} 条）\n"
        yield "| 编号 | 规则 | 不符合的例子 | 依据 |"
        yield "|---|---|---|---|"
        yield from (_line(entry) for entry in chosen)
        yield ""


def _line(entry: CatalogueEntry) -> str:
    needs = f"（需要：{'、'.join(entry.needs)}）" if entry.needs else ""
    since = f"（从 {entry.valid_from:%Y-%m-%d} 起提交的申报适用）" if entry.valid_from else ""
    note = f"（{entry.severity_note}）" if entry.severity_note else ""
    cells = (f'<a id="{entry.code}"></a>`{entry.code}`', entry.title + note, entry.example, entry.basis + needs + since)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
