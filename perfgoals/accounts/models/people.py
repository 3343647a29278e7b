"""People and the roles they hold in units."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from perfgoals.accounts.actors import actor_for
from perfgoals.accounts.models.units import Unit
from perfgoals.accounts.roles import Actor, Role


class User(AbstractUser):
    """A person with an account."""

    first_name = None  # type: ignore[assignment]  # Chinese names are one field
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    must_change_password = models.BooleanField(
        "下次登录须改密码", default=False, help_text="新建账号和重设密码后自动勾选，本人改过密码后取消。"
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return f"{self.full_name}（{self.username}）" if self.full_name else self.username

    def get_full_name(self) -> str:
        """The name to show: 姓名, or the user name while there is none."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Same as the full name: Chinese names are not shortened."""
        return self.get_full_name()

    def actor(self) -> Actor:
        """The person as a plain value, with all grants (at most two queries)."""
        return actor_for(self)


class Membership(models.Model):
    """A role that a user holds in a unit."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    departments = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="finance_reviewers",
        limit_choices_to={"is_department": True},
        verbose_name="分管的一级预算单位",
        help_text="只用于财政审核人：由其审核哪些一级预算单位的申报。",
    )

    class Meta:
        verbose_name = "角色"
        verbose_name_plural = "角色"
        ordering = ("user", "unit", "role")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "unit", "role"),
                name="one_role_once_per_unit",
                violation_error_message="这名用户在这个单位已经有这个角色。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse roles where they cannot be held."""
        if self.unit_id is None:
            return
        if self.role == Role.FINANCE_REVIEWER and self.unit.parent_id is not None:
            raise ValidationError({"unit": f"财政审核人的单位须是财政部门（最上级单位），{self.unit}不是，请另选。"})
        if self.role == Role.DEPARTMENT_REVIEWER and not self.unit.is_department:
            raise ValidationError({"unit": f"部门审核人的单位须是一级预算单位，{self.unit}不是，请另选。"})
