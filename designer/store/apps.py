"""The app's place in Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Models and the mapping between rows and a Schema."""

    name = "designer.store"
    label = "store"
