"""What tasks keep beside their cases: origin, dates, nodes, reports, what blocks them; year plans and meetings.

The state of a task, who works on it, what is attached to it and what happened to it are its case's.
"""

from django.db import models
from django.db.models import F, Q


class Task(models.Model):
    """A task. `year` 0: of no single year. A commitment is one task, or one a year where it recurs."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="task")
    origin = models.CharField(max_length=20)  # commitment | schedule | project | resolution | own
    commitment = models.ForeignKey("plans.Commitment", null=True, on_delete=models.PROTECT)
    work = models.ForeignKey("plans.ScheduleItem", null=True, on_delete=models.PROTECT)
    project = models.CharField(max_length=40, blank=True)  # the number of a project's case
    plan = models.ForeignKey("plans.Plan", null=True, on_delete=models.PROTECT)
    section = models.CharField(max_length=80, blank=True)
    industry = models.CharField(max_length=80, blank=True)
    list_class = models.CharField(max_length=40, blank=True)  # one of the pack's major lists
    year = models.PositiveSmallIntegerField(default=0)
    start_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    measure = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    target_value = models.FloatField(null=True)
    weight = models.FloatField(default=1)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_to")
    version = models.PositiveIntegerField(default=0)  # of two people editing, the second is told

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "year"], condition=Q(commitment__isnull=False), name="one_task_a_promise"
            ),
            models.UniqueConstraint(fields=["work"], condition=Q(work__isnull=False), name="one_task_a_work"),
            models.UniqueConstraint(fields=["project"], condition=~Q(project=""), name="one_task_a_project"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="task_weighs"),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("start_on")),
                name="task_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["list_class", "due_on"], name="task_of_list"),
            models.Index(fields=["year", "industry"], name="task_of_year"),
        ]


class Node(models.Model):
    """A milestone on the way, with its day, and what shows that it was passed."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="nodes")
    label_zh = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    weight = models.FloatField(default=1)
    ordinal = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    evidence = models.ForeignKey("cases.Attachment", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weight__gt=0), name="node_weighs")]


class ProgressReport(models.Model):
    """What was reported of a task. A report that was wrong is restated by a later one and stays."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    about = models.DateField()  # the day that it is about
    share = models.FloatField(null=True)  # 0–1 of the whole
    value = models.FloatField(null=True)  # in the task's unit
    words = models.TextField(blank=True)
    evidence = models.ForeignKey("cases.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    restates = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="restated_by")
    key = models.CharField(max_length=80, null=True, unique=True)  # a form that is sent twice reports once

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=1), name="share_of_a_whole"
            )
        ]
        indexes = [models.Index(fields=["task", "about", "at"], name="reports_of_task")]


class Remark(models.Model):
    """What a person says to a computed status: it stands beside it and does not change it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="remarks")
    status = models.CharField(max_length=20)
    words = models.CharField(max_length=1000)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Blocker(models.Model):
    """A case of the type `blocker` that stands in the way of a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="blockers")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="blocks")
    kind = models.CharField(max_length=40)


class Escalation(models.Model):
    """A task that is to be put before a meeting, by a rule of the pack or by a person, with the reason."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="escalations")
    rule = models.CharField(max_length=40)  # "person" where somebody asked for it
    reason_zh = models.CharField(max_length=500)
    reason_en = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # when a meeting dealt with it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "rule"], condition=Q(settled_at__isnull=True), name="one_open_escalation_a_rule"
            )
        ]


class Report(models.Model):
    """A report over all tasks as they stood: of a week, a month or a quarter. Made once, never changed."""

    kind = models.CharField(max_length=10)  # week | month | quarter
    period = models.CharField(max_length=20)
    start_on = models.DateField()
    end_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "period"], name="one_report_a_period")]
        indexes = [models.Index(fields=["kind", "-end_on"], name="reports_by_end")]


