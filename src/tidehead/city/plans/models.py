"""Plans, commitments and schedules as they are stored."""

from django.db import models


class Plan(models.Model):
    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    sections = models.JSONField(default=list)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Commitment(models.Model):
    code = models.CharField(max_length=120, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE)
    section = models.CharField(max_length=80)
    label_zh = models.CharField(max_length=500)
    label_en = models.CharField(max_length=500, blank=True)
    action = models.CharField(max_length=200, blank=True)
    object = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20)
    quantities = models.JSONField(default=list)
    start = models.CharField(max_length=40, blank=True)
    deadline = models.CharField(max_length=40, blank=True)
    deadline_on = models.DateField(null=True, db_index=True)
    recurrence = models.CharField(max_length=20, blank=True)
    responsible = models.ManyToManyField("places.Organisation")
    places = models.ManyToManyField("places.Place")
    targets = models.JSONField(default=list)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class ScheduleItem(models.Model):
    code = models.CharField(max_length=120, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    start = models.CharField(max_length=40, blank=True)
    start_on = models.DateField(null=True)
    finish = models.CharField(max_length=40, blank=True)
    finish_on = models.DateField(null=True, db_index=True)
    words = models.CharField(max_length=200, blank=True)
    milestones = models.JSONField(default=list)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)
