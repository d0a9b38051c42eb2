"""Enterprises as they are stored. The register (another issue) adds to them; here is what work needs to know."""

from django.db import models


class Enterprise(models.Model):
    code = models.CharField(max_length=80, unique=True)  # the unified social credit code, or one of the pack's own
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)
    industry = models.CharField(max_length=120, blank=True)  # as its source says, in words
    size = models.CharField(max_length=20, blank=True)  # large | medium | small | micro; empty: unknown
    jobs = models.PositiveIntegerField(null=True)  # persons; null: unknown
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    source = models.ForeignKey("evidence.Source", null=True, on_delete=models.PROTECT)  # null: entered here
    locator = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    ordinal = models.PositiveIntegerField(default=0)
