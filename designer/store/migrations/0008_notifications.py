"""Notifications, the mails that carry them, webhooks with what was sent to them."""

import designer.store.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('store', '0007_api_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('webhook', models.UUIDField()),
                ('event', models.BigIntegerField(db_comment='NULL for a test, and for what was sent again by hand.', null=True)),
                ('kind', models.TextField()),
                ('payload', models.JSONField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_comment='NULL: delivered, or given up.', null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(db_comment='Of the last answer.', null=True)),
                ('answer', models.TextField(blank=True, db_comment='The beginning of the last answer.')),
                ('error', models.TextField(blank=True, db_comment='Why the last attempt failed, in words.')),
                ('milliseconds', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.TextField(blank=True, db_comment='Of all its notifications; empty for a digest.')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_comment='NULL: sent, or given up.', default=None, null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='NoticeSettings',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mention', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='now')),
                ('comment', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='digest')),
                ('review', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='digest')),
                ('version', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='off')),
                ('shared', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='off')),
                ('webhook', models.TextField(choices=[('now', 'At once'), ('digest', 'In a digest'), ('off', 'Never')], default='now')),
                ('rhythm', models.TextField(choices=[('hourly', 'Every hour'), ('daily', 'Every morning (8:00 UTC)')], default='daily')),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.BigIntegerField(db_comment='What it was made from; nobody is told twice of one.', null=True)),
                ('kind', models.TextField(choices=[('mention', 'Somebody mentions me'), ('comment', 'Comments in threads of mine'), ('review', 'Reviews: opened, updated, decided, merged'), ('version', 'Versions saved'), ('shared', 'Designs shared by link'), ('webhook', 'Webhooks that were switched off')])),
                ('title', models.TextField(db_comment='A sentence without its full stop.')),
                ('excerpt', models.TextField(blank=True)),
                ('path', models.TextField(db_comment='Where it leads, as a path of this application.')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_at', models.DateTimeField(null=True)),
                ('mail_after', models.DateTimeField(db_comment='When it may go by mail; NULL: never, or it is in one.', null=True)),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notifications', to='store.mail')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('design_number', models.BigIntegerField(db_comment='The only design it is told of; NULL for all.', null=True)),
                ('url', models.TextField()),
                ('secret', models.TextField(db_comment="Sealed with the installation's key.")),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('review.opened', 'Review opened'), ('review.updated', 'Review updated'), ('review.approved', 'Review approved'), ('review.changes_requested', 'Changes requested'), ('review.merged', 'Review merged'), ('review.closed', 'Review closed'), ('comment.created', 'Comment'), ('mention.created', 'Mention'), ('version.saved', 'Version saved'), ('design.shared', 'Design shared')]), size=None)),
                ('format', models.TextField(choices=[('json', 'JSON, signed'), ('slack', 'Text, as Slack and Mattermost take it')], default='json')),
                ('failures', models.PositiveIntegerField(db_comment='Attempts in a row that failed.', default=0)),
                ('switched_off_at', models.DateTimeField(null=True)),
                ('why_off', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_check',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.TextField(choices=[('review.proposed', 'began the proposal'), ('review.opened', 'asked for a review'), ('review.edited', 'changed title or description'), ('review.approved', 'approved'), ('review.changes_requested', 'asked for changes'), ('review.updated', 'brought the proposal up to date'), ('review.merged', 'merged'), ('review.closed', 'closed'), ('review.reopened', 'opened it again'), ('thread.commented', 'commented'), ('thread.resolved', 'resolved a thread'), ('thread.reopened', 'opened a thread again'), ('thread.applied', 'took over a suggestion'), ('version.saved', 'saved a version'), ('design.shared', 'shared the design')]),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('review.proposed', 'review.opened', 'review.edited', 'review.approved', 'review.changes_requested', 'review.updated', 'review.merged', 'review.closed', 'review.reopened', 'thread.commented', 'thread.resolved', 'thread.reopened', 'thread.applied', 'version.saved', 'design.shared'))), name='event_kind_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('mention__in', ('now', 'digest', 'off'))), name='noticesettings_mention_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('comment__in', ('now', 'digest', 'off'))), name='noticesettings_comment_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('review__in', ('now', 'digest', 'off'))), name='noticesettings_review_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('version__in', ('now', 'digest', 'off'))), name='noticesettings_version_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('shared__in', ('now', 'digest', 'off'))), name='noticesettings_shared_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('webhook__in', ('now', 'digest', 'off'))), name='noticesettings_webhook_check'),
        ),
        migrations.AddConstraint(
            model_name='noticesettings',
            constraint=models.CheckConstraint(condition=models.Q(('rhythm__in', ('hourly', 'daily'))), name='noticesettings_rhythm_check'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['team', 'webhook', '-created_at'], name='delivery_log_idx'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='delivery_due_idx'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=designer.store.constraints.References(columns=('team_id', 'webhook'), deferred=False, name='delivery_webhook_fkey', on_delete='CASCADE', table='store_webhook', to=('team_id', 'id')),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('team', 'webhook', 'event', 'kind'), name='delivery_event_key'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='mail_due_idx'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['user', '-id'], name='notification_user_idx'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('mail_after__isnull', False)), fields=['mail_after'], name='notification_mail_after_idx'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('team', 'event', 'user'), name='notification_event_key'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=designer.store.constraints.References(columns=('team_id',), deferred=False, name='notification_team_fkey', on_delete='CASCADE', table='store_team', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=designer.store.constraints.References(columns=('user_id',), deferred=False, name='notification_user_fkey', on_delete='CASCADE', table='auth_user', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('mention', 'comment', 'review', 'version', 'shared', 'webhook'))), name='notification_kind_check'),
        ),
        migrations.AddIndex(
            model_name='webhook',
            index=models.Index(fields=['design_number', 'team'], name='webhook_design_idx'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=designer.store.constraints.References(columns=('team_id',), deferred=False, name='webhook_team_fkey', on_delete='CASCADE', table='store_team', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=designer.store.constraints.References(columns=('created_by_id',), deferred=False, name='webhook_created_by_fkey', on_delete='SET NULL', table='auth_user', to=('id',)),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=designer.store.constraints.References(columns=('team_id', 'design_number'), deferred=False, name='webhook_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ('json', 'slack'))), name='webhook_format_check'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('kinds__contained_by', ['review.opened', 'review.updated', 'review.approved', 'review.changes_requested', 'review.merged', 'review.closed', 'comment.created', 'mention.created', 'version.saved', 'design.shared'])), name='webhook_kinds_check'),
        ),
    ]
