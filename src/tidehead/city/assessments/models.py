"""Schemes, what units handed in, runs with their results, and objections, as they are stored."""

from django.db import models
from django.db.models import F, Q

from tidehead.city.assessments.types import (
    ADOPTED,
    DRAFT,
    ENTRY_KINDS,
    FILED,
    OBJECTION_STATES,
    PACK,
    PUBLISHED,
    RUN_STATES,
    SCHEME_STATES,
    SUPERSEDED,
)


class SchemeVersion(models.Model):
    """One version of a scheme: of the pack (never edited here), or a draft that somebody edits until it is adopted.

    `plain` is the whole scheme, from which a run can be computed again whatever becomes of the pack.
    """

    code = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    family = models.CharField(max_length=120, db_index=True)
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    standing = models.CharField(max_length=12)
    origin = models.CharField(max_length=10, default=PACK)
    state = models.CharField(max_length=10, default=ADOPTED)
    period = models.CharField(max_length=40, blank=True)
    in_force_from = models.CharField(max_length=10, blank=True)
    in_force_to = models.CharField(max_length=10, blank=True)
    plain = models.JSONField()
    summary = models.JSONField(default=dict)  # what lists show of it
    text = models.TextField(blank=True)  # as it was written: what the editor opens
    problems = models.JSONField(default=list)  # of a draft that cannot be run yet
    pack_digest = models.CharField(max_length=64, blank=True)
    current = models.BooleanField(default=True)  # False: the pack has another version, or none
    ordinal = models.PositiveIntegerField(default=0)
    based_on = models.ForeignKey("self", null=True, on_delete=models.RESTRICT)
    edited_by = models.CharField(max_length=150, blank=True)
    edited_at = models.DateTimeField()
    edits = models.PositiveIntegerField(default=0)  # of two people who edit a draft, the second is told
    adopted_by = models.CharField(max_length=150, blank=True)
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SCHEME_STATES), name="scheme_state_known"),
            models.CheckConstraint(condition=~Q(origin=PACK) | ~Q(state=DRAFT), name="pack_schemes_are_no_drafts"),
            models.UniqueConstraint(fields=["code", "digest"], condition=~Q(state=DRAFT), name="one_scheme_a_digest"),
        ]


class EntrySet(models.Model):
    """What the units of a run handed in, cell by cell, in one canonical form with its digest. Never changed.

    `content` is gzipped JSON; `stored_as` the original file in the data folder's `entries`, where one was handed in.
    """

    kind = models.CharField(max_length=10)
    scheme_code = models.CharField(max_length=120, db_index=True)
    label = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=40, blank=True)
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    units = models.PositiveIntegerField()
    synthetic = models.BooleanField(default=False)
    current = models.BooleanField(default=True)  # False: a table that left the pack
    file_name = models.CharField(max_length=255, blank=True)
    stored_as = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ENTRY_KINDS), name="entry_kind_known"),
            models.UniqueConstraint(
                fields=["scheme_code", "digest", "kind", "as_of", "period"], name="one_entry_set_a_digest_and_period"
            ),
        ]


