"""Cases, their logs, and what is drawn from the logs so that it can be asked for quickly."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class TypeVersion(models.Model):
    """One version of a kind of case, whole, so that a log can be replayed whatever becomes of the pack."""

    code = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    family = models.CharField(max_length=20)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    plain = models.JSONField()
    pack = models.CharField(max_length=80, blank=True)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "digest"], name="one_type_a_digest")]


class Calendar(models.Model):
    """The region's working calendar, as its pack last said: a single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    plain = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_calendar")]


class Case(models.Model):
    """A case. All but its identity is drawn from its log: `rebuild_case` writes it again."""

    number = models.CharField(max_length=40, unique=True)
    type = models.ForeignKey(TypeVersion, on_delete=models.PROTECT)
    family = models.CharField(max_length=20)
    type_code = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)
    party = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT)  # whose case it is
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_post = models.CharField(max_length=120, blank=True)  # code of the post through which; its holder sees it
    opened_at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)  # a form that is sent twice opens one case
    synthetic = models.BooleanField(default=False)

    state = models.CharField(max_length=60)
    phase = models.CharField(max_length=10)
    since = models.DateTimeField()
    fields = models.JSONField(default=dict)
    lead = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    owner = models.ForeignKey("posts.Post", null=True, on_delete=models.PROTECT)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # of the earliest clock that runs
    warn_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField()
    head = models.CharField(max_length=64, blank=True)  # digest of the last event

    class Meta:
        indexes = [
            models.Index(fields=["owner", "phase", "due_at"], name="case_of_owner"),
            models.Index(fields=["lead", "phase", "due_at"], name="case_of_lead"),
            models.Index(fields=["party", "-moved_at"], name="case_of_party"),
            models.Index(fields=["family", "phase", "due_at"], name="case_by_family"),
            models.Index(fields=["type_code", "state"], name="case_by_state"),
            models.Index(fields=["place", "phase", "due_at"], name="case_by_place"),
            models.Index(fields=["phase", "due_at"], name="case_by_due"),
            models.Index(fields=["opened_by", "-moved_at"], name="case_of_opener"),
            models.Index(fields=["opened_post", "-moved_at"], name="case_of_opening_post"),
            models.Index(fields=["-moved_at"], name="case_by_move"),
        ]


class CaseEvent(models.Model):
    """One entry of a case's log. Rows are added, never changed: triggers refuse it. Each holds the digest before it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_post = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    before = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_event_a_number")]


class CaseBody(models.Model):
    """An organisation that works on a case beside the lead, or is asked for its opinion."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey("places.Organisation", on_delete=models.PROTECT)
    part = models.CharField(max_length=10)  # co_owner | opinion
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "organisation", "part"], name="one_part_a_body")]
        indexes = [models.Index(fields=["organisation", "answered_at"], name="asked_of_body")]


class CaseClock(models.Model):
    """What a clock of a case shows as long as nothing happens.

    `due_at`: null while it is paused; of one that has stopped, when it would have been due.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    clock = models.CharField(max_length=60)
    organisation = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    met = models.BooleanField(null=True)  # null: has not stopped
    told_warning = models.BooleanField(default=False)
    told_late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="clock_due", condition=Q(told_late=False, stopped_at=None)),
            models.Index(fields=["warn_at"], name="clock_warn", condition=Q(told_warning=False, stopped_at=None)),
            models.Index(fields=["case", "clock"], name="clock_of_case"),
        ]


class Attachment(models.Model):
    """A file of a case, kept by its content in the data folder's `attachments`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=60, blank=True)  # what it is evidence of: contract, licence…
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=100)
    internal = models.BooleanField(default=False)  # not shown to the firm whose case it is
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()


class CaseLink(models.Model):
    """One case belongs to another: duplicate_of, part_of, caused_by, follows, review_of."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    relation = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other", "relation"], name="one_link_a_relation")]


class Notification(models.Model):
    """Something that a person should know, shown on screen and sent by e-mail where they want it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)  # moved | assigned | mentioned | warning | late | message
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500, blank=True)
    body_zh = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, blank=True)  # "" none | waiting | sending | sent | failed | uncertain
    try_at = models.DateTimeField(null=True)  # not before; while it is sent: until then its sender is believed alive
    attempts = models.PositiveSmallIntegerField(default=0)
    emailed_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, unique=True)  # nobody is told the same twice

    class Meta:
        indexes = [
            models.Index(fields=["user", "read_at", "-at"], name="notes_of_user"),
            models.Index(fields=["try_at"], name="mail_to_send", condition=Q(mail__in=("waiting", "sending"))),
        ]


class Counter(models.Model):
    """The last number given in a series, so that no number is given twice."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)
