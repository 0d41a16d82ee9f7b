"""Which differences between two catalogues say something of a migration, and which do not."""

from designer.lab.catalogue import Difference

_SERVERS_CHOICE = ("not-null constraint", "identity sequence", "no not-null constraint", "no identity sequence")
_BESIDE = ("privileges", "statistics target")


def is_about_inheritance(one: Difference) -> bool:
    """A column that is taken out of an inheritance stays declared by the table itself: nothing takes that away."""
    if one.kind != "column" or not one.expected or not one.found:
        return False
    return all("inheritance" in part for part in (*one.expected.split("; "), *one.found.split("; ")))


def servers_choice(one: Difference) -> bool:
    """Whether only a name differs that the server once chose, which it keeps when a table or column is renamed."""
    if one.kind != "column" or not one.expected or not one.found:
        return False
    return all(part.startswith(_SERVERS_CHOICE) for part in (*one.expected.split("; "), *one.found.split("; ")))


def is_beside_the_design(one: Difference) -> bool:
    """Whether a copy of a production database has more than the design only in what no step changes: who may what,
    statistics targets, publications."""
    if one.kind == "publication" and one.expected is None:
        return True
    if not one.expected or not one.found:
        return False
    return all(part.removeprefix("no ").startswith(_BESIDE) for part in one.expected.split("; "))


def unlike_in_words(one: Difference) -> str:
    """What is otherwise than the design has it, in words."""
    if one.found is None:
        return f"the {one.kind} {one.object} is missing"
    if one.expected is None:
        return f"the {one.kind} {one.object} is in no design"
    return f"the {one.kind} {one.object} has {one.found}, where the design has {one.expected}"[:300]
