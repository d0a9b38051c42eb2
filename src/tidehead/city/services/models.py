"""What service to enterprises adds to cases: pairing, visits, round tables, common causes, plans of firms."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ServiceSetting(models.Model):
    """How requests are taken and judged, as the pack says: a single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    plain = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_service_setting")]


class PairingRun(models.Model):
    """One proposal of who looks after whom, until it is adopted or dropped."""

    state = models.CharField(max_length=10, default="proposed")  # proposed | adopted | dropped
    asked = models.JSONField(default=dict)  # which officers and firms, weights, limits, whether pairs are kept
    result = models.JSONField(default=dict)  # balance, loads, far pairs, firms without an officer and why
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, null=True, unique=True)  # a form that is sent twice makes one run


class Pairing(models.Model):
    """A firm and the post that looks after it. `state`: proposed by a run, kept (it was so before), current, ended."""

    run = models.ForeignKey(PairingRun, null=True, on_delete=models.PROTECT)  # null: paired by hand
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT)
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT)
    state = models.CharField(max_length=10, default="proposed")
    distance_km = models.FloatField(null=True)  # null: the place of one of them is unknown
    why = models.JSONField(default=dict)  # what spoke for this pair, in both languages
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "enterprise"], name="one_officer_a_firm_in_a_run"),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(state="current"), name="one_officer_a_firm_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["post", "state"], name="pairs_of_post")]


class OfficerCard(models.Model):
    """What belongs to a post of service officer, whoever holds it: the work phone, trades it knows, how many firms."""

    post = models.OneToOneField("posts.Post", on_delete=models.CASCADE)
    phone = models.CharField(max_length=40, blank=True)
    industries = models.JSONField(
        default=list
    )  # words, or beginnings of the words that firms' industries are called by
    most = models.PositiveSmallIntegerField(null=True)  # firms; null: as everybody
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()


class Roundtable(models.Model):
    """A meeting of firms with officials, at which requests are heard."""

    title = models.CharField(max_length=300)
    held_on = models.DateField()
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)
    words = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)


class Visit(models.Model):
    """An officer at a firm: when, what for, what was found, what comes next."""

    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT)
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.CharField(max_length=150)  # the officer's name on that day
    day = models.DateField()
    purpose = models.CharField(max_length=20)
    with_whom = models.CharField(max_length=300, blank=True)  # other bodies on a joint visit
    findings = models.TextField()
    next_step = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "-day"], name="visits_of_firm"),
            models.Index(fields=["post", "-day"], name="visits_of_post"),
            models.Index(fields=["follow_up_on"], name="follow_ups", condition=Q(followed_up_at=None)),
        ]


class HeardCase(models.Model):
    """A request that was heard on a visit or at a round table."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT)
    roundtable = models.ForeignKey(Roundtable, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False) ^ Q(roundtable__isnull=False), name="heard_at_one_occasion"
            )
        ]


class CommonCause(models.Model):
    """What several requests have in common; promoted, it is a policy problem with an owner and a case of its own."""

    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="found")  # found | promoted | measure | closed | dropped
    topic = models.CharField(max_length=60, blank=True)
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.TextField(blank=True)
    result = models.TextField(blank=True)
    found_by = models.CharField(max_length=150)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, null=True, unique=True)


class CauseCase(models.Model):
    """A request that comes of a common cause; of one at most."""

    cause = models.ForeignKey(CommonCause, on_delete=models.CASCADE, related_name="members")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)  # when the firm was told what is done about it


class GroupingNote(models.Model):
    """Cases that were looked at together and found to be different matters: they are not suggested again."""

    one = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_note_a_pair")]


class FirmPlan(models.Model):
    """One plan for one firm: its problem, who looks after it, until when."""

    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT)
    title = models.CharField(max_length=300)
    problem = models.TextField()
    owner = models.ForeignKey("posts.Post", on_delete=models.PROTECT)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")  # open | closed
    result = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, null=True, unique=True)


class PlanMeasure(models.Model):
    """One measure of a firm's plan; a case may carry it."""

    plan = models.ForeignKey(FirmPlan, on_delete=models.CASCADE, related_name="measures")
    words = models.CharField(max_length=500)
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField(default=0)
