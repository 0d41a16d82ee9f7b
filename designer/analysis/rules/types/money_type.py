"""TY021: the type money."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.fixes import retype
from designer.schema.build import entity


class MoneyType(ColumnRule):
    """The type money.

    money has no currency of its own: it takes the symbol and the number of decimals from the server's setting
    lc_monetary. A dump restored on a server with another setting reads as another currency, or with the decimals
    moved. numeric with a scale, and a column for the currency, say what they mean.
    """

    code = "TY021"
    dialects = ("postgres",)
    reference = "https://wiki.postgresql.org/wiki/Don't_Do_This#Don.27t_use_money"
    flagged = example(entity("bills", "id bigint", "total money", pk="id"))
    accepted = example(entity("bills", "id bigint", "total numeric(14,2)", pk="id"))
    one = "is of the type money, whose currency is a setting of the server"
    many = "are of the type money, whose currency is a setting of the server"
    message = "Restored under another lc_monetary, the same value is another currency or has its decimals moved."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            kind = facts.type_of(column)
            if facts.schema.dialect.name == "postgres" and kind.base == "money" and not kind.dimensions:
                yield Suspect(table, column, retype(facts, column, "numeric(14,2)"))
