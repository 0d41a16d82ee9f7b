"""Pages: `granian --interface wsgi designer.wsgi:application`."""

import os

from designer.web.starting import importing, may_be_stopped

may_be_stopped()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "designer.settings")
with importing():
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018, the first request would import the views
