"""Pages: `granian --interface wsgi designer.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from designer.web.starting import importing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "designer.settings")
with importing():
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018, the first request would import the views
