"""A file that was brought in."""

from django.db import models

from declarations.models.year import DeclarationYear
from perfgoals.accounts.models import User


class ImportBatch(models.Model):
    """One file loaded as approved declarations of a year: what came of it, and what was repaired while reading."""

    year = models.ForeignKey(DeclarationYear, models.PROTECT, related_name="imports", verbose_name="年度")
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    at = models.DateTimeField("时间")
    created_count = models.PositiveIntegerField("新增", default=0)
    same_count = models.PositiveIntegerField("相同", default=0)
    notes = models.JSONField("读取说明", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.file_name} → {self.year}"
