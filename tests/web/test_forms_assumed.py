"""Empty fields of volumes say what is assumed in their place."""

from designer.schema.build import attribute, entity, schema_of
from designer.web.forms.attributes import AttributeForm
from designer.web.forms.entities import EntityForm
from designer.web.forms.place import Place

SHOP = schema_of(
    entity("customers", "id bigint", "email text", attribute("city text", distinct=50, average_width=9), pk="id"),
    entity("orders", "id bigint", "at timestamptz not null", pk="id", rows=7_000_000),
)


def _hint(form: AttributeForm | EntityForm, field: str) -> str | None:
    found: str | None = form.fields[field].widget.attrs.get("placeholder")
    return found


def _column(table: str, name: str) -> AttributeForm:
    owner = SHOP.entity(table)
    return AttributeForm(Place(SHOP, "attribute", owner.attribute(name), owner.id))


def test_what_is_declared_or_follows_from_the_design_is_not_assumed() -> None:
    city, key = _column("customers", "city"), _column("orders", "id")
    assert (_hint(city, "distinct"), _hint(city, "average_width")) == (None, None)
    assert (_hint(key, "distinct"), _hint(key, "null_fraction"), _hint(key, "average_width")) == (None, None, None)
    assert _hint(EntityForm(Place(SHOP, "entity", SHOP.entity("orders"))), "rows") is None
    assert _hint(EntityForm(Place(SHOP, "entity")), "rows") is None
    assert _hint(AttributeForm(Place(SHOP, "attribute", None, SHOP.entity("orders").id)), "distinct") is None


def test_assumed_figures_stand_in_empty_fields() -> None:
    assert _hint(EntityForm(Place(SHOP, "entity", SHOP.entity("customers"))), "rows") == "assumed: 100,000"
    email, at = _column("customers", "email"), _column("orders", "at")
    assert (_hint(email, "distinct"), _hint(email, "null_fraction")) == ("assumed: 18,000", "assumed: 10 %")
    assert (_hint(email, "average_width"), _hint(email, "correlation")) == ("assumed: 25", "assumed: 0")
    assert (_hint(at, "min") or "").startswith("assumed: 20")
