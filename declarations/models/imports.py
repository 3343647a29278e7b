"""An import: the batch, the files that were uploaded, the forms read from them and what was decided on each."""

from __future__ import annotations

import json
import re
import zlib
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from declarations.content import DeclarationContent
from declarations.importflow import AT_WORK, BatchState
from declarations.models.declaration import Declaration
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit, User

DIGEST = 64
WORK_PER_FILE = 64 * 1024
_LINK = re.compile(r"^(?:里(?!面)|的)")  # between the name of a file and what is said of it


def packed(value: Any) -> bytes:
    """JSON values in few bytes: a form of fifteen rows takes one and a half kilobytes."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpacked(data: bytes | memoryview) -> Any:
    """What `packed` was given; None for nothing."""
    return json.loads(zlib.decompress(data)) if data else None


class BatchKind(models.TextChoices):
    """What an import brings in."""

    DECLARATIONS = "declarations", "申报表"
    UNITS = "units", "单位"
    PEOPLE = "people", "人员"
    CEILINGS = "ceilings", "控制数"


class ImportBatch(models.Model):
    """One import, from the upload to what came of it.

    Only declarations/importing changes `state`, by compare-and-swap along importflow.BATCH_MOVES. A worker works on it
    only while it holds the lease; every write of a worker asks for the lease in the same transaction.
    """

    kind = models.CharField("内容", max_length=12, choices=BatchKind.choices, default=BatchKind.DECLARATIONS)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    template = models.ForeignKey(TemplateRecord, models.PROTECT, null=True, blank=True, verbose_name="申报表模板")
    file_name = models.CharField("文件名", max_length=255)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    by_name = models.CharField("导入人姓名", max_length=150, blank=True)
    scope = models.CharField("单位范围", max_length=255, blank=True, help_text="导入人所管单位的编码路径。")
    at = models.DateTimeField("上传时间", default=timezone.now)
    state = models.CharField("状态", max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    message = models.TextField("说明", blank=True)

    files_total = models.PositiveIntegerField("文件", default=0)
    files_done = models.PositiveIntegerField("已读文件", default=0)
    form_count = models.PositiveIntegerField("申报表", default=0)
    row_count = models.PositiveIntegerField("指标行", default=0)
    checked_count = models.PositiveIntegerField("已核对", default=0)
    # Reading, in bytes and an allowance a file: what there is and what is done, within a file too.
    work_total = models.PositiveBigIntegerField(default=0)
    work_done = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    stage_at = models.DateTimeField("本步开始", null=True, blank=True)
    ready_at = models.DateTimeField("核对完毕", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)
    cleaned_at = models.DateTimeField("清理", null=True, blank=True)  # files and forms are gone (importing/cleaning.py)

    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("变更", default=0)
    same_count = models.PositiveIntegerField("相同", default=0)
    refused_count = models.PositiveIntegerField("无法导入", default=0)
    question_count = models.PositiveIntegerField("等待选定单位", default=0)
    taken_new = models.PositiveIntegerField("将新增", default=0)
    taken_changed = models.PositiveIntegerField("将变更", default=0)
    created_count = models.PositiveIntegerField("已新增", default=0)
    corrected_count = models.PositiveIntegerField("已变更", default=0)

    unit_choices = models.JSONField("单位选择", default=dict, blank=True)  # folded printed name → key of the unit
    choices_version = models.PositiveIntegerField(default=0)  # of what was chosen; a confirmation names it

    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # claims since something was last achieved
    task_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"第 {self.pk} 批 {self.file_name}"

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return reverse("import-batch", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do."""
        return self.state in AT_WORK

    @property
    def taken_count(self) -> int:
        """How many forms a confirmation would bring in."""
        return self.taken_new + self.taken_changed

    def is_leased(self, now: datetime) -> bool:
        """Whether a worker is at it."""
        return self.lease_until is not None and self.lease_until > now


class FileState(models.TextChoices):
    """What became of an uploaded file."""

    WAITING = "waiting", "等待读取"
    READ = "read", "已读取"
    REFUSED = "refused", "读不了"
    UNPACKED = "unpacked", "已解压"


