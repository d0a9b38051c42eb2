"""Chains: versions of their maps, who stands on them, roles, lists, what was made of gaps, and targets."""

from django.db import models
from django.db.models import Q

from tidehead.city.chains.types import HOLDER_KINDS, LISTS, NODE_STATUSES, PROJECT, ROLES, TARGET_STATES, TASK


class PackBook(models.Model):
    """What the pack says beside the maps: supply, roles, limits for targets. One row, replaced with the pack."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    supply = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    targets = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_book_of_chains")]


class ChainRow(models.Model):
    """A chain of the region."""

    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    ordinal = models.PositiveIntegerField()
    current = models.BooleanField(default=True)


class MapVersion(models.Model):
    """A chain's map as it was from a moment on. Never changed; the highest number counts."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_map_a_number")]


class StandingRow(models.Model):
    """A firm on a node. origin: "source" of the pack, or a "person". Taken off, it stays with the reason."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="standings")
    node = models.CharField(max_length=80)
    enterprise = models.CharField(max_length=120, db_index=True)
    origin = models.CharField(max_length=12)
    role = models.CharField(max_length=12, blank=True)
    capacity = models.FloatField(null=True)
    minutes = models.FloatField(null=True)
    basis = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=120, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    removed_by = models.CharField(max_length=150, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "node", "enterprise"], name="one_standing_a_firm_and_node")
        ]


class Override(models.Model):
    """A status that a person gives a node. At most one stands; one that is taken back stays."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="overrides")
    node = models.CharField(max_length=80)
    status = models.CharField(max_length=12)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "node"], condition=Q(undone_at__isnull=True), name="one_override_a_node"
            ),
            models.CheckConstraint(condition=Q(status__in=NODE_STATUSES), name="override_is_a_node_status"),
        ]


class RoleRow(models.Model):
    """Who a person named for a role: from then on the pack's word for that role does not count."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    holder = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "role", "kind", "holder"],
                condition=Q(ended_at__isnull=True),
                name="one_holder_of_a_role_once",
            ),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="role_of_a_chain"),
            models.CheckConstraint(condition=Q(kind__in=HOLDER_KINDS), name="kind_of_a_holder"),
        ]


class ListEntry(models.Model):
    """A line of one of the four lists. Taken off, it stays with the reason."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="entries")
    list = models.CharField(max_length=12)
    item = models.CharField(max_length=120)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")  # of projects, tasks
    node = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    dropped_by = models.CharField(max_length=150, blank=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "list", "item"], condition=Q(dropped_at__isnull=True), name="one_line_an_item"
            ),
            models.CheckConstraint(condition=Q(list__in=LISTS), name="one_of_four_lists"),
        ]


class GapCase(models.Model):
    """A task or a lead that was opened to close a gap; the case is in charge of its own state."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="gap_cases")
    node = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    what = models.CharField(max_length=12)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(what__in=(TASK, PROJECT)), name="task_or_project_of_a_gap")]


class Pool(models.Model):
    """Firms from elsewhere: a folder of the lake among which targets are looked for. One is used, the latest."""

    label = models.CharField(max_length=200)
    folder = models.CharField(max_length=200, unique=True)
    rows = models.BigIntegerField()
    source = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)


class TargetList(models.Model):
    """Firms from outside that would fill a gap, as they were ranked at one moment. Never changed."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="target_lists")
    node = models.CharField(max_length=80)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    considered = models.PositiveIntegerField()
    weights = models.JSONField()
    limits = models.JSONField(default=list)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()


class Target(models.Model):
    """A firm of a list, with its rank and the parts of its score. rank 0: left out by a limit."""

    of = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="targets")
    rank = models.PositiveIntegerField()
    enterprise = models.CharField(max_length=120, db_index=True)
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=20, blank=True)
    low = models.FloatField()
    high = models.FloatField()
    parts = models.JSONField()
    broken = models.JSONField(default=list)
    unproven = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "enterprise"], name="a_firm_once_a_list")]


class TargetOutcome(models.Model):
    """What came of a firm from outside for a node. Rows are added, never changed; the last one counts."""

    chain = models.ForeignKey(ChainRow, on_delete=models.PROTECT, related_name="outcomes")
    node = models.CharField(max_length=80)
    enterprise = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    note = models.CharField(max_length=500, blank=True)
    project = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["chain", "node", "enterprise"], name="outcome_of_target")]
        constraints = [models.CheckConstraint(condition=Q(state__in=TARGET_STATES), name="outcome_is_a_state")]
