"""Who is looking at a design now."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from designer.store.constraints import References, in_design
from designer.store.models.base import InDesign


class Presence(InDesign):
    """An open page of somebody's. The table is unlogged: after a crash everybody comes again by themselves.

    It is a table and no memory of a process, because any number of processes hold the pages' streams.
    """

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            in_design("presence"),
            References(
                name="presence_user_fkey", columns=("user_id",), table="auth_user", to=("id",), on_delete="CASCADE"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.design_id}"
