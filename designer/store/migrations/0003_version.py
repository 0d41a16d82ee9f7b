"""Versions, and what keeps them as they were made."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import designer.store.constraints

KEEP = """
CREATE FUNCTION store_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % stays as it was made', OLD.number USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER version_stays
    BEFORE UPDATE OF team_id, design_id, number, revision, content_hash, file, entities, message, created_at
    ON store_version FOR EACH ROW EXECUTE FUNCTION store_version_stays();
"""
RELEASE = "DROP TRIGGER version_stays ON store_version; DROP FUNCTION store_version_stays();"


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_teams_shares_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "team_id",
                        "design_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField(db_comment="1, 2, … in the order in which they were made.")),
                ("revision", models.IntegerField(db_comment="The state of the design that it holds.")),
                (
                    "content_hash",
                    models.TextField(db_comment="Of what the design means; the same for equal designs."),
                ),
                ("file", models.TextField(db_comment="The design file.")),
                ("entities", models.IntegerField()),
                ("message", models.TextField()),
                ("tag", models.TextField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "design",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="store.design",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="store.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    designer.store.constraints.References(
                        columns=("team_id", "design_id"),
                        deferred=False,
                        name="version_design_fkey",
                        on_delete="CASCADE",
                        table="store_design",
                        to=("team_id", "id"),
                    ),
                    designer.store.constraints.References(
                        columns=("actor_id",),
                        deferred=False,
                        name="version_actor_fkey",
                        on_delete="SET NULL",
                        table="auth_user",
                        to=("id",),
                    ),
                    models.UniqueConstraint(fields=("team", "design", "tag"), name="version_tag_key"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="version_number_check"),
                    models.CheckConstraint(
                        condition=models.Q(("message", ""), _negated=True), name="version_message_check"
                    ),
                    models.CheckConstraint(condition=models.Q(("tag", ""), _negated=True), name="version_tag_check"),
                ],
            },
        ),
        migrations.RunSQL(KEEP, RELEASE),
    ]
