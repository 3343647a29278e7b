"""A project as it goes on over the years."""

from django.db import models

from perfgoals.accounts.models import Unit


class Project(models.Model):
    """What the declarations of several years are about; a code is assigned at the first submission."""

    code = models.CharField("项目编码", max_length=40, blank=True)
    name = models.TextField("项目名称", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="one_project_per_code"),
        )

    def __str__(self) -> str:
        return self.name or self.code