class ImportFile(models.Model):
    """One uploaded file, or one that came out of an archive; the bytes lie under DATA_DIR by digest."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name="批次")
    position = models.PositiveIntegerField("顺序")
    name = models.CharField("文件名", max_length=255)
    archive = models.CharField("压缩文件", max_length=255, blank=True)
    digest = models.CharField("SHA-256", max_length=DIGEST)
    size = models.PositiveBigIntegerField("字节")
    state = models.CharField("状态", max_length=10, choices=FileState.choices, default=FileState.WAITING)
    message = models.TextField("说明", blank=True)
    notes = models.JSONField("读取说明", default=list, blank=True)  # of text that belongs to no form
    form_count = models.PositiveIntegerField("申报表", default=0)
    row_count = models.PositiveIntegerField("指标行", default=0)
    has_marks = models.BooleanField("有标注", default=False)  # something is to be said at one of its cells

    class Meta:
        verbose_name = verbose_name_plural = "导入文件"
        ordering = ("batch", "position")
        constraints = (models.UniqueConstraint(fields=("batch", "position"), name="one_import_file_per_position"),)

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name with that of its archive."""
        return f"{self.archive} › {self.name}" if self.archive else self.name

    @property
    def reason(self) -> str:
        """Why the file was refused, for a place that shows its name already."""
        begins = f"“{self.name}”"
        return _LINK.sub("", self.message.removeprefix(begins)) if self.message.startswith(begins) else self.message

    @property
    def work(self) -> int:
        """What reading it costs, in bytes: each file has its process to start."""
        return self.size + WORK_PER_FILE

    @property
    def is_workbook(self) -> bool:
        """Whether it can come back with marks in its cells."""
        return self.name.lower().endswith((".xlsx", ".xlsm"))


class Result(models.TextChoices):
    """What bringing in a form would do; what a form is held against is asked while it is pending."""

    PENDING = "pending", "等待核对"
    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "相同"
    REFUSED = "refused", "无法导入"


class ImportedForm(models.Model):
    """One form of a file, what it says, what it fits and whether it is taken.

    `data` is the content, `details` {"notes", "places", "printed", "report"}; both `packed`. A pending form has
    no result yet.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="forms", verbose_name="批次")
    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="forms", verbose_name="文件")
    position = models.PositiveIntegerField("文件内顺序")
    template = models.ForeignKey(TemplateRecord, models.PROTECT, null=True, verbose_name="申报表模板")
    data = models.BinaryField("内容")
    details = models.BinaryField("说明", default=bytes)
    place = models.CharField("位置", max_length=200, blank=True)

    code = models.CharField("项目编码", max_length=200, blank=True)
    name = models.CharField("项目名称", max_length=200, blank=True)
    unit_printed = models.CharField("申请单位（印刷）", max_length=200, blank=True)
    department_printed = models.CharField("一级预算单位（印刷）", max_length=200, blank=True)
    year_amount = models.DecimalField("本年度金额", max_digits=18, decimal_places=2, null=True)
    row_count = models.PositiveIntegerField("指标行", default=0)
    note_count = models.PositiveSmallIntegerField("读取说明", default=0)

    result = models.CharField("结果", max_length=10, choices=Result.choices, default=Result.PENDING)
    reason = models.TextField("原因", blank=True)
    question = models.CharField("待定事项", max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+", verbose_name="申请单位")
    department = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+", verbose_name="一级预算单位")
    identity = models.CharField("身份", max_length=40, blank=True)
    duplicate = models.BooleanField("批内重复", default=False)
    declaration = models.ForeignKey(
        Declaration, models.SET_NULL, null=True, related_name="imported_forms", verbose_name="对应申报"
    )
    seen_version = models.PositiveIntegerField("核对时版本", null=True)
    chosen_match = models.BigIntegerField("指定的对应申报", null=True)  # 0: none, it is new
    changes = models.JSONField("变更", default=list, blank=True)
    change_count = models.PositiveIntegerField("变更处", default=0)
    error_count = models.PositiveSmallIntegerField("错误", default=0)
    warning_count = models.PositiveSmallIntegerField("提醒", default=0)
    hint_count = models.PositiveSmallIntegerField("建议", default=0)
    taken = models.BooleanField("导入", default=False)
    # What was corrected in the preview: [{"path", "label", "read", "set", "by", "by_id", "at"}], one a place.
    fixes = models.JSONField("改正", default=list, blank=True)

    outcome = models.CharField(
        "导入结果", max_length=10, blank=True
    )  # created, corrected; stale: changed since it was checked
    written_version = models.PositiveIntegerField("导入后版本", null=True)
    history_head = models.CharField("导入后链首", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入的申报表"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("batch", "result", "id"), name="imported_form_by_result"),
            models.Index(fields=("batch", "identity"), name="imported_form_by_identity"),
        )
        constraints = (models.UniqueConstraint(fields=("file", "position"), name="one_imported_form_per_place"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The project name, or words for a form without one."""
        return self.name or "未命名"

    @property
    def content(self) -> DeclarationContent:
        """What the form says."""
        return DeclarationContent.from_json(unpacked(self.data))

    @cached_property
    def told(self) -> dict[str, Any]:
        """{"notes": […], "places": {…}, "printed": {…}, "report": {…}} as JSON values."""
        return unpacked(self.details) or {}


class BatchRecord(models.Model):
    """What was done with an import, by whom and when: a line of its record."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="records", verbose_name="批次")
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    by_name = models.CharField("操作人姓名", max_length=150)
    text = models.TextField("事项")

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text
