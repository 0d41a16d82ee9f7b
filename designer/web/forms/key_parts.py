"""Key parts that are typed: a column's name, or an expression over columns."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from designer.web.forms.base import ObjectForm
from designer.web.forms.checks import check_columns, check_expression
from designer.web.forms.parts import read_column


def check_part(form: ObjectForm, field: str, text: str) -> None:
    """Refuses, at `field` of the form, a part that is neither."""
    place = form.place
    if read_column(place, text)["column"] is not None:
        return
    try:
        form.warn(check_expression(text, place.dialect, "expression"))
        form.warn(check_columns(text, place.entity, place.dialect))
    except ValidationError as error:
        form.add_error(field, error)
