"""Clusters: every definition that ever held, and input–output tables."""

from django.db import models
from django.db.models import Q


class DefinitionRow(models.Model):
    """The members of a taxonomy as codes and words. A change makes a new row, so that both can be counted."""

    taxonomy = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    members = models.JSONField()
    standing = models.CharField(max_length=20)
    default = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    kept_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "digest"], name="one_row_a_definition"),
            models.UniqueConstraint(fields=["taxonomy"], condition=Q(current=True), name="one_definition_in_force"),
        ]


class TableRow(models.Model):
    """An input–output table. origin: "pack" or "own" (handed in here); an own one is withdrawn, not removed."""

    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40)
    content = models.JSONField()
    origin = models.CharField(max_length=8)
    source = models.CharField(max_length=120, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    current = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
