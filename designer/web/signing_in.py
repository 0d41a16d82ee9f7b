"""Who a request comes from, with what every page says of them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model

from designer.store.prepared import Prepared
from designer.web.notices.shown import with_unread

_USER = Prepared(lambda key: with_unread(get_user_model()._default_manager.filter(pk=key)))


class SessionBackend(AuthenticationBackend):
    """Brings the number of unread notifications along with the user: the header of every page shows it, and a page
    has few queries to spare."""

    def get_user(self, user_id: Any) -> Any:
        """The account of a session, or None where it is gone or may sign in no more. One query."""
        user = _USER.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
