"""Personal tokens, what requests were answered, and the keys of reviews that programs begin."""

import designer.store.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_presence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.TextField(db_comment="What it is for, in its owner's words.")),
                ('token_hash', models.TextField(db_comment='SHA-256 of the token, in hexadecimal digits.', unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('read', 'Read designs, versions, findings, exports and reviews'), ('write', 'Make, change and delete designs, and keep versions'), ('review', 'Begin reviews, bring them up to date, and comment'), ('decide', 'Approve, ask for changes, and, together with write, merge')]), size=None)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('window_at', models.DateTimeField(null=True)),
                ('window_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ApiReply',
            fields=[
                ('pk', models.CompositePrimaryKey('token_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.TextField()),
                ('request_hash', models.TextField(db_comment='SHA-256 of method, address and body: the key of another is refused.')),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('token', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.apitoken')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='auditentry_action_check',
        ),
        migrations.AddField(
            model_name='review',
            name='key',
            field=models.TextField(db_comment='What a program finds it again by, as long as it is not settled.', null=True),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.TextField(choices=[('team.created', 'created the team'), ('team.renamed', 'renamed the team'), ('member.joined', 'joined'), ('member.left', 'left'), ('member.removed', 'removed a member'), ('member.invited', 'invited'), ('member.declined', 'declined the invitation'), ('member.uninvited', 'took an invitation back'), ('permission.role', 'changed a role'), ('permission.review_rules', 'changed how proposals are decided'), ('permission.transferred', 'transferred the ownership'), ('share.created', 'shared'), ('share.viewed', 'opened a shared link'), ('share.refused', 'gave a wrong password'), ('share.revoked', 'took a shared link back'), ('design.deleted', 'deleted a design'), ('export.downloaded', 'downloaded'), ('token.created', 'made a token'), ('token.revoked', 'took a token back')]),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ('team.created', 'team.renamed', 'member.joined', 'member.left', 'member.removed', 'member.invited', 'member.declined', 'member.uninvited', 'permission.role', 'permission.review_rules', 'permission.transferred', 'share.created', 'share.viewed', 'share.refused', 'share.revoked', 'design.deleted', 'export.downloaded', 'token.created', 'token.revoked'))), name='auditentry_action_check'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'open'))), fields=('team', 'design', 'key'), name='review_key_key'),
        ),
        migrations.AddIndex(
            model_name='apitoken',
            index=models.Index(condition=models.Q(('design__isnull', False)), fields=['team', 'design'], name='apitoken_design_idx'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=designer.store.constraints.References(columns=('user_id',), deferred=False, name='apitoken_user_fkey', on_delete='CASCADE', table='auth_user', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=designer.store.constraints.References(columns=('team_id',), deferred=False, name='apitoken_team_fkey', on_delete='CASCADE', table='store_team', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='apitoken_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'write', 'review', 'decide'])), name='apitoken_scopes_check'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('design__isnull', True), ('team__isnull', False), _connector='OR'), name='apitoken_design_check'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='apitoken_name_check'),
        ),
        migrations.AddConstraint(
            model_name='apireply',
            constraint=designer.store.constraints.References(columns=('token_id',), deferred=False, name='apireply_token_fkey', on_delete='CASCADE', table='store_apitoken', to=('id',)),
        ),
    ]
