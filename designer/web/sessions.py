"""Sessions in the database, as Django keeps them, found by a query that is made once: every request asks it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from designer.store.prepared import Prepared

_BY_KEY = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(DatabaseSessions):
    """See the module."""

    def _get_session_from_db(self) -> Any:
        found = _BY_KEY.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
