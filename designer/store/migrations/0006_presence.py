"""Who is looking at a design now; a table that need not survive a crash."""

import designer.store.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_review_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('pk', models.CompositePrimaryKey('team_id', 'design_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(editable=False)),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('design', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.design')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.team')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [designer.store.constraints.References(columns=('team_id', 'design_id'), deferred=False, name='presence_design_fkey', on_delete='CASCADE', table='store_design', to=('team_id', 'id')), designer.store.constraints.References(columns=('user_id',), deferred=False, name='presence_user_fkey', on_delete='CASCADE', table='auth_user', to=('id',))],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE store_presence SET UNLOGGED", "ALTER TABLE store_presence SET LOGGED", elidable=False
        ),
    ]
