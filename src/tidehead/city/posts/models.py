"""Posts, the terms in which people hold them, and invitations to hold one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidehead.city.accounts.types import POST_ROLES


class Post(models.Model):
    """A place in an organisation, or a firm's own desk. Work belongs to it, whoever holds it."""

    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)  # null: its organisation's own
    synthetic = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    created_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=POST_ROLES), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) ^ Q(enterprise__isnull=False), name="post_of_one_body"
            ),
        ]


class Term(models.Model):
    """From when to when a person holds a post. One holder at a time; one who acts for the holder may stand beside."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    start_on = models.DateField()
    end_on = models.DateField(null=True)  # the last day; null: open
    acting = models.BooleanField(default=False)
    begun_by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True)
    void = models.BooleanField(default=False)  # taken back before its first day was over

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")), name="term_order"),
            models.UniqueConstraint(
                fields=["post"], condition=Q(end_on__isnull=True, acting=False), name="one_holder_a_post"
            ),
        ]


class Invitation(models.Model):
    """A link by which one person takes a post, once, before it expires. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE)
    name = models.CharField(max_length=150)
    email = models.CharField(max_length=254, blank=True)
    acting = models.BooleanField(default=False)
    invited_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
