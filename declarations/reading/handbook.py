"""How files are read, for people: the kinds of file, how a form may lie in them, what every note means.

The page in the app and docs/reading.md both come from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from declarations.reading.notes import KEPT, REPAIRED
from declarations.reading.openers.packages import MOST_DOCUMENTS
from declarations.reading.opening import LINE_LIMIT, TEXT_LIMIT
from declarations.reading.rawtables import MOST_TEXT
from declarations.reading.source import FILE_LIMIT

_MEGABYTE = 1024 * 1024
_REASON_ITSELF = {"part_not_read": "文件的这一部分没有读入，原因写在说明里。"}
# The openers know these as well; they load large libraries, which only the child process does.
MOST_SHEETS, MOST_COLUMNS, MOST_PAGES = 2_000, 200, 600


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its names, what is read of it, how much of it at most."""

    name: str
    read: str
    limit: str


@dataclass(frozen=True)
class Advice:
    """Something in a few words, and a sentence on it."""

    name: str
    sentence: str


@dataclass(frozen=True)
class NoteGroup:
    """Notes that ask the same of who reads them: the word for it, what it means, (code, sentence) of each."""

    name: str
    meaning: str
    notes: tuple[tuple[str, str], ...]


KINDS = (
    FileKind(
        "Excel（.xlsx .xlsm .xls .et）",
        "每张看得见的工作表，照单元格显示的样子读：显示 100% 就读 100%，日期读成日期。隐藏的工作表、批注和宏不读。",
        f"{MOST_SHEETS} 张工作表，每张 {MOST_COLUMNS} 列",
    ),
    FileKind("OpenDocument 表格（.ods）", "与 Excel 相同。", f"每张 {MOST_COLUMNS} 列"),
    FileKind("Word（.docx）", "正文里的表格和段落；有修订的读改后的文字，图片和链接不读。", f"{MOST_COLUMNS} 列"),
    FileKind(
        "PDF",
        "带文字的 PDF 里的表格和文字；两页拼在一张纸上的按两页读，水印不读。扫描件只有图片，没有文字，不能读。",
        f"{MOST_PAGES} 页",
    ),
    FileKind(
        "文本（.txt .csv）",
        "用制表符、逗号或分号分列的表格，或者从网页、PDF 复制出来的文字。编码（UTF-8、GB18030、UTF-16）自动识别。",
        f"{TEXT_LIMIT // _MEGABYTE} MB，{LINE_LIMIT} 行",
    ),
    FileKind("压缩文件（.zip）", "里面的文件逐个读取；压缩文件里的压缩文件不打开。", f"{MOST_DOCUMENTS} 个文件"),
)
ALL_KINDS = f"文件按内容识别，不看名称，改过扩展名的也认得出。每个文件不超过 {FILE_LIMIT // _MEGABYTE} MB。"
LEAD = "读入不改动原文件。读出的每一项都记着在文件里的位置；凡是改正过、拿不准、没有读入的地方，都有一条说明。"
LAYOUTS = (
    Advice(
        "照申报表的样子排版",
        "字段名和内容左右相邻，下面是指标表。一张工作表里可以有几份，上下排、左右排都行；一份可以跨几页；"
        "单元格合并、没有合并、合并后留空，都能读。",
    ),
    Advice(
        "一行一条指标的清单",
        "有一行列名，下面每行一条指标；项目的信息可以每行都写，也可以只写在这一份的第一行。列的次序不限。",
    ),
    Advice(
        "复制出来的文字",
        "字段名和内容断成了几行，或者几列连在一起：按模板的字段名、指标类别和列宽拆开、接上，每一处都有说明。",
    ),
)
REFUSED = (
    Advice("旧版 Word（.doc）、RTF、二进制工作簿（.xlsb）", "用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx。"),
    Advice("叫 .xls 的网页或 XML 表格", "用 Excel 或 WPS 打开，另存为 .xlsx。"),
    Advice("图片、扫描的 PDF", "请原单位提供电子文件；没有的，在网页上填写。"),
    Advice("有密码的文件", "去掉密码，另存一份。"),
    Advice(
        "大得不正常的文件",
        f"单元格、页数、行数太多，一格里超过 {MOST_TEXT // 10_000} 万字，或者解压后特别大；原因里写明是哪一处，"
        "检查后另存，或分成几个文件。",
    ),
    Advice("自评表等别的表格、没有填的空白表", "换成填好的申报表。"),
    Advice("表格没有框线（只有底色的也是）、各栏分不清的 PDF", "换成原来的 Excel 或 Word 文件。"),
    Advice(
        "复制出来是乱码的 PDF（字体没有带文字编码）",
        "用 WPS 或 Word 打开原表重新导出，或者换成原来的 Excel、Word 文件。",
    ),
)


def note_groups() -> tuple[NoteGroup, ...]:
    """Every note; what the document says stands as “…”."""
    return (
        NoteGroup("已修复", "文件本身能证明原来是什么，读出的内容已经改正；看一眼即可。", _listed(REPAIRED)),
        NoteGroup("照原样或没有读入", "文件证明不了，没有替您改，也没有编造；请对照原件核对、补填。", _listed(KEPT)),
    )


def _listed(messages: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    blanks = dict.fromkeys(("text", "label", "value", "count"), "…")
    return tuple((code, _REASON_ITSELF.get(code) or each.format(**blanks)) for code, each in messages.items())


# --- the page of the repository ---------------------------------------------------------------------------------------

_HEAD = """# 文件怎样读入

本页由程序生成（`python manage.py write_handbooks`），与系统里“批量导入”的“文件怎样读入”页内容相同，请不要手工修改。
"""


def handbook() -> str:
    """The whole page in Markdown."""
    kinds = ((kind.name, kind.read, kind.limit) for kind in KINDS)
    return "\n".join(
        [
            _HEAD,
            f"{LEAD}\n",
            *_table("能读的文件", ("文件", "读什么", "最多"), kinds, ALL_KINDS),
            *_table("表格可以怎样排", ("排法", "说明"), _pairs(LAYOUTS)),
            *_table("不能读的文件", ("文件", "怎么办"), _pairs(REFUSED)),
            *(line for group in note_groups() for line in _of_group(group)),
        ]
    )


def _pairs(advice: Iterable[Advice]) -> Iterator[tuple[str, str]]:
    return ((each.name, each.sentence) for each in advice)


def _of_group(group: NoteGroup) -> Iterator[str]:
    rows = ((f'<a id="{code}"></a>`{code}`', escape(sentence, quote=False)) for code, sentence in group.notes)
    return _table(f"说明：{group.name}（{len(group.notes)} 种）", ("编号", "说明"), rows, group.meaning)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], lead: str = "") -> Iterator[str]:
    yield f"## {title}\n"
    if lead:
        yield f"{lead}\n"
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""
