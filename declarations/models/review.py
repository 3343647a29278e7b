"""What a submission leaves behind: the snapshot, the explanations of its warnings, and the decisions upon it."""

from django.db import models

from declarations.content import DeclarationContent
from declarations.models.declaration import Declaration
from declarations.workflow import Action, Status
from perfgoals.accounts.models import User


class Snapshot(models.Model):
    """What the declaration said when it was submitted for the nth time."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="snapshots", verbose_name="申报")
    number = models.PositiveSmallIntegerField("第几次提交")
    version = models.PositiveIntegerField("版本")
    data = models.JSONField("内容")
    # Report.to_json() as it was then, with the author's sentences; empty for submissions older than this column.
    report = models.JSONField("当时的审核提示", default=dict)
    at = models.DateTimeField("提交时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提交人")

    class Meta:
        verbose_name = verbose_name_plural = "提交存档"
        ordering = ("declaration", "number")
        constraints = (models.UniqueConstraint(fields=("declaration", "number"), name="one_snapshot_per_submission"),)

    def __str__(self) -> str:
        return f"第 {self.number} 次提交"

    @property
    def content(self) -> DeclarationContent:
        """What was submitted."""
        return DeclarationContent.from_json(self.data)


class Explanation(models.Model):
    """The author's sentence on a warning that stays; `place` is a field path by row key."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="explanations", verbose_name="申报")
    code = models.CharField("规则", max_length=40)
    place = models.TextField("位置")
    text = models.TextField("说明")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="说明人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "提醒的说明"
        constraints = (
            models.UniqueConstraint(fields=("declaration", "code", "place"), name="one_explanation_per_finding"),
        )

    def __str__(self) -> str:
        return self.text


class Review(models.Model):
    """One decision of a reviewer, with the opinion that the author sees."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="reviews", verbose_name="申报")
    submission = models.PositiveSmallIntegerField("第几次提交")
    stage = models.CharField("审核环节", max_length=20, choices=Status.choices)
    decision = models.CharField("决定", max_length=20, choices=Action.choices)
    opinion = models.TextField("审核意见", blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")
    reviewer_name = models.CharField("审核人姓名", max_length=150)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审核决定"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_decision_display()}"
