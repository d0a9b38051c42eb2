"""Places, trees over them, organisations and posts, and the drawing of the region."""

from django.db import models


class Place(models.Model):
    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, db_index=True)
    aliases = models.JSONField(default=list)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    status = models.CharField(max_length=80, blank=True)
    inferred = models.BooleanField(default=False)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    within = models.CharField(max_length=80, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class Tree(models.Model):
    code = models.CharField(max_length=80, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    root = models.ForeignKey(Place, on_delete=models.PROTECT)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField(default=0)


class TreeNode(models.Model):
    """A place under its parent in one tree; once in each tree."""

    tree = models.ForeignKey(Tree, on_delete=models.CASCADE)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "place"], name="once_in_each_tree")]


class Drawing(models.Model):
    """The map's geometry on its canvas. The deployment's own takes precedence over the pack's."""

    origin = models.CharField(max_length=10, unique=True, choices=[("pack", "pack"), ("own", "own")])
    areas = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    width = models.FloatField()
    height = models.FloatField()


class Organisation(models.Model):
    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT)
    aliases = models.JSONField(default=list)
    duties = models.JSONField(default=list)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=True)


class LeadingGroup(models.Model):
    code = models.CharField(max_length=120, unique=True)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey("evidence.Source", on_delete=models.PROTECT)
    locator = models.CharField(max_length=200)


class Seat(models.Model):
    """A seat in a leading group, held by whoever holds the post."""

    group = models.ForeignKey(LeadingGroup, on_delete=models.CASCADE)
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    post_zh = models.CharField(max_length=200, blank=True)
    post_en = models.CharField(max_length=200, blank=True)
    ordinal = models.PositiveIntegerField()
