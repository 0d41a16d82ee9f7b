"""Views of areas that take long to import and that most processes are never asked for: imported when they are.

A page of the API's brings the libraries that read and describe it, one of data brings numerics; together they are a
third of what there is to import.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string


class Later:
    """A view by its name. Whatever is asked of it is the view's own, its marks for the middleware among them."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def __call__(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Its answer."""
        answer: HttpResponse = self.view(request, *args, **options)
        return answer

    @property
    def view(self) -> Any:
        """The view itself."""
        return import_string(f"{self.__module__}.{self.__name__}")

    def __getattr__(self, name: str) -> Any:
        if name == "view_class" or name.startswith("__"):  # asked of every view as the addresses are put together
            raise AttributeError(name)
        return getattr(self.view, name)


def addresses_later(route: str, module: str, namespace: str) -> URLResolver:
    """The addresses of a module that names its own namespace, which keeps them apart from all others."""
    return URLResolver(RoutePattern(route, is_endpoint=False), module, app_name=namespace, namespace=namespace)
