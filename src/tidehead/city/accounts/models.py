"""People who sign in: their one-time links, keys, second factors, sessions and linked identities."""

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
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


class Session(AbstractBaseSession):
    """A browser in which somebody, or nobody yet, is signed in. Taking the row away signs that browser out."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)  # what the browser says it is


class SecondFactor(models.Model):
    """What makes a person's codes that change twice a minute (RFC 6238); in force once one was entered rightly."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)  # of the code taken last: none is taken twice
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=128, unique=True)
    used_at = models.DateTimeField(null=True)


class Identity(models.Model):
    """Whom a provider of OpenID Connect means by a subject: one account, linked by its owner."""

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    name = models.CharField(max_length=200, blank=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_a_subject"),
            models.UniqueConstraint(fields=["issuer", "user"], name="one_subject_an_account"),
        ]
