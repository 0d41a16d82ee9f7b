"""What all rows of a design have in common."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def tenant(to: str) -> models.ForeignKey:
    """The team or the design of a row. Its foreign key spans several columns, so the Meta declares it; the
    primary key begins with it, so it needs no index."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")


def strings(comment: str) -> ArrayField:
    """A list that is read and written whole, and never searched by its items."""
    return ArrayField(models.TextField(), db_comment=comment)


class InDesign(models.Model):
    """A row of a team's design."""

    team = tenant("store.Team")
    design = tenant("store.Design")

    class Meta:
        abstract = True


class DesignObject(InDesign):
    """An object with an identity. `uid` is the stable id it has in design files, changes and threads.

    It is text because design files may bring their own; it is unique within the design only, because ids made
    from names are the same in every design that uses the name. References between objects hold it too, so a
    row reads like the object it keeps, and foreign keys over (team, design, uid) cannot cross designs.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "uid")
    uid = models.TextField()
    x = models.JSONField(default=dict, db_comment="Keys of other programs, kept as they are.")

    class Meta:
        abstract = True


class Part(InDesign):
    """An item of a list of an object, without an identity of its own."""

    role = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class AttributePart(Part):
    """A place in a list of attributes."""

    attribute_uid = models.TextField()

    class Meta:
        abstract = True
