"""A card that stands for many findings alike: dismissed with each of them, opened again one by one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.urls import reverse

from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.edits import alter
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.editing import edit
from designer.store.models import Design, Revision
from designer.web.findings import known, listed
from designer.web.reports import findings_of
from tests.web.conftest import ClientOf

NAMES = ("visits", "claims", "refunds", "tickets")
REASON = "The lists have a hundred rows each and never more."


def shop(names: tuple[str, ...] = NAMES) -> Schema:
    owners = [entity(f"owners_of_{name}", "id bigint", pk="id") for name in names]
    tables = [entity(name, "id bigint", "owner_id integer", pk="id", index="owner_id") for name in names]
    return schema_of(*owners, *tables, *(link(f"{name}.owner_id", f"owners_of_{name}.id") for name in names))


def test_a_card_is_dismissed_with_each_and_each_is_opened_again_by_itself(
    design_of: Callable[[Schema], Design], alice: User, client_of: ClientOf
) -> None:
    design, browser = design_of(shop()), client_of(alice)
    found = findings_of(design, stored(design))
    (card,) = [one for one in listed(found).values() if one.finding.code == "TY014"]
    assert set(found.by_entity) >= {one.id for one in stored(design).entities if one.name in NAMES}
    page = browser.get(reverse("findings", args=[design.id]), {"rule": "TY014"}).content.decode()
    assert "4 foreign keys refer to a key of another type" in page
    assert page.count(card.finding.message) == 1
    for one in card.reasons:
        assert f'href="{reverse("finding", args=[design.id, one.id])}"' in page
        single = browser.get(reverse("finding", args=[design.id, one.id])).content.decode()
        assert one.finding.message in single
        assert reverse("finding_apply", args=[design.id, one.id]) in single

    asked = browser.post(reverse("findings_dismiss", args=[design.id]), {"finding": card.id, "reason": REASON})
    assert asked.status_code == 303
    assert Revision.objects.get(design_id=design.id, number=2).label == "Dismiss 4 findings"
    design.refresh_from_db()
    decided = {(one.finding, one.subject) for one in stored(design).decisions}
    assert decided == {one.finding.key for one in card.reasons}
    after = findings_of(design, stored(design))
    assert not any(one.finding.code == "TY014" and one.decision is None for one in known(after).values())

    first = stored(design).decisions[0]
    browser.post(reverse("findings_reopen", args=[design.id]), {"decision": first.id})
    design.refresh_from_db()
    (left,) = [one for one in findings_of(design, stored(design)).report.findings if one.code == "TY014"]
    assert (left.key, left.gathered) == ((first.finding, first.subject), False)


def test_a_card_in_which_another_finding_came_since_is_not_dismissed_by_the_name_it_had(
    design_of: Callable[[Schema], Design], alice: User, victor: User, client_of: ClientOf
) -> None:
    schema = shop((*NAMES, "fees"))
    fee = schema.entity("fees").attributes[1].id
    design = design_of(apply((alter(schema, fee, type="bigint"),), schema))
    address = reverse("findings_dismiss", args=[design.id])
    (seen,) = [one for one in listed(findings_of(design, stored(design))).values() if one.finding.code == "TY014"]
    given = {"finding": seen.id, "reason": REASON}
    assert client_of(victor).post(address, given).status_code == 403
    edit(design, None, (alter(stored(design), fee, type="integer"),), label="One more")
    client_of(alice).post(address, given)
    design.refresh_from_db()
    assert (len(seen.reasons), stored(design).decisions) == (len(NAMES), ())
