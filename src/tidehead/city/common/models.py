"""What belongs to no single duty: the region, the trail, the search index."""

from django.db import models


class Region(models.Model):
    """The one region of this deployment: a single row, replaced when its pack is loaded again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    pack = models.CharField(max_length=80)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=40)
    root = models.CharField(max_length=80)
    as_of = models.DateField()
    default_language = models.CharField(max_length=10)
    synthetic = models.BooleanField()
    public_pages = models.JSONField(default=list)
    headline = models.JSONField(default=list)
    platform_tree = models.CharField(max_length=80, blank=True)
    map_tree = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_region")]


class Trail(models.Model):
    """Who did what, when. Rows are added, never changed: triggers refuse it.

    A row is sealed once, some time after it was added: it gets its number in the chain and the digest over itself and
    the row before it. Writers do not wait for one another; only the sealer goes one row at a time.
    """

    actor = models.CharField(max_length=150)
    account = models.BigIntegerField(null=True, db_index=True)  # key of the account that acted; null: the system
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, db_index=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
    number = models.BigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)


class TrailHead(models.Model):
    """The last sealed row, so that rows that are cut off at the end are missed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_trail_head")]


class SearchEntry(models.Model):
    """One thing that can be found. `grams` is its text with every character apart, so that two characters hit."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=200)
    label_zh = models.CharField(max_length=400)
    label_en = models.CharField(max_length=400, blank=True)
    detail_zh = models.TextField(blank=True)
    detail_en = models.TextField(blank=True)
    url = models.CharField(max_length=400)
    grams = models.TextField()
    weight = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_entry_a_thing")]
