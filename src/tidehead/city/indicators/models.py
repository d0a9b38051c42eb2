"""Indicators, taxonomies, observations with vintages, and targets as they are stored."""

from django.db import models
from django.db.models import Q

from tidehead.city.indicators.types import ACCEPTED, WITHDRAWN


class Topic(models.Model):
    code = models.CharField(max_length=60, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Indicator(models.Model):
    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=10)
    nature = models.CharField(max_length=12)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    numerator = models.CharField(max_length=200, blank=True)
    denominator = models.CharField(max_length=200, blank=True)
    scope_zh = models.TextField(blank=True)
    scope_en = models.TextField(blank=True)
    definition_zh = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    aliases = models.JSONField(default=list)
    decimals = models.PositiveSmallIntegerField(null=True)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Taxonomy(models.Model):
    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=40)
    valid_from = models.CharField(max_length=20)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    groups = models.JSONField(default=list)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Member(models.Model):
    """A cluster of one taxonomy version."""

    code = models.CharField(max_length=160, unique=True)  # taxonomy:member
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=80, blank=True)
    aliases = models.JSONField(default=list)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Crosswalk(models.Model):
    """How a member of one taxonomy version relates to a member of another."""

    from_member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    to_member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    to_taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE)
    relation = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    note = models.TextField(blank=True)


class FigureRow(models.Model):
    """What an observation and a target have in common: the subject, the period, the source."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    period = models.CharField(max_length=40, blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    value_high = models.FloatField(null=True)
    comparator = models.CharField(max_length=10, default="eq")
    source = models.ForeignKey("evidence.Source", null=True, on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    fact = models.ForeignKey("evidence.Fact", null=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, default=ACCEPTED)
    origin = models.CharField(max_length=10, default="pack")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def _state_known(name: str) -> list[models.CheckConstraint]:
    """A row is accepted, or was withdrawn at a moment: what was known before it can still be asked for."""
    accepted = Q(state=ACCEPTED, withdrawn_at__isnull=True)
    withdrawn = Q(state=WITHDRAWN, withdrawn_at__isnull=False)
    return [models.CheckConstraint(condition=accepted | withdrawn, name=f"{name}_state_known")]


class Observation(FigureRow):
    """A value as one source gave it on one date. Later knowledge is a further row; nothing is overwritten."""

    key = models.CharField(max_length=500, db_index=True)  # indicator place period [industry=] [organisation=]
    value = models.FloatField()
    printed_value = models.FloatField()
    printed_unit = models.CharField(max_length=40)
    basis = models.CharField(max_length=12, default="actual")
    yoy_pct = models.FloatField(null=True)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "source", "as_of"],
                condition=Q(state=ACCEPTED, origin="pack"),
                name="one_value_a_source_and_date",
            ),
            models.UniqueConstraint(fields=["fact"], condition=Q(state=ACCEPTED), name="one_observation_a_fact"),
            *_state_known("observation"),
        ]
        indexes = [models.Index(fields=["indicator", "place", "state"]), models.Index(fields=["place", "state"])]


class Target(FigureRow):
    code = models.CharField(max_length=120)
    value = models.FloatField(null=True)
    force = models.CharField(max_length=12, default="expected")
    basis = models.CharField(max_length=12, default="level")
    base_period = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=400, blank=True)
    parent = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(state=ACCEPTED), name="one_target_a_code"),
            models.UniqueConstraint(fields=["fact"], condition=Q(state=ACCEPTED), name="one_target_a_fact"),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(words=""), name="target_in_number_or_words"),
            *_state_known("target"),
        ]


class Contradiction(models.Model):
    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=40)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    sides = models.JSONField(default=list)
    indicators = models.JSONField(default=list)  # codes of those that its sides' figures are about
    ordinal = models.PositiveIntegerField(default=0)


class ProvenCheck(models.Model):
    """How one of the pack's checks came out when it was loaded."""

    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10)
    explanation_zh = models.TextField(blank=True)
    explanation_en = models.TextField(blank=True)
    indicators = models.JSONField(default=list)  # codes of those whose figures it takes
    ordinal = models.PositiveIntegerField(default=0)
