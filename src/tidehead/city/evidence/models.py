"""Sources, documents and facts as they are stored."""

from django.db import models
from django.db.models import Q

from tidehead.city.evidence.types import DOCUMENT_STATES, FACT_STATES, PROPOSED, RECEIVED


class Source(models.Model):
    code = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400, blank=True)
    issuer = models.CharField(max_length=400, blank=True)
    issued_on = models.DateField(null=True)
    url = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=40, blank=True)
    plan_period = models.CharField(max_length=40, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    note = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    from_pack = models.BooleanField(default=True)


class Document(models.Model):
    """An uploaded file. Its state is the reading worker's queue: received, reading (under a lease), read or failed."""

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=400)
    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255, blank=True)  # empty once an unreadable file is thrown away
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, default=RECEIVED, db_index=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # readings begun since it was queued
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    text = models.TextField(blank=True)
    page_starts = models.JSONField(default=list)  # the first line of each page; empty where there are no pages
    issued_on = models.DateField(null=True)
    plan_period = models.CharField(max_length=40, blank=True)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DOCUMENT_STATES), name="document_state_known"),
            models.CheckConstraint(condition=~Q(state="read") | Q(read_at__isnull=False), name="read_has_a_time"),
        ]


class Fact(models.Model):
    """A number that the reader found, with the words it was read from. Decided once, by one person."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE)
    ordinal = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    value_start = models.PositiveIntegerField(default=0)
    value_end = models.PositiveIntegerField(default=0)
    value = models.FloatField(null=True)
    value_high = models.FloatField(null=True)
    unit = models.CharField(max_length=80, blank=True)
    comparator = models.CharField(max_length=20, blank=True)
    time = models.CharField(max_length=40, blank=True)
    time_text = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    change = models.CharField(max_length=20, blank=True)
    indicator = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    force = models.CharField(max_length=20, blank=True)
    table = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default=PROPOSED)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    supports = models.CharField(max_length=60, blank=True, db_index=True)  # what an accepted one stands behind

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="one_fact_an_ordinal"),
            models.CheckConstraint(condition=Q(state__in=FACT_STATES), name="fact_state_known"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="fact_has_a_span"),
            models.CheckConstraint(
                condition=Q(state=PROPOSED, decided_at__isnull=True)
                | (~Q(state=PROPOSED) & Q(decided_at__isnull=False)),
                name="decided_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["document", "state"])]
