"""The notes of one document or form while it is being read: codes, their Chinese sentences, a notebook to fill."""

from __future__ import annotations

from collections.abc import Mapping

from declarations.reading.results import WHOLE_DOCUMENT, Note, Place

_LONGEST_QUOTE = 60
_LONGEST_WHOLE = 5_000  # of what stands nowhere else; no cell that a person filled in is longer

# What was repaired: the value is what the form says, the document printed it otherwise.
REPAIRED: Mapping[str, str] = {
    "blank_column_in_header": "表头这一行中间多出空白单元格，已略过。",
    "blank_line_in_table": "指标表中间有空行，已略过。",
    "category_in_middle": "合并单元格的类别印在本组中间，已归到本组第一行：{text}",
    "cell_on_next_line": "这一格被挤到下一行，已接回本行：{text}",
    "columns_glued": "类别与后面的文字连在一起，已分开：{text}",
    "columns_shifted_right": "这一行与表头错开了，已对齐。",
    "date_format_variant": "日期写成“{text}”，已按日期读取。",
    "excel_comments_after_form": "表后的 Excel 批注不属于表格内容，已略过：{text}",
    "excel_comments_inside_table": "表中间的 Excel 批注不属于表格内容，已略过：{text}",
    "head_repeated": "“{text}”在表里又印了一遍，内容相同，已略过：{value}",
    "html_entities": "文字里的网页符号（如 &lt;）已还原。",
    "html_tags": "文字里的网页标签（如 <p>）已去掉，段落保留。",
    "html_unclosed_tag": "文字里的网页标签没有成对，已去掉。",
    "label_variant": "字段名写作“{text}”，与模板不同，已按同一字段读取。",
    "label_wrapped": "字段名“{text}”断成两行，已接上。",
    "label_wrong": "这里的字段名印成“{text}”，按位置应为“{label}”，已按后者读取。",
    "last_cell_lost": "这一行被挤出最后一格，内容已不在文件里，留空。",
    "level1_missing": "一级指标没有印出，已按二级指标补上：{text}",
    "level1_on_later_row": "一级指标印在后面的行，已归到本组：{text}",
    "level2_in_level1_column": "二级指标“{text}”印在第一列，已归位。",
    "level2_wrapped": "一级、二级指标分在几行，已接上：{text}",
    "markdown_heading": "标题前的“#”等标记已去掉。",
    "merged_cell_left_blank": "合并单元格留空，已沿用上一行的类别：{text}",
    "name_in_level1_column": "指标名称印在第一列，已归位：{text}",
    "name_in_level2_column": "指标名称印在第二列，已归位：{text}",
    "name_wrapped": "指标名称断成几行，已接上：{text}",
    "plus_for_star": "必填标记印成“+”，按“*”读取。",
    "radical_for_character": "文字里有从 PDF 复制来的部首符号（如“⽬”），已换成汉字。",
    "stray_space_in_short_cell": "多余的空格已去掉：{text}",
    "stray_space_in_text": "换字体留下的空格已去掉。",
    "surplus_cell": "这一行多出一格，没有对应的列，内容是：{text}",
    "table_header_repeated": "指标表的表头重复出现，已略过。",
    "target_on_own_line": "目标值单独成行，已接回本行：{text}",
    "text_wrapped": "文字断成几行，已接上。",
    "title_indented": "标题前有空白，已略过。",
    "value_on_next_line": "内容印在字段名的下一行，已接上。",
    "value_wrapped": "内容断成几行，已接上。",
    "amount_unit_elsewhere": "金额单位“{text}”没有印在字段名里，已按它换算。",
    "table_head_wrapped": "指标表的表头分成了几行，已接上：{text}",
    "table_head_missing": "没有找到指标表的表头，按模板的列次序读取。",
    "title_missing": "没有找到表格标题，按字段认出是“{text}”。",
}

