"""The audit log knows a change of how proposals are decided."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='auditentry_action_check',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.TextField(choices=[('team.created', 'created the team'), ('team.renamed', 'renamed the team'), ('member.joined', 'joined'), ('member.left', 'left'), ('member.removed', 'removed a member'), ('member.invited', 'invited'), ('member.declined', 'declined the invitation'), ('member.uninvited', 'took an invitation back'), ('permission.role', 'changed a role'), ('permission.review_rules', 'changed how proposals are decided'), ('permission.transferred', 'transferred the ownership'), ('share.created', 'shared'), ('share.viewed', 'opened a shared link'), ('share.refused', 'gave a wrong password'), ('share.revoked', 'took a shared link back'), ('export.downloaded', 'downloaded'), ('token.created', 'made a token'), ('token.revoked', 'took a token back')]),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ('team.created', 'team.renamed', 'member.joined', 'member.left', 'member.removed', 'member.invited', 'member.declined', 'member.uninvited', 'permission.role', 'permission.review_rules', 'permission.transferred', 'share.created', 'share.viewed', 'share.refused', 'share.revoked', 'export.downloaded', 'token.created', 'token.revoked'))), name='auditentry_action_check'),
        ),
    ]
