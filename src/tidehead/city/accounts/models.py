"""People who sign in, and the one-time links by which they first do."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from tidehead.city.accounts.types import ROLES, VIEWER


class User(AbstractUser):
    role = models.CharField(max_length=20, default=VIEWER, choices=[(role, role) for role in ROLES])

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=ROLES), name="known_role")]


class SignInToken(models.Model):
    """A link that signs one person in, once, before it expires. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key by which a system asks the API on behalf of one account. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