# What was kept as printed, or could not be read: somebody should look at it.
KEPT: Mapping[str, str] = {
    "bare_number_for_percent": "目标值“{text}”没有单位，名称或公式说的是百分比，请核对。",
    "category_unsure": "看不出这一行属于上面的类别还是下面的“{text}”，按上面的读取，请核对。",
    "cells_interleaved": (
        "相邻单元格的文字逐行交错在一起（常见于从 PDF 转出的文字或扫描识别的文字），各格分不清。"
        "请改用 Excel、Word 原件或 PDF 本身导入，或逐项对照原件核对。"
    ),
    "code_20_digits": "项目编码是 {count} 位，应为 21 位，请核对。",
    "code_empty": "项目编码是空的。",
    "code_lost": "这一格的编码存成了数字（{text}），后面几位已经丢失，留空。请把单元格设为文本格式，重新填写编码。",
    "column_not_read": "“{text}”这一列没有对应的字段，没有读入。",
    "field_missing": "文件里没有“{text}”这一项，留空。",
    "formula_not_computed": "这一格是公式，文件里没有保存结果，留空。请用 Excel 或 WPS 打开并保存一次。",
    "head_value_differs": "同一份申报的“{label}”有几种写法，取了最上面一行的；这里写的是：{text}",
    "level2_missing": "看不出这一行属于哪个二级指标，请补上。",
    "level_unknown": "“{text}”不是模板里的类别，照原样保留。",
    "line_breaks_became_spaces": "段落似乎连成了一行（序号前是空格），照原样保留。",
    "number_rounded": "单元格里的数是 {text}，显示时四舍五入了。金额按这个数读取，其他内容按显示的读取，请核对。",
    "part_not_read": "{text}",
    "percent_as_number": "目标值“{text}”可能是丢了百分号（如 1 即 100%），照原样保留，请核对。",
    "required_marks_absent": "二级指标都没有印必填标记，照原样保留。",
    "row_unsure": "这一行各格之间没有明确的分界，可能分错，请对照原件核对：{text}",
    "row_missing": "文件里没有“{text}”这一行，没有补造。",
    "space_for_lost_punctuation": "句中有空格，可能丢了标点，照原样保留。",
    "space_inside_target": "目标值“{text}”中间有空格，照原样保留。",
    "stray_quotes": "文字里有不成对或包住整格的引号，照原样保留。",
    "stray_text_in_cell": "说明末尾连着“不适用”，照原样保留，请核对。",
    "superscript_split": "上标与单位分开了（如 m ²），照原样保留。",
    "unreadable_character": "有认不出的字符，照原样保留，请对照原件。",
    "other_table": "“{text}”不是模板里的表格，没有读取。",
    "form_blank": "“{text}”是空白表，没有读入。",
    "form_empty": "“{text}”下面没有可以读取的内容。",
    "layout_not_supported": "“{text}”的表格没有按单元格分开，暂时读不了。",
    "table_missing": "没有读到指标表里的指标，请对照原件补填。",
    "template_unknown": "没有“{text}”的模板，按各地通用的字段和国家指标框架读取；没有对上的内容逐条列出，请核对。",
    "text_overflows": "这里的文字超出单元格，与别的文字或框线叠在一起，可能读错，请对照原件：{text}",
    "text_hidden": "这一格的行高不够，纸面上有字被遮住，已读出文件里写在这一格的全部文字，请核对是否完整：{text}",
    "text_not_placed": "这段文字没有对应的位置，没有读入：{text}",
    "value_not_read": "“{text}”读不出来，留空，请补填。",
}

MESSAGES: Mapping[str, str] = {**REPAIRED, **KEPT}

# Notes on text that became no value: with a short quotation the rest of it would be lost.
LEFT_OUT = frozenset(
    "text_not_placed surplus_cell value_not_read head_value_differs head_repeated column_not_read code_lost "
    "other_table part_not_read excel_comments_after_form excel_comments_inside_table amount_unit_elsewhere".split()
)


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """`text` on one line, cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def message(code: str, **details: object) -> str:
    """The sentence of `code` with its blanks filled; what is quoted there alone is quoted whole."""
    longest = _LONGEST_WHOLE if code in LEFT_OUT else _LONGEST_QUOTE
    words = {key: quoted(value, longest) if isinstance(value, str) else value for key, value in details.items()}
    return MESSAGES[code].format(**words)


class Notebook:
    """Collects notes, the same note at the same place once. `place` is that of a note that names none."""

    def __init__(self, place: Place = WHOLE_DOCUMENT) -> None:
        self._place = place
        self._notes: dict[Note, None] = {}

    def add(self, code: str, field: str = "", place: Place | None = None, **details: object) -> None:
        """Write a note; `details` fill the blanks of the sentence of `code`."""
        self.write(Note(code, field, message(code, **details), place or self._place))

    def write(self, note: Note) -> None:
        """Write a note as it is."""
        self._notes.setdefault(note)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What has been written so far, in the order of the document's lines."""
        return tuple(sorted(self._notes, key=lambda note: note.place.line or 0))
