"""Files attached to a declaration as evidence; the files themselves lie in the store of declarations/evidence."""

from __future__ import annotations

from django.db import models

from declarations.models.declaration import Declaration
from perfgoals.accounts.models import User

EVIDENCE_FIELDS = ("policy_basis", "calculation_basis")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions asked of the files."""

    def live(self) -> EvidenceQuerySet:
        """Those that have not been removed."""
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """One file attached to a field of one declaration. A removed one stays on the record, without being shown.

    An adjustment that takes files along has rows of its own for the same stored files.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="evidence", verbose_name="申报")
    field = models.CharField("附于", max_length=40, choices=[(key, key) for key in EVIDENCE_FIELDS])
    name = models.CharField("文件名", max_length=150)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveBigIntegerField("大小")
    digest = models.CharField("SHA-256", max_length=64)
    key = models.CharField("存储名", max_length=64, db_index=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="添加人")
    added_by_name = models.CharField("添加人姓名", max_length=150)
    added_at = models.DateTimeField("添加时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = models.Manager.from_queryset(EvidenceQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("field", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_removed(self) -> bool:
        """It was removed and is on the record only."""
        return self.removed_at is not None

    def told(self) -> dict[str, object]:
        """What the record says of the file."""
        return {"field": self.field, "name": self.name, "size": self.size, "sha256": self.digest}
