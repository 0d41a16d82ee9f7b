"""Needs that no index serves, whatever the size of the table is."""

from designer.analysis.facts import Facts
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns, skipped_to, sort_path
from designer.analysis.needs import Need
from designer.analysis.selectivity import share
from designer.analysis.workload import Predicate


def is_read_in_whole(facts: Facts, need: Need) -> bool:
    """Whether some of the conditions would leave few rows, and nothing finds them but reading all of the table."""
    columns = selective_columns(facts, need)
    known = any(_is_known_to_be_rare(facts, need, one) for one in need.equal)
    if need.block.limited and not known and sort_path(facts, need) is not None:
        return False  # read in order until enough rows are found, as far as anybody knows
    if not columns or leading(facts, need, columns) or skipped_to(facts, need, columns):
        return False
    return not is_reached_by_join(facts, need)


def sought_by(facts: Facts, need: Need) -> str:
    """The columns by which the rows could be looked up, in words: `customer_id or placed_at`."""
    wanted = selective_columns(facts, need)
    asked = dict.fromkeys(one.attribute for one in (*need.equal, *need.ranges) if one.attribute in wanted)
    return " or ".join(facts.schema.names(tuple(asked)))


def _is_known_to_be_rare(facts: Facts, need: Need, predicate: Predicate) -> bool:
    """Whether few rows have the value: by what is declared, or since it comes with every call."""
    known = share(facts, need.entity, predicate)
    if known is None:
        return predicate.operator == "=" and predicate.parameter
    return known <= facts.thresholds.selective_share
