"""The report on a relation as JSON, in the contract's shape. Lists follow the order of the relation's attributes."""

from collections.abc import Iterable
from typing import Any

from designer.analysis.normalization.design import Design
from designer.analysis.normalization.normalize import Report
from designer.analysis.normalization.relation import Relation
from designer.analysis.normalization.theory import Pair


def as_json(report: Report) -> dict[str, Any]:
    """Attributes by name; `null` is what was not decided within the limits, and `notes` says so in words."""
    names, keys = report.relation.names, report.keys
    return {
        "relation": report.name,
        "attributes": list(report.relation.attributes),
        "candidate_keys": {
            "keys": [list(names(key)) for key in keys.keys],
            "complete": keys.complete,
            "at_least": keys.at_least,
            "exact_count": keys.exact_count,
        },
        "prime": None if report.primes.undecided else list(names(report.primes.prime)),
        "prime_known": list(names(report.primes.prime)),
        "prime_undecided": list(names(report.primes.undecided)),
        "normal_form": report.standing.form,
        "normal_form_at_least": report.standing.at_least,
        "in_4nf": report.in_fourth,
        "violations": violations_json(report),
        "minimal_cover": pairs_json(report.relation, report.cover),
        "minimum_cover": pairs_json(report.relation, report.minimum_cover),
        "minimum_cover_size": len(report.minimum_cover),
        "decompositions": {
            "3nf": design_json(report.relation, report.third),
            "bcnf": design_json(report.relation, report.boyce_codd),
            "4nf": design_json(report.relation, report.fourth),
        },
        "bcnf_preserving_exists": report.preserving_exists,
        "notes": list(report.notes),
    }


def pairs_json(relation: Relation, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Dependencies as `{"from": […], "to": […]}`."""
    return [{"from": list(relation.names(left)), "to": list(relation.names(right))} for left, right in pairs]


def violations_json(report: Report) -> list[dict[str, Any]]:
    """Each violation with its proof; the counterexample's values follow the order of the relation's attributes."""
    return [
        {
            "normal_form": str(one.form),
            "from": list(report.relation.names(one.dependency.determinant)),
            "to": list(report.relation.names(one.dependent)),
            "kind": "multivalued" if one.form == "4NF" else "functional",
            "why": said.why,
            "derivation": list(said.derivation),
            "counterexample": [list(row) for row in said.rows],
            "anomalies": {
                "update": said.anomalies.update,
                "insert": said.anomalies.insert,
                "delete": said.anomalies.delete,
            },
        }
        for one, said in zip(report.standing.violations, report.explanations, strict=True)
    ]


def design_json(relation: Relation, design: Design) -> dict[str, Any]:
    """One decomposition, with its foreign keys and proofs."""
    names = relation.names
    called = [part.name for part in design.parts]
    return {
        "relations": [
            {
                "name": part.name,
                "attributes": list(names(part.attributes)),
                "key": list(names(part.key)),
                "other_keys": [list(names(key)) for key in part.other_keys],
                "normal_form": part.form,
            }
            for part in design.parts
        ],
        "foreign_keys": [
            {"child": called[link.child], "parent": called[link.parent], "attributes": list(names(link.attributes))}
            for link in design.links
        ],
        "lossless": design.lossless,
        "dependency_preserving": design.preserving,
        "lost": [
            {
                "from": list(names(one.determinant)),
                "to": list(names(one.dependent)),
                "enforced_by_join_of": [called[place] for place in one.join],
            }
            for one in design.lost
        ],
        "proof": proof(relation, design),
    }


def proof(relation: Relation, design: Design) -> list[str]:
    """Why nothing is lost, in sentences."""
    called = [part.name for part in design.parts]
    if design.joins is None:
        verdict = {True: "yes", False: "no", None: "not decided within the limits"}[design.lossless]
        return [f"By the chase (one row per relation, made equal where the dependencies say so): {verdict}."]
    if not design.joins:
        return ["The relation stays whole."]
    lines = [f"Begin with {called[design.start]}."]
    for step in design.joins:
        over = ", ".join(relation.names(step.shared)) or "nothing (one row)"
        lines.append(
            f"Join {called[step.place]} over {over}, which decides {', '.join(relation.names(step.added))}: "
            "each row finds exactly one partner, so no row is lost or made up."
        )
    used = {design.start, *(step.place for step in design.joins)}
    rest = [name for place, name in enumerate(called) if place not in used]
    if rest:
        lines.append(
            f"All attributes are there now. To join {' and '.join(rest)} as well changes nothing: "
            "its rows were taken from the same rows."
        )
    return lines
