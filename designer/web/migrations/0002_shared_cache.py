"""The table of the cache that all web processes share: it counts attempts to sign in."""

from django.db import migrations

MAKE = """
CREATE UNLOGGED TABLE web_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX web_cache_expires_idx ON web_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE web_cache")]
