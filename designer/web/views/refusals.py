"""Requests that are refused before any view has read them."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for more than a request may hold, else 400."""
    status = 413 if isinstance(exception, _TOO_MUCH) else 400
    return render(request, f"{status}.html", status=status)
