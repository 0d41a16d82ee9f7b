"""SQL in templates: `{{ statement|sql:dialect }}`."""

from django import template
from django.utils.safestring import SafeString

from designer.web.highlighting import highlight

register = template.Library()


@register.filter
def sql(text: str, dialect: str = "postgres") -> SafeString:
    """The statement in colours, escaped."""
    return highlight(text, dialect)
