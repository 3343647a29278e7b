"""A project as it goes on over the years, and the level-1 project that it may belong to."""

from __future__ import annotations

from django.db import models

from perfgoals.accounts.models import Unit, User
from perfgoals.append_only import AppendOnly


class LevelOneProject(models.Model):
    """一级项目: what several level-2 projects of a unit, and of those below it, amount to together.

    It has no amounts of its own: they are the sums of what its projects declare.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="level_one_projects", verbose_name="单位")
    name = models.CharField("一级项目名称", max_length=100)
    code = models.CharField("一级项目编码", max_length=40, blank=True)
    note = models.TextField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一级项目"
        ordering = ("unit__path", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="one_level_one_project_per_unit_and_name",
                violation_error_message="这个单位已有同名的一级项目，请换一个名称。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class LevelOneRecord(AppendOnly):
    """Who changed what of a level-1 project, and when; never altered, never deleted."""

    level_one = models.ForeignKey(LevelOneProject, models.PROTECT, related_name="records", verbose_name="一级项目")
    detail = models.TextField("内容")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    by_name = models.CharField("操作人姓名", max_length=150)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "一级项目记录"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.by_name} {self.detail}"


class Project(models.Model):
    """What the declarations of several years are about; a code is assigned at the first submission."""

    code = models.CharField("项目编码", max_length=40, blank=True)
    name = models.TextField("项目名称", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    level_one = models.ForeignKey(
        LevelOneProject, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name="一级项目"
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="one_project_per_code"),
        )

    def __str__(self) -> str:
        return self.name or self.code
