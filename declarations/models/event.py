"""The append-only history: one row per change, chained by SHA-256."""

from django.db import models

from declarations.models.declaration import Declaration
from declarations.workflow import Action
from perfgoals.accounts.models import User
from perfgoals.append_only import AppendOnly


class Source(models.TextChoices):
    """Where a change came from."""

    FORM = "form", "网页填报"
    IMPORT = "import", "文件导入"
    BATCH = "batch", "批量操作"
    SYSTEM = "system", "系统"


class Event(AppendOnly):
    """Who changed what of one declaration, when, why and from where; never altered, never deleted.

    `hash` covers every column and `previous_hash` (see history.py); the last one is `Declaration.history_head`.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="events", verbose_name="申报")
    number = models.PositiveIntegerField("序号")
    version = models.PositiveIntegerField("版本")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=150)
    action = models.CharField("动作", max_length=20, choices=Action.choices)
    field = models.TextField("字段", blank=True)
    old = models.JSONField("原值", null=True)
    new = models.JSONField("新值", null=True)
    reason = models.TextField("意见或原因", blank=True)
    source = models.CharField("途径", max_length=10, choices=Source.choices, default=Source.FORM)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "历史"
        ordering = ("declaration", "number")
        indexes = (models.Index(fields=("declaration", "version"), name="event_by_version"),)
        constraints = (
            models.UniqueConstraint(fields=("declaration", "number"), name="one_event_per_number"),
            models.UniqueConstraint(fields=("declaration", "previous_hash"), name="one_event_follows_another"),
        )

    def __str__(self) -> str:
        return f"{self.declaration_id}#{self.number} {self.get_action_display()} {self.field}".strip()