class Snapshot(models.Model):
    """A task as a report found it: the computed status with what it was computed from."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="snapshots")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="snapshots")
    status = models.CharField(max_length=20)
    state = models.CharField(max_length=60)
    phase = models.CharField(max_length=10)
    share = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    finish_on = models.DateField(null=True)  # forecast
    finish_low = models.DateField(null=True)
    finish_high = models.DateField(null=True)
    due_on = models.DateField(null=True)
    lead = models.CharField(max_length=120, blank=True)
    blocked = models.JSONField(default=list)  # kinds of what stands in the way
    why_zh = models.CharField(max_length=1000, blank=True)
    why_en = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "task"], name="one_snapshot_a_report")]
        indexes = [models.Index(fields=["task", "report"], name="snapshots_of_task")]


class AuditDraw(models.Model):
    """A drawing of closed tasks that are looked at again. The seed lets anybody draw the same ones."""

    seed = models.PositiveBigIntegerField()
    share = models.FloatField()
    closed_from = models.DateField()
    closed_to = models.DateField()
    population = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=150)
    drawn_at = models.DateTimeField()
    key = models.CharField(max_length=80, null=True, unique=True)


class AuditCheck(models.Model):
    """A closed task that was drawn: whether its evidence holds."""

    draw = models.ForeignKey(AuditDraw, on_delete=models.CASCADE, related_name="checks")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="checks")
    result = models.CharField(max_length=10, default="pending")  # pending | passed | failed
    words = models.TextField(blank=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "task"], name="drawn_once")]


class YearPlan(models.Model):
    """What a year is to bring: of the whole region, or of one industry."""

    year = models.PositiveSmallIntegerField()
    industry = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="draft")  # draft | adopted
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=150, blank=True)
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "industry"], name="one_plan_a_year")]


class YearItem(models.Model):
    """A line of a year plan. `task` null: a commitment that is not a task yet, or something new."""

    year_plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT)
    label_zh = models.CharField(max_length=500)
    label_en = models.CharField(max_length=500, blank=True)
    lead = models.ForeignKey("places.Organisation", null=True, on_delete=models.PROTECT)
    due_on = models.DateField(null=True)
    ordinal = models.PositiveIntegerField(default=0)
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year_plan", "task"], condition=Q(task__isnull=False), name="one_line_a_task"
            )
        ]


class YearChange(models.Model):
    """One entry of a year plan's change log. Rows are added, never changed."""

    year_plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey(YearItem, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)  # carried | added | moved | changed | dropped | restored
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Meeting(models.Model):
    """A meeting of a leading group."""

    group = models.CharField(max_length=120)  # code of a leading group; its rows are written anew by every load
    period = models.CharField(max_length=20)  # "2026Q4"
    title = models.CharField(max_length=300)
    held_on = models.DateField()
    venue = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="prepared")  # prepared | held | adopted
    opening = models.TextField(blank=True)  # minutes that belong to no item
    adopted_by = models.CharField(max_length=150, blank=True)
    adopted_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["-held_on"], name="meetings_by_day")]


class Attendance(models.Model):
    """A seat of the group at a meeting, and who held it on the day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey("places.Organisation", on_delete=models.PROTECT)
    post_zh = models.CharField(max_length=200, blank=True)
    post_en = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=150, blank=True)  # as it was on the day
    present = models.BooleanField(null=True)  # null: not recorded
    deputy = models.CharField(max_length=150, blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)


class AgendaItem(models.Model):
    """What a meeting deals with, why it is on the agenda, and what was said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="agenda_items")
    title = models.CharField(max_length=500)
    origin = models.CharField(max_length=12)  # follow_up | escalated | blocked | late | own
    reason_zh = models.CharField(max_length=1000, blank=True)
    reason_en = models.CharField(max_length=1000, blank=True)
    ordinal = models.PositiveSmallIntegerField()
    left_out = models.BooleanField(default=False)
    minutes = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "task"], condition=Q(task__isnull=False), name="one_item_a_task")
        ]


class Resolution(models.Model):
    """What a meeting decides: words, who is in charge, by when. It becomes a task when the minutes are adopted."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="resolutions")
    nth = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    lead = models.ForeignKey("places.Organisation", on_delete=models.PROTECT)
    owner = models.ForeignKey("posts.Post", null=True, on_delete=models.PROTECT)
    due_on = models.DateField()
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="resolution")
    drafted_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "nth"], name="one_resolution_a_number")]


class Rulebook(models.Model):
    """What the pack says about tasks: one row."""

    content = models.JSONField(default=dict)
