"""Reviews: proposals for designs, verdicts, threads, and what happened to them."""

import designer.store.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '__first__'),
        ('store', '0003_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='design',
            name='proposal_for',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposals', to='store.design'),
        ),
        migrations.AddField(
            model_name='design',
            name='settled',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='team',
            name='author_may_approve',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='team',
            name='blocking_severity',
            field=models.TextField(db_comment='The mildest new finding that stops a merge, or none.', db_default='error', default='error'),
        ),
        migrations.AddField(
            model_name='team',
            name='required_approvals',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name='design',
            index=models.Index(condition=models.Q(('proposal_for__isnull', False)), fields=['team', 'proposal_for'], name='design_proposal_for_idx'),
        ),
        migrations.AddConstraint(
            model_name='design',
            constraint=designer.store.constraints.References(columns=('team_id', 'proposal_for_id'), deferred=False, name='design_proposal_for_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')),
        ),
        migrations.AddConstraint(
            model_name='design',
            constraint=models.CheckConstraint(condition=models.Q(('settled', False), ('proposal_for__isnull', False), _connector='OR'), name='design_settled_check'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(('blocking_severity__in', ('error', 'warning', 'info', 'none'))), name='team_blocking_severity_check'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'design_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(db_comment='1, 2, … within the design.')),
                ('base', models.IntegerField(db_comment='The version of the design that the proposal began from.')),
                ('title', models.TextField()),
                ('description', models.TextField(blank=True, db_comment='Markdown.')),
                ('state', models.TextField(choices=[('draft', 'Draft'), ('open', 'Open'), ('merged', 'Merged'), ('closed', 'Closed')], default='draft')),
                ('author_name', models.TextField(db_comment='As it was then.')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('opened_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(db_comment='When it was merged or closed.', null=True)),
                ('merged_revision', models.IntegerField(db_comment='The revision of the design that brought it in.', null=True)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reviews', to='store.design')),
                ('proposal', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposed_in', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'design', 'base'], name='review_base_idx')],
                'constraints': [designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='review_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('author_id',), deferred=False, name='review_author_fkey', on_delete='SET NULL', table='auth_user', to=('id',)), designer.store.constraints.References(columns=('team_id', 'proposal_id'), deferred=False, name='review_proposal_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('team_id', 'design_id', 'base'), deferred=True, name='review_base_fkey', on_delete='NO ACTION', table='store_version', to=('team_id', 'design_id', 'number')), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'open', 'merged', 'closed'))), name='review_state_check'), models.UniqueConstraint(fields=('team', 'proposal'), name='review_proposal_key'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='review_title_check')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'design_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('review', models.IntegerField()),
                ('opinion', models.TextField(choices=[('approved', 'approved'), ('changes requested', 'asked for changes')])),
                ('revision', models.IntegerField(db_comment='Of the proposal.')),
                ('text', models.TextField(blank=True, db_comment='Why; Markdown.')),
                ('author_name', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'design', 'review', 'created_at'], name='verdict_review_idx')],
                'constraints': [designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='verdict_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('team_id', 'design_id', 'review'), deferred=False, name='verdict_review_fkey', on_delete='CASCADE', table='store_review', to=('team_id', 'design_id', 'number')), designer.store.constraints.References(columns=('author_id',), deferred=False, name='verdict_author_fkey', on_delete='SET NULL', table='auth_user', to=('id',)), models.CheckConstraint(condition=models.Q(('opinion__in', ('approved', 'changes requested'))), name='verdict_opinion_check')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'design_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('review', models.IntegerField(null=True)),
                ('kind', models.TextField(db_comment='A kind of object, finding, or review.')),
                ('subject', models.TextField(blank=True, db_comment='Its uid, or the name of a finding; empty for the review.')),
                ('label', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('resolved_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('resolved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'design', 'review', 'created_at'], name='thread_review_idx')],
                'constraints': [designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='thread_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('team_id', 'design_id', 'review'), deferred=False, name='thread_review_fkey', on_delete='CASCADE', table='store_review', to=('team_id', 'design_id', 'number')), designer.store.constraints.References(columns=('author_id',), deferred=False, name='thread_author_fkey', on_delete='SET NULL', table='auth_user', to=('id',)), designer.store.constraints.References(columns=('resolved_by_id',), deferred=False, name='thread_resolved_by_fkey', on_delete='SET NULL', table='auth_user', to=('id',))],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'design_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('thread', models.UUIDField()),
                ('text', models.TextField(blank=True, db_comment='Markdown.')),
                ('author_name', models.TextField()),
                ('changes', models.JSONField(null=True)),
                ('opened_on', models.IntegerField(null=True)),
                ('applied_revision', models.IntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'design', 'thread', 'created_at'], name='comment_thread_idx')],
                'constraints': [designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='comment_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('author_id',), deferred=False, name='comment_author_fkey', on_delete='SET NULL', table='auth_user', to=('id',)), designer.store.constraints.References(columns=('team_id', 'design_id', 'thread'), deferred=False, name='comment_thread_fkey', on_delete='CASCADE', table='store_thread', to=('team_id', 'design_id', 'id')), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('changes__isnull', False), _connector='OR'), name='comment_text_check')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.IntegerField(null=True)),
                ('thread', models.UUIDField(null=True)),
                ('kind', models.TextField(choices=[('review.proposed', 'began the proposal'), ('review.opened', 'asked for a review'), ('review.edited', 'changed title or description'), ('review.approved', 'approved'), ('review.changes_requested', 'asked for changes'), ('review.updated', 'brought the proposal up to date'), ('review.merged', 'merged'), ('review.closed', 'closed'), ('review.reopened', 'opened it again'), ('thread.commented', 'commented'), ('thread.resolved', 'resolved a thread'), ('thread.reopened', 'opened a thread again'), ('thread.applied', 'took over a suggestion')])),
                ('actor_name', models.TextField(blank=True)),
                ('text', models.TextField(blank=True, db_comment='What was said, Markdown.')),
                ('revision', models.IntegerField(db_comment='Of the proposal, or of the design it was merged into.', null=True)),
                ('details', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('delivered_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'design', 'review', 'id'], name='event_review_idx'), models.Index(condition=models.Q(('delivered_at__isnull', True)), fields=['id'], name='event_undelivered_idx')],
                'constraints': [designer.store.constraints.TenantKey(name='store_event_pkey'), designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='event_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('actor_id',), deferred=False, name='event_actor_fkey', on_delete='SET NULL', table='auth_user', to=('id',)), models.CheckConstraint(condition=models.Q(('kind__in', ('review.proposed', 'review.opened', 'review.edited', 'review.approved', 'review.changes_requested', 'review.updated', 'review.merged', 'review.closed', 'review.reopened', 'thread.commented', 'thread.resolved', 'thread.reopened', 'thread.applied'))), name='event_kind_check')],
            },
        ),
    ]
