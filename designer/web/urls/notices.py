"""What people and programs are told."""

from django.urls import path

from designer.web.views import notifications, webhooks

_HOOK = "teams/<int:team>/webhooks/<uuid:hook>/"

urlpatterns = [
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/settings/", notifications.notification_settings, name="notification_settings"),
    path("notifications/<int:number>/", notifications.notification_open, name="notification_open"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("teams/<int:team>/webhooks/", webhooks.webhooks, name="webhooks"),
    path(_HOOK, webhooks.webhook, name="webhook"),
    path(f"{_HOOK}secret/", webhooks.webhook_secret, name="webhook_secret"),
    path(f"{_HOOK}switch/", webhooks.webhook_switch, name="webhook_switch"),
    path(f"{_HOOK}delete/", webhooks.webhook_delete, name="webhook_delete"),
    path(f"{_HOOK}test/", webhooks.webhook_test, name="webhook_test"),
    path(f"{_HOOK}<uuid:delivery>/", webhooks.delivery, name="delivery"),
    path(f"{_HOOK}<uuid:delivery>/again/", webhooks.delivery_again, name="delivery_again"),
]
