"""What the kernel of cases does not keep of a project: promises, contacts, credits, spaces, agreements, returns."""

from django.db import models
from django.db.models import F, Q

from tidehead.city.projects.types import (
    AGREEMENT_KINDS,
    AGREEMENT_STATES,
    BENEFIT_SHARING,
    DRAFT,
    OPEN,
    PAIR_STATES,
    PARTS,
    PROMISE_STATES,
    ROOMS,
    SIDES,
    SQUARE_METRES,
)


class PackStandards(models.Model):
    """What the pack says about projects, whole: a single row, replaced when the pack is loaded again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    plain = models.JSONField()
    rules = models.JSONField(default=dict)  # the rule sets that are named, with the parameters they use
    pack = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_set_of_standards")]


class Contact(models.Model):
    """One contact with an investor, before or after there is a lead. Rows are added, never changed."""

    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("places.Organisation", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(db_index=True)
    kind = models.CharField(max_length=60)
    with_whom = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    post = models.CharField(max_length=120, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)  # a form that is sent twice is one contact
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "on"], name="contact_of_team")]


class Promise(models.Model):
    """What one side promised the other. Its wording is never changed: a changed promise is a further one."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    side = models.CharField(max_length=12)
    direction = models.CharField(max_length=10)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    clause = models.CharField(max_length=300, blank=True)  # of the contract
    basis = models.CharField(max_length=300, blank=True)  # the policy or law that it rests on
    state = models.CharField(max_length=10, default=OPEN)
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True, unique=True)  # a form that is sent twice is one promise

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="promise_side_known"),
            models.CheckConstraint(condition=Q(state__in=PROMISE_STATES), name="promise_state_known"),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(words=""), name="promise_in_number_or_words"),
            models.CheckConstraint(condition=Q(state=OPEN) | Q(ended_on__isnull=False), name="promise_ended_on_a_day"),
        ]
        indexes = [
            models.Index(fields=["case", "side"], name="promise_of_case"),
            models.Index(fields=["state", "due_on"], name="promise_by_due"),
        ]


class Performance(models.Model):
    """How far a promise was kept on a day. Rows are added, never changed: the newest of a day is what is known."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="performances")
    on = models.DateField()
    value = models.FloatField(null=True)
    words = models.TextField(blank=True)
    attachment = models.ForeignKey("cases.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True, unique=True)  # a form that is sent twice is one report


class Agreement(models.Model):
    """How the benefits of projects are shared between places. In force it is never changed, only replaced or ended."""

    code = models.CharField(max_length=120, null=True, unique=True)  # of the pack's; null: made here
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, default=BENEFIT_SHARING)
    base = models.CharField(max_length=60)  # what is shared: tax, output, investment
    state = models.CharField(max_length=10)
    start_on = models.DateField(null=True)  # null: not yet agreed, and so not in force
    end_on = models.DateField(null=True)
    base_fen = models.BigIntegerField(default=0)  # what the host had before, each year, and keeps
    floor_fen = models.BigIntegerField(null=True)  # at least this is shared in each year; null: no such bound
    cap_fen = models.BigIntegerField(null=True)
    total_cap_fen = models.BigIntegerField(null=True)  # at most this is shared over the term
    clause = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey("evidence.Source", null=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AGREEMENT_STATES), name="agreement_state_known"),
            models.CheckConstraint(condition=Q(kind__in=AGREEMENT_KINDS), name="agreement_kind_known"),
            models.CheckConstraint(
                condition=Q(state=DRAFT) | Q(start_on__isnull=False), name="agreement_in_force_since_a_day"
            ),
            models.CheckConstraint(
                condition=Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")), name="agreement_order"
            ),
        ]


class AgreementParty(models.Model):
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    share = models.CharField(max_length=30)  # exact, as it is written: "0.4", "40%", "2/5"
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "place"], name="one_share_a_party")]


class AgreementCase(models.Model):
    """A project that an agreement is about."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "case"], name="one_agreement_a_project")]


class Settlement(models.Model):
    """What each party gets for a year. A corrected one stands beside the earlier one, which is no longer in force."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="settlements")
    year = models.PositiveSmallIntegerField()
    actual_fen = models.BigIntegerField()  # what the year brought, before sharing
    pool_fen = models.BigIntegerField(null=True)  # what of it is shared; null: an earlier year is unknown
    parts = models.JSONField()  # place: fen, which add up to the pool
    bound = models.CharField(max_length=20)  # what decided the pool: gain, floor, cap…
    words = models.TextField(blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year"], condition=Q(in_force=True), name="one_settlement_a_year"
            )
        ]


class Credit(models.Model):
    """What part of a project a place is credited with. A project without rows is its own place's, whole."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10)
    share = models.CharField(max_length=30)  # exact, as it is written: "0.4", "40%", "2/5"
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part__in=PARTS), name="credit_part_known"),
            models.UniqueConstraint(
                fields=["case", "place"], condition=Q(ended_at__isnull=True), name="one_credit_a_place"
            ),
        ]


class Counted(models.Model):
    """Whether a project counts for something, with the rule and the record it was decided on.

    Rows are added, never changed but that they are no longer in force. `once_key`: of projects that share it only one
    counts, which the database sees to.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    counter = models.CharField(max_length=80)
    counted = models.BooleanField(null=True)
    once_key = models.CharField(max_length=200)
    size = models.CharField(max_length=40, blank=True)
    rule = models.TextField()
    record = models.JSONField()
    reason_zh = models.TextField()
    reason_en = models.TextField(blank=True)
    on = models.DateField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "counter"], condition=Q(in_force=True), name="one_decision_a_project"
            ),
            models.UniqueConstraint(
                fields=["counter", "once_key"], condition=Q(in_force=True, counted=True), name="counted_once_only"
            ),
        ]


class Space(models.Model):
    """Room where projects can begin. `bookings` counts its changes: of two who take the last metres one is told."""

    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=60)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    capacity = models.FloatField(null=True)  # null: unknown, and nothing can be placed
    unit = models.CharField(max_length=10, default=SQUARE_METRES)
    ready_on = models.DateField(null=True)
    rent = models.FloatField(null=True)  # CNY a m² and month
    source = models.ForeignKey("evidence.Source", null=True, on_delete=models.PROTECT, related_name="+")
    locator = models.CharField(max_length=200, blank=True)
    bookings = models.PositiveIntegerField(default=0)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=0), name="space_has_room"),
            models.CheckConstraint(condition=Q(unit__in=[SQUARE_METRES, ROOMS]), name="space_unit_known"),
        ]


class Placement(models.Model):
    """A project in a space from a day to a day, both included."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="placements")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    amount = models.FloatField()  # in the space's unit
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # null: open
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True, unique=True)  # a form that is sent twice is one stay

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="placement_takes_room"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="placement_order"
            ),
        ]


class ProjectReturn(models.Model):
    """A value reported of a project for a period. Rows are added, never changed: the newest is what is known."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    quantity = models.CharField(max_length=20)
    period = models.CharField(max_length=40)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    value = models.FloatField()
    attachment = models.ForeignKey("cases.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    newest = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "quantity", "period"], condition=Q(newest=True), name="one_newest_return"
            )
        ]


class LikePair(models.Model):
    """Two leads that may be one project; what somebody decided about it stays."""

    first = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=OPEN)
    handover = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    found_at = models.DateTimeField()
    # after the handover: the one that goes on; the other is its duplicate and counts for nothing
    kept = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PAIR_STATES), name="pair_state_known"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair"),
        ]
