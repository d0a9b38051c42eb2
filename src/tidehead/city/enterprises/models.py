"""Enterprises as they are stored: those that work knows by name, and what is known of the register in the lake.

The register itself, all firms of the region, lies in the lake. Here is which version of it counts, what came into it,
what people decided about it, and what they keep of it. Firms are named by code: most have no row in this database.
"""

from django.db import models
from django.db.models import Q


class Enterprise(models.Model):
    code = models.CharField(max_length=80, unique=True)  # the unified social credit code, or one of the pack's own
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT)
    industry = models.CharField(max_length=120, blank=True)  # as its source says, in words
    size = models.CharField(max_length=20, blank=True)  # large | medium | small | micro; empty: unknown
    jobs = models.PositiveIntegerField(null=True)  # persons; null: unknown
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    source = models.ForeignKey("evidence.Source", null=True, on_delete=models.PROTECT)  # null: entered here
    locator = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    ordinal = models.PositiveIntegerField(default=0)


class IndustryTerm(models.Model):
    """A code that firms are sorted by, and what it is called: an industry, a cluster, or a role in a chain."""

    kind = models.CharField(max_length=20)  # section | division | group | class | cluster | role
    code = models.CharField(max_length=80)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    parent = models.CharField(max_length=80, blank=True)
    ordinal = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_term_a_code")]


class Lexicon(models.Model):
    """What the classifier knows, as the pack said it: one row, so that imports need no pack at hand."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_lexicon")]


class RegisterImport(models.Model):
    """A table of firms that somebody handed in, from its upload to the decision on it."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(default=0)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    origin = models.CharField(max_length=200, blank=True)  # where the table is from, in the uploader's words
    as_of = models.DateField(null=True)  # the day that the table speaks of
    samples = models.JSONField(default=list)  # of each column, some of its cells
    mapping = models.JSONField(default=dict)  # what each column is taken for, as the lake says and keeps it
    panel = models.BooleanField(default=False)  # a row is a year of a firm, not a firm
    whole = models.BooleanField(default=False)  # takes the place of all tables before it
    synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default="uploaded", db_index=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)  # null: not counted yet
    sound = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    fatal = models.PositiveIntegerField(default=0)  # rows that cannot be taken at all
    masked = models.PositiveIntegerField(default=0)  # telephone and identity numbers taken out of texts
    without_code = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)  # rows that are not taken, by reason
    staged_as = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    mended_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="mends")


class KnownMapping(models.Model):
    """How a set of headings was mapped the last time."""

    headings_digest = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()  # [[heading, column]]; column "" is left out
    used_by = models.CharField(max_length=150)
    used_at = models.DateTimeField()


class RegisterVersion(models.Model):
    """One state of the whole register: a folder in the lake that is never changed once it is written."""

    number = models.PositiveIntegerField(unique=True)
    folder = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, db_index=True)
    reason = models.CharField(max_length=40)  # pack | import | decisions | made_up
    former = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    rows = models.PositiveIntegerField(default=0)
    synthetic = models.BooleanField(default=False)  # whether any row is made up
    as_of = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    pairs_at = models.DateTimeField(null=True)  # when doubtful pairs were looked for in it
    progress = models.FloatField(default=0.0)  # 0-1
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="current"), name="one_current_register")
        ]


class VersionPart(models.Model):
    """A staged table that a version is made of; of rows with one code, those of the later part count."""

    version = models.ForeignKey(RegisterVersion, on_delete=models.CASCADE, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)  # pack | import | made_up
    staged_as = models.CharField(max_length=120)
    taken_from = models.ForeignKey(RegisterImport, null=True, on_delete=models.PROTECT)
    label = models.CharField(max_length=255)
    with_faults = models.BooleanField(default=False)  # rows too of which a cell is faulty, that cell as unknown
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="parts_of_a_version_in_order")]


class EntityDecision(models.Model):
    """Two codes are one firm, two firms, or a firm and its branch: said by a person, or by the rule where it is sure.

    branch_of: a is the branch, b the firm. same: b is the code that stays.
    """

    a = models.CharField(max_length=80, db_index=True)
    b = models.CharField(max_length=80, db_index=True)
    verdict = models.CharField(max_length=20)  # same | different | branch_of
    reason = models.CharField(max_length=1000, blank=True)
    score = models.FloatField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], condition=Q(undone_at=None), name="one_decision_on_two_codes")
        ]


class DoubtfulPair(models.Model):
    """Two firms of the register that may be one, with what speaks for it field by field."""

    a = models.CharField(max_length=80)
    b = models.CharField(max_length=80)
    name_a = models.CharField(max_length=300)
    name_b = models.CharField(max_length=300)
    county = models.CharField(max_length=80, blank=True)
    score = models.FloatField()  # probability that they are one, 0-1
    fields = models.JSONField(default=list)  # [{"field", "a", "b", "level", "weight"}]
    found_in = models.ForeignKey(RegisterVersion, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="one_doubt_on_two_codes")]
        indexes = [models.Index(fields=["-score", "id"], name="doubts_by_score")]


class FirmCorrection(models.Model):
    """What a person said against the classifier or a table; it counts until it is undone."""

    code = models.CharField(max_length=80, db_index=True)
    field = models.CharField(max_length=20)  # industry | cluster | role | activity | county | town | park | status
    value = models.CharField(max_length=200, blank=True)
    former = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "field"], condition=Q(undone_at=None), name="one_correction_of_a_field"
            )
        ]


class SavedList(models.Model):
    """Firms that somebody put together by hand, or a search that is run again; own, or of an organisation."""

    name = models.CharField(max_length=120)
    note = models.CharField(max_length=1000, blank=True)
    owner = models.BigIntegerField(db_index=True)  # key of the account
    owner_name = models.CharField(max_length=150)
    organisation = models.CharField(max_length=80, blank=True, db_index=True)  # "": the owner's alone
    search = models.JSONField(default=dict)  # what was asked for; empty: the firms are listed one by one
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class ListedFirm(models.Model):
    of = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="firms")
    code = models.CharField(max_length=80, db_index=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "code"], name="listed_firm_once")]


class Honour(models.Model):
    """A title that a firm was given, and who said so. Rows of the pack name a source; those entered here say who."""

    key = models.CharField(max_length=64, unique=True)  # digest of what makes it the same honour when it comes again
    enterprise = models.CharField(max_length=80, db_index=True)  # code; "" where the firm is known by name only
    firm_name = models.CharField(max_length=200, blank=True)  # as the source writes it
    title = models.CharField(max_length=80, db_index=True)  # id of the title in the pack's ladders
    label_zh = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=200, blank=True)
    granted_on = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    batch = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=120, blank=True)  # code of a source; "": entered here
    locator = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)


class LadderText(models.Model):
    """The pack's ladders, titles and the rules behind them: one row, so that pages need no pack at hand."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    content = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_text_of_ladders")]


class FirmAnswer(models.Model):
    """What a person wrote down about a firm for the conditions of a title; it counts until it is taken back."""

    code = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=80)  # of a variable of the pack's rules
    value = models.JSONField()  # a number, text, true or false, or a day as text
    about = models.CharField(max_length=200)  # where the answer is from, in words
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], condition=Q(undone_at=None), name="one_answer_counts")
        ]