class Run(models.Model):
    """One computation of a scheme on one set of entries, with all that it takes to do it again.

    While it waits for the worker its state is the queue. Once published, nothing of it changes any more but that it
    is superseded by a corrected run or withdrawn: a trigger of the database refuses everything else.
    """

    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT)
    entries = models.ForeignKey(EntrySet, on_delete=models.PROTECT)
    corrects = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="corrected_runs")
    corrections = models.JSONField(default=list)  # [{unit, column, value, objection}], applied to the entries
    period = models.CharField(max_length=40, blank=True)
    as_of = models.DateField()
    seed = models.BigIntegerField()
    draws = models.PositiveIntegerField()
    settings = models.JSONField(default=dict)  # of the doubt: how far weights and data are moved
    engine = models.CharField(max_length=40)
    scheme_digest = models.CharField(max_length=64)
    data_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, db_index=True)
    units = models.PositiveIntegerField()
    scored = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list)
    boards = models.JSONField(default=list)  # [{board, label, units, ranked}]
    drivers = models.JSONField(default=list)  # what the doubt comes from: [{name, share}]
    progress = models.FloatField(default=0.0)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    computed_by = models.CharField(max_length=150)
    computed_by_account = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    reviewed_by_account = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)
    notice_from = models.DateField(null=True)
    notice_to = models.DateField(null=True)  # the last day on which objections are taken
    public = models.JSONField(default=list)  # the columns of the published table
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RUN_STATES), name="run_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[PUBLISHED, SUPERSEDED])
                | (
                    Q(published_at__isnull=False, reviewed_at__isnull=False, computed_at__isnull=False)
                    & Q(notice_to__gte=F("notice_from"))
                    & ~Q(result_digest="")
                ),
                name="published_was_computed_and_reviewed",
            ),
            models.UniqueConstraint(
                fields=["corrects"], condition=Q(state=PUBLISHED), name="one_published_correction_of_a_run"
            ),
        ]
        indexes = [models.Index(fields=["scheme", "state"])]


class ReviewNote(models.Model):
    """What a reviewer says about a run. Rows are added, never changed."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    unit = models.CharField(max_length=200, blank=True)  # "" about the whole run
    text = models.TextField()
    author = models.CharField(max_length=150)
    at = models.DateTimeField()


RANK_OR_LAST = models.Func(
    "rank",
    function="COALESCE",
    template="%(function)s(%(expressions)s, 2147483647)",
    output_field=models.IntegerField(),
)
"""A unit's rank, those without one last; the number stands in the words, or SQLite would not use the index."""


class Result(models.Model):
    """What a run gave one unit. Rows are added with their run in one transaction; a trigger refuses every change."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    ordinal = models.PositiveIntegerField()  # the unit's row in the entries
    unit = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=120, blank=True)
    board = models.CharField(max_length=120, blank=True)
    score = models.FloatField(null=True)
    aggregate = models.FloatField(null=True)
    adjustments = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.FloatField(null=True)  # the interval that the rank lies in, by the run's draws
    rank_median = models.FloatField(null=True)
    rank_high = models.FloatField(null=True)
    ahead_of_next = models.FloatField(null=True)  # the share of draws in which it is ahead of who follows
    doubt = models.JSONField(default=list)  # the sentence about it, in both languages
    grade = models.CharField(max_length=40, blank=True)
    grade_shares = models.JSONField(default=dict)  # grade: its probability
    adjusted_score = models.FloatField(null=True)
    adjusted_rank = models.PositiveIntegerField(null=True)  # in the league that allows for difficulty
    points = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="one_result_a_unit"),
            models.UniqueConstraint(fields=["run", "ordinal"], name="one_result_an_ordinal"),
        ]
        indexes = [
            models.Index(fields=["run", "board", "rank"]),
            models.Index("run", "board", RANK_OR_LAST, "ordinal", name="result_in_league_order"),
            models.Index(fields=["unit"]),
        ]


class Objection(models.Model):
    """What a unit says is wrong about one datum of a published run, with the effect of putting it right."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    unit = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    column = models.CharField(max_length=120)
    value = models.JSONField(null=True)  # as the run has it
    claimed = models.JSONField(null=True)
    reason = models.TextField()
    evidence = models.TextField(blank=True)
    document = models.ForeignKey("evidence.Document", null=True, on_delete=models.PROTECT)
    effect = models.JSONField()
    state = models.CharField(max_length=10, default=FILED)
    filed_by = models.CharField(max_length=150)
    filed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    corrected_run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="settles")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OBJECTION_STATES), name="objection_state_known"),
            models.CheckConstraint(
                condition=Q(state=FILED, decided_at__isnull=True) | (~Q(state=FILED) & Q(decided_at__isnull=False)),
                name="objection_decided_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["run", "unit", "column"], condition=Q(state=FILED), name="one_open_objection_a_datum"
            ),
        ]
        indexes = [models.Index(fields=["run", "state"])]
