"""TPC-H-like data of our own making: the same tables and shares, with skewed and correlated columns beside them.

`DDL` makes the tables, `load(scale)` the statements that fill them, `KEYS` the indexes; `DECLARED` is what a designer
would type about the volumes; `ANALYTIC` are the 22 queries, `OLTP` what an application around it would ask.
"""

from collections.abc import Iterator
from dataclasses import replace

from designer.importers import import_sql
from designer.schema.model import Attribute, Entity, ValueShare
from designer.schema.schema import Schema

DDL = """
CREATE TABLE region (r_regionkey integer PRIMARY KEY, r_name char(25) NOT NULL, r_comment varchar(152));
CREATE TABLE nation (n_nationkey integer PRIMARY KEY, n_name char(25) NOT NULL,
  n_regionkey integer NOT NULL REFERENCES region, n_comment varchar(152));
CREATE TABLE part (p_partkey integer PRIMARY KEY, p_name varchar(55) NOT NULL, p_mfgr char(25) NOT NULL,
  p_brand char(10) NOT NULL, p_type varchar(25) NOT NULL, p_size integer NOT NULL, p_container char(10) NOT NULL,
  p_retailprice numeric(15,2) NOT NULL, p_comment varchar(23) NOT NULL);
CREATE TABLE supplier (s_suppkey integer PRIMARY KEY, s_name char(25) NOT NULL, s_address varchar(40) NOT NULL,
  s_nationkey integer NOT NULL REFERENCES nation, s_phone char(15) NOT NULL, s_acctbal numeric(15,2) NOT NULL,
  s_comment varchar(101) NOT NULL);
CREATE TABLE partsupp (ps_partkey integer NOT NULL REFERENCES part, ps_suppkey integer NOT NULL REFERENCES supplier,
  ps_availqty integer NOT NULL, ps_supplycost numeric(15,2) NOT NULL, ps_comment varchar(199) NOT NULL,
  PRIMARY KEY (ps_partkey, ps_suppkey));
CREATE TABLE customer (c_custkey integer PRIMARY KEY, c_name varchar(25) NOT NULL, c_address varchar(40) NOT NULL,
  c_nationkey integer NOT NULL REFERENCES nation, c_phone char(15) NOT NULL, c_acctbal numeric(15,2) NOT NULL,
  c_mktsegment char(10) NOT NULL, c_comment varchar(117) NOT NULL, c_city integer NOT NULL, c_state integer NOT NULL);
CREATE TABLE orders (o_orderkey integer PRIMARY KEY, o_custkey integer NOT NULL REFERENCES customer,
  o_orderstatus char(1) NOT NULL, o_totalprice numeric(15,2) NOT NULL, o_orderdate date NOT NULL,
  o_orderpriority char(15) NOT NULL, o_clerk char(15) NOT NULL, o_shippriority integer NOT NULL,
  o_comment varchar(79) NOT NULL, o_channel varchar(10) NOT NULL, o_cancelled timestamp);
CREATE TABLE lineitem (l_orderkey integer NOT NULL REFERENCES orders, l_partkey integer NOT NULL,
  l_suppkey integer NOT NULL, l_linenumber integer NOT NULL, l_quantity numeric(15,2) NOT NULL,
  l_extendedprice numeric(15,2) NOT NULL, l_discount numeric(15,2) NOT NULL, l_tax numeric(15,2) NOT NULL,
  l_returnflag char(1) NOT NULL, l_linestatus char(1) NOT NULL, l_shipdate date NOT NULL, l_commitdate date NOT NULL,
  l_receiptdate date NOT NULL, l_shipinstruct char(25) NOT NULL, l_shipmode char(10) NOT NULL,
  l_comment varchar(44) NOT NULL, PRIMARY KEY (l_orderkey, l_linenumber),
  FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp);
"""

KEYS = """
CREATE INDEX nation_region ON nation (n_regionkey);
CREATE INDEX supplier_nation ON supplier (s_nationkey);
CREATE INDEX customer_nation ON customer (c_nationkey);
CREATE INDEX customer_city ON customer (c_city);
CREATE INDEX partsupp_supp ON partsupp (ps_suppkey);
CREATE INDEX orders_customer ON orders (o_custkey, o_orderdate DESC);
CREATE INDEX orders_date ON orders (o_orderdate);
CREATE INDEX orders_open ON orders (o_orderdate) WHERE o_orderstatus = 'P';
CREATE INDEX orders_rare ON orders (o_channel);
CREATE INDEX orders_cancelled ON orders (o_cancelled) WHERE o_cancelled IS NOT NULL;
CREATE INDEX lineitem_part ON lineitem (l_partkey, l_suppkey);
CREATE INDEX lineitem_ship ON lineitem (l_shipdate);
CREATE INDEX part_name ON part (p_name);
CREATE INDEX customer_lower ON customer (lower(c_name));
"""

COLOURS = (
    "almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse "
    "chiffon chocolate coral cornflower cream cyan dark deep dim dodger drab firebrick floral forest frosted "
    "gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen "
    "magenta maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale"
).split()
REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")
NATIONS = (
    "ALGERIA ARGENTINA BRAZIL CANADA EGYPT ETHIOPIA FRANCE GERMANY INDIA INDONESIA IRAN IRAQ JAPAN JORDAN KENYA "
    "MOROCCO MOZAMBIQUE PERU CHINA ROMANIA ARABIA VIETNAM RUSSIA KINGDOM STATES"
).split()
SEGMENTS = ("AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY")
PRIORITIES = ("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")
MODES = ("AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK")
INSTRUCTIONS = ("COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN")
SIZES = ("SM", "LG", "MED", "JUMBO", "WRAP")
BOXES = ("CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM")
KINDS = tuple(
    f"{one} {two} {three}"
    for one in ("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO")
    for two in ("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED")
    for three in ("TIN", "NICKEL", "BRASS", "STEEL", "COPPER")
)
CHANNELS = {"web": 0.80, "shop": 0.15, "phone": 0.045, "fax": 0.004, "telex": 0.001}
FIRST, LAST = "1992-01-01", "1998-08-02"


def _one_of(values: tuple[str, ...] | list[str]) -> str:
    listed = ", ".join(f"'{one}'" for one in values)
    return f"(ARRAY[{listed}])[1 + floor(random() * {len(values)})::int]"


def load(scale: float) -> Iterator[str]:
    """The statements that fill the tables: at scale 1 there are six million line items, as in TPC-H."""
    parts, suppliers, customers, orders = (int(base * scale) for base in (200_000, 10_000, 150_000, 1_500_000))
    yield "SELECT setseed(0.42)"
    names = ", ".join(f"({number}, '{name}')" for number, name in enumerate(REGIONS))
    yield f"INSERT INTO region SELECT k, n, repeat('x', 60) FROM (VALUES {names}) r(k, n)"
    names = ", ".join(f"({number}, '{name}')" for number, name in enumerate(NATIONS))
    yield f"INSERT INTO nation SELECT k, n, k % 5, repeat('x', 70) FROM (VALUES {names}) r(k, n)"
    yield (
        "INSERT INTO part SELECT k, concat_ws(' ', "
        + ", ".join(_one_of(COLOURS) for _ in range(5))
        + f"), 'Manufacturer#' || 1 + k % 5, 'Brand#' || (1 + k % 5)::text || 1 + floor(random() * 5)::int,"
        f" {_one_of(KINDS)}, 1 + floor(random() * 50)::int, {_one_of(SIZES)} || ' ' || {_one_of(BOXES)},"
        f" 900 + (k % 20001) / 10.0, repeat('c', 5 + floor(random() * 17)::int) FROM generate_series(1, {parts}) k"
    )
    yield (
        "INSERT INTO supplier SELECT k, 'Supplier#' || lpad(k::text, 9, '0'), repeat('a', 10 + k % 30),"
        " floor(random() * 25)::int, '10-' || lpad(k::text, 10, '0'), round((random() * 10999 - 999)::numeric, 2),"
        " CASE WHEN random() < 0.0005 THEN 'Customer some Complaints' ELSE repeat('s', 25 + k % 75) END"
        f" FROM generate_series(1, {suppliers}) k"
    )
    yield (
        f"INSERT INTO partsupp SELECT p, 1 + (p + n * {suppliers // 4 + 1}) % {suppliers},"
        " 1 + floor(random() * 9999)::int, round((1 + random() * 999)::numeric, 2), repeat('p', 49 + p % 150)"
        f" FROM generate_series(1, {parts}) p, generate_series(0, 3) n ORDER BY p, n"
    )
    yield (
        "INSERT INTO customer SELECT k, 'Customer#' || lpad(k::text, 9, '0'), repeat('a', 10 + k % 30), n,"
        " (10 + n)::text || '-' || lpad(k::text, 10, '0'), round((random() * 10999 - 999)::numeric, 2),"
        f" {_one_of(SEGMENTS)}, repeat('c', 29 + k % 88), city, city / 20"
        " FROM (SELECT k, floor(random() * 25)::int n, floor(random() * 1000)::int city"
        f" FROM generate_series(1, {customers}) k) x"
    )
    yield (
        "INSERT INTO orders SELECT k, 1 + floor(random() * " + str(customers) + ")::int / 3 * 3,"
        " CASE WHEN d < '1995-06-01' THEN 'F' WHEN random() < 0.05 THEN 'P' ELSE 'O' END,"
        f" round((900 + random() * 450000)::numeric, 2), d, {_one_of(PRIORITIES)},"
        f" 'Clerk#' || lpad((1 + floor(random() * {max(1, int(1000 * scale))}))::text, 9, '0'), 0,"
        " CASE WHEN random() < 0.01 THEN 'special requests' ELSE repeat('o', 19 + k % 60) END,"
        " CASE WHEN u < 0.80 THEN 'web' WHEN u < 0.95 THEN 'shop' WHEN u < 0.995 THEN 'phone'"
        " WHEN u < 0.999 THEN 'fax' ELSE 'telex' END,"
        " CASE WHEN random() < 0.01 THEN d + interval '3 days' END"
        f" FROM (SELECT k, date '{FIRST}' + floor(random() * 2405)::int d, random() u"
        f" FROM generate_series(1, {orders}) k) x"
    )
    yield (
        "INSERT INTO lineitem SELECT o, p, 1 + (p + s * " + f"{suppliers // 4 + 1}) % {suppliers}, n, q,"
        " round((q * (900 + (p % 20001) / 10.0))::numeric, 2), floor(random() * 11) / 100, floor(random() * 9) / 100,"
        " CASE WHEN r <= '1995-06-17' THEN (ARRAY['R','A'])[1 + floor(random() * 2)::int] ELSE 'N' END,"
        " CASE WHEN sd > '1995-06-17' THEN 'O' ELSE 'F' END, sd, cd, r,"
        f" {_one_of(INSTRUCTIONS)}, {_one_of(MODES)}, repeat('l', 10 + (o + n) % 33)"
        " FROM (SELECT *, sd + 1 + floor(random() * 30)::int r FROM (SELECT o_orderkey o, n,"
        f" 1 + floor(random() * {parts})::int p, floor(random() * 4)::int s, 1 + floor(random() * 50)::int q,"
        " o_orderdate + 1 + floor(random() * 121)::int sd, o_orderdate + 30 + floor(random() * 61)::int cd"
        " FROM orders, generate_series(1, 1 + o_orderkey % 7) n) y) x"
    )


def declared(scale: float) -> Schema:
    """The design with what a designer would type: rows, distinct values, ranges, the values of short lists."""
    schema = import_sql(DDL + KEYS, "postgres", "tpch").schema
    parts, suppliers, customers, orders = (int(base * scale) for base in (200_000, 10_000, 150_000, 1_500_000))
    rows = {
        "region": 5, "nation": 25, "part": parts, "supplier": suppliers, "partsupp": 4 * parts,
        "customer": customers, "orders": orders, "lineitem": 4 * orders,
    }  # fmt: skip
    days = (FIRST, LAST)
    said: dict[str, dict[str, object]] = {
        "r_name": _each(REGIONS), "n_name": _each(NATIONS), "c_mktsegment": _each(SEGMENTS),
        "o_orderpriority": _each(PRIORITIES), "l_shipmode": _each(MODES), "l_shipinstruct": _each(INSTRUCTIONS),
        "p_brand": _each(tuple(f"Brand#{one}{two}" for one in range(1, 6) for two in range(1, 6))),
        "p_mfgr": _each(tuple(f"Manufacturer#{one}" for one in range(1, 6))),
        "p_type": {"distinct": 150, "samples": KINDS, "average_width": 21},
        "p_container": _each(tuple(f"{one} {two}" for one in SIZES for two in BOXES)),
        "p_name": {"distinct": parts, "average_width": 33, "samples": _names()},
        "p_size": {"distinct": 50, "min": 1, "max": 50},
        "p_retailprice": {"distinct": min(parts, 20_001), "min": 900, "max": 2900},
        "s_acctbal": {"distinct": suppliers, "min": -999, "max": 9999},
        "s_comment": {"average_width": 62, "distinct": suppliers // 10, "samples": _fillers("s", 25, 100)},
        "ps_partkey": {"distinct": parts, "min": 1, "max": parts, "correlation": 1},
        "ps_availqty": {"distinct": 9999, "min": 1, "max": 9999},
        "ps_supplycost": {"distinct": 99_900, "min": 1, "max": 1000}, "ps_comment": {"average_width": 124},
        "c_acctbal": {"distinct": customers, "min": -999, "max": 9999},
        "c_name": {"distinct": customers, "average_width": 19},
        "c_comment": {"average_width": 73}, "c_address": {"average_width": 25}, "s_address": {"average_width": 25},
        "c_phone": {"distinct": customers, "samples": tuple(f"{10 + n}-{k:010}" for n in range(25) for k in range(4))},
        "c_city": {"distinct": 1000, "min": 0, "max": 999}, "c_state": {"distinct": 50, "min": 0, "max": 49},
        "o_custkey": {"distinct": customers // 3, "min": 1, "max": customers},
        "o_orderstatus": {"values": _shares({"F": 0.518, "O": 0.458, "P": 0.024})},
        "o_totalprice": {"distinct": orders, "min": 900, "max": 450_900},
        "o_orderdate": {"distinct": 2405, "min": days[0], "max": days[1]},
        "o_clerk": {"distinct": max(1, int(1000 * scale))}, "o_shippriority": {"distinct": 1, "min": 0, "max": 0},
        "o_comment": {"average_width": 49, "distinct": 61, "samples": _fillers("o", 19, 79)},
        "o_channel": {"values": _shares(CHANNELS)},
        "o_cancelled": {"null_fraction": 0.99, "min": days[0], "max": days[1], "distinct": 2405},
        "l_orderkey": {"distinct": orders, "min": 1, "max": orders, "correlation": 1},
        "l_partkey": {"distinct": parts, "min": 1, "max": parts},
        "l_suppkey": {"distinct": suppliers, "min": 1, "max": suppliers},
        "l_linenumber": {"distinct": 7, "min": 1, "max": 7}, "l_quantity": {"distinct": 50, "min": 1, "max": 50},
        "l_extendedprice": {"distinct": 900_000, "min": 900, "max": 145_000},
        "l_discount": {"distinct": 11, "min": 0, "max": 0.10}, "l_tax": {"distinct": 9, "min": 0, "max": 0.08},
        "l_returnflag": {"values": _shares({"N": 0.5, "R": 0.25, "A": 0.25})},
        "l_linestatus": {"values": _shares({"O": 0.5, "F": 0.5})},
        "l_shipdate": {"distinct": 2525, "min": "1992-01-02", "max": "1998-12-01"},
        "l_commitdate": {"distinct": 2465, "min": "1992-01-31", "max": "1998-10-31"},
        "l_receiptdate": {"distinct": 2555, "min": "1992-01-03", "max": "1998-12-31"},
        "l_comment": {"average_width": 27},
    }  # fmt: skip
    return replace(schema, entities=tuple(_said(one, rows, said) for one in schema.entities))


def _said(entity: Entity, rows: dict[str, int], said: dict[str, dict[str, object]]) -> Entity:
    attributes: tuple[Attribute, ...] = tuple(
        replace(one, **said.get(one.name, {}))
        for one in entity.attributes  # type: ignore[arg-type]
    )
    return replace(entity, rows=rows[entity.name], attributes=attributes)


def _shares(values: dict[str, float]) -> tuple[ValueShare, ...]:
    return tuple(ValueShare(value=value, frequency=share) for value, share in values.items())


def _each(values: tuple[str, ...] | list[str]) -> dict[str, object]:
    return {"distinct": len(values), "values": _shares(dict.fromkeys(values, 1 / len(values)))}


def _fillers(letter: str, least: int, most: int) -> tuple[str, ...]:
    return tuple(letter * length for length in range(least, most, 3))


def _names() -> tuple[str, ...]:
    count = len(COLOURS)
    return tuple(
        " ".join(
            COLOURS[(number * step + number // count * offset) % count]
            for step, offset in ((1, 0), (7, 13), (11, 5), (13, 9), (17, 2))
        )
        for number in range(4 * count)
    )


ANALYTIC = {
    "q01": "SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice * (1 - l_discount)), count(*)"
    " FROM lineitem WHERE l_shipdate <= date '1998-12-01' - interval '90 days' GROUP BY 1, 2 ORDER BY 1, 2",
    "q02": "SELECT s_acctbal, s_name, n_name, p_partkey FROM part, supplier, partsupp, nation, region"
    " WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size = 15 AND p_type LIKE '%BRASS'"
    " AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE' AND ps_supplycost ="
    " (SELECT min(ps_supplycost) FROM partsupp, supplier, nation, region WHERE p_partkey = ps_partkey"
    " AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE')"
    " ORDER BY s_acctbal DESC, n_name, s_name, p_partkey LIMIT 100",
    "q03": "SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) revenue, o_orderdate FROM customer, orders,"
    " lineitem WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey"
    " AND o_orderdate < date '1995-03-15' AND l_shipdate > date '1995-03-15' GROUP BY l_orderkey, o_orderdate"
    " ORDER BY revenue DESC, o_orderdate LIMIT 10",
    "q04": "SELECT o_orderpriority, count(*) FROM orders WHERE o_orderdate >= date '1993-07-01'"
    " AND o_orderdate < date '1993-10-01' AND EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey"
    " AND l_commitdate < l_receiptdate) GROUP BY 1 ORDER BY 1",
    "q05": "SELECT n_name, sum(l_extendedprice * (1 - l_discount)) FROM customer, orders, lineitem, supplier, nation,"
    " region WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey"
    " AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA'"
    " AND o_orderdate >= date '1994-01-01' AND o_orderdate < date '1995-01-01' GROUP BY n_name ORDER BY 2 DESC",
    "q06": "SELECT sum(l_extendedprice * l_discount) FROM lineitem WHERE l_shipdate >= date '1994-01-01'"
    " AND l_shipdate < date '1995-01-01' AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24",
    "q07": "SELECT n1.n_name, n2.n_name, extract(year FROM l_shipdate), sum(l_extendedprice) FROM supplier, lineitem,"
    " orders, customer, nation n1, nation n2 WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey"
    " AND c_custkey = o_custkey AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey"
    " AND ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))"
    " AND l_shipdate BETWEEN date '1995-01-01' AND date '1996-12-31' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "q08": "SELECT extract(year FROM o_orderdate), sum(CASE WHEN n2.n_name = 'BRAZIL' THEN l_extendedprice ELSE 0 END)"
    " FROM part, supplier, lineitem, orders, customer, nation n1, nation n2, region WHERE p_partkey = l_partkey"
    " AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey"
    " AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA'"
    " AND s_nationkey = n2.n_nationkey AND o_orderdate BETWEEN date '1995-01-01' AND date '1996-12-31'"
    " AND p_type = 'ECONOMY ANODIZED STEEL' GROUP BY 1 ORDER BY 1",
    "q09": "SELECT n_name, extract(year FROM o_orderdate), sum(l_extendedprice - ps_supplycost * l_quantity)"
    " FROM part, supplier, lineitem, partsupp, orders, nation WHERE s_suppkey = l_suppkey"
    " AND ps_suppkey = l_suppkey AND ps_partkey = l_partkey AND p_partkey = l_partkey AND o_orderkey = l_orderkey"
    " AND s_nationkey = n_nationkey AND p_name LIKE '%green%' GROUP BY 1, 2 ORDER BY 1, 2 DESC",
    "q10": "SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) revenue, n_name FROM customer, orders,"
    " lineitem, nation WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate >= date '1993-10-01'"
    " AND o_orderdate < date '1994-01-01' AND l_returnflag = 'R' AND c_nationkey = n_nationkey"
    " GROUP BY c_custkey, c_name, n_name ORDER BY revenue DESC LIMIT 20",
    "q11": "SELECT ps_partkey, sum(ps_supplycost * ps_availqty) FROM partsupp, supplier, nation"
    " WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY' GROUP BY ps_partkey"
    " HAVING sum(ps_supplycost * ps_availqty) > (SELECT sum(ps_supplycost * ps_availqty) * 0.0001 FROM partsupp,"
    " supplier, nation WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY')"
    " ORDER BY 2 DESC",
    "q12": "SELECT l_shipmode, count(*) FROM orders, lineitem WHERE o_orderkey = l_orderkey"
    " AND l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate"
    " AND l_receiptdate >= date '1994-01-01' AND l_receiptdate < date '1995-01-01' GROUP BY 1 ORDER BY 1",
    "q13": "SELECT c_count, count(*) FROM (SELECT c_custkey, count(o_orderkey) c_count FROM customer LEFT JOIN orders"
    " ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%' GROUP BY c_custkey) x GROUP BY 1"
    " ORDER BY 2 DESC, 1 DESC",
    "q14": "SELECT 100 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice ELSE 0 END) / sum(l_extendedprice)"
    " FROM lineitem, part WHERE l_partkey = p_partkey AND l_shipdate >= date '1995-09-01'"
    " AND l_shipdate < date '1995-10-01'",
    "q15": "WITH revenue AS (SELECT l_suppkey no, sum(l_extendedprice) total FROM lineitem"
    " WHERE l_shipdate >= date '1996-01-01' AND l_shipdate < date '1996-04-01' GROUP BY l_suppkey)"
    " SELECT s_suppkey, s_name, total FROM supplier, revenue WHERE s_suppkey = no"
    " AND total = (SELECT max(total) FROM revenue) ORDER BY s_suppkey",
    "q16": "SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) FROM partsupp, part"
    " WHERE p_partkey = ps_partkey AND p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%'"
    " AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9) AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier"
    " WHERE s_comment LIKE '%Customer%Complaints%') GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
    "q17": "SELECT sum(l_extendedprice) / 7.0 FROM lineitem, part WHERE p_partkey = l_partkey AND p_brand = 'Brand#23'"
    " AND p_container = 'MED BOX' AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem"
    " WHERE l_partkey = p_partkey)",
    "q18": "SELECT c_name, o_orderkey, o_totalprice, sum(l_quantity) FROM customer, orders, lineitem"
    " WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 300)"
    " AND c_custkey = o_custkey AND o_orderkey = l_orderkey GROUP BY 1, 2, 3 ORDER BY o_totalprice DESC LIMIT 100",
    "q19": "SELECT sum(l_extendedprice * (1 - l_discount)) FROM lineitem, part WHERE p_partkey = l_partkey"
    " AND l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON'"
    " AND ((p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX') AND l_quantity BETWEEN 1 AND 11"
    " AND p_size BETWEEN 1 AND 5) OR (p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX')"
    " AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10))",
    "q20": "SELECT s_name, s_address FROM supplier, nation WHERE s_suppkey IN (SELECT ps_suppkey FROM partsupp"
    " WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%') AND ps_availqty >"
    " (SELECT 0.5 * sum(l_quantity) FROM lineitem WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey"
    " AND l_shipdate >= date '1994-01-01' AND l_shipdate < date '1995-01-01')) AND s_nationkey = n_nationkey"
    " AND n_name = 'CANADA' ORDER BY s_name",
    "q21": "SELECT s_name, count(*) FROM supplier, lineitem l1, orders, nation WHERE s_suppkey = l1.l_suppkey"
    " AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F' AND l1.l_receiptdate > l1.l_commitdate"
    " AND EXISTS (SELECT 1 FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)"
    " AND NOT EXISTS (SELECT 1 FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey"
    " AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate) AND s_nationkey = n_nationkey"
    " AND n_name = 'ARABIA' GROUP BY s_name ORDER BY 2 DESC, 1 LIMIT 100",
    "q22": "SELECT code, count(*), sum(c_acctbal) FROM (SELECT substring(c_phone FROM 1 FOR 2) code, c_acctbal"
    " FROM customer WHERE substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29') AND c_acctbal >"
    " (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0) AND NOT EXISTS (SELECT 1 FROM orders"
    " WHERE o_custkey = c_custkey)) x GROUP BY 1 ORDER BY 1",
}

OLTP = {
    "order by key": "SELECT * FROM orders WHERE o_orderkey = 4711",
    "lines of an order": "SELECT * FROM lineitem WHERE l_orderkey = 4711 ORDER BY l_linenumber",
    "one line": "SELECT * FROM lineitem WHERE l_orderkey = 4711 AND l_linenumber = 2",
    "recent orders of a customer": "SELECT o_orderkey FROM orders WHERE o_custkey = 370 ORDER BY o_orderdate DESC"
    " LIMIT 10",
    "orders of a customer with lines": "SELECT o_orderkey, l_partkey FROM orders JOIN lineitem"
    " ON l_orderkey = o_orderkey WHERE o_custkey = 370",
    "customer by key": "SELECT c_name, n_name FROM customer JOIN nation ON n_nationkey = c_nationkey"
    " WHERE c_custkey = 100",
    "customer by name": "SELECT c_custkey FROM customer WHERE lower(c_name) = 'customer#000000100'",
    "customers of a city": "SELECT c_custkey FROM customer WHERE c_city = 17",
    "customers of a city and its state": "SELECT c_custkey FROM customer WHERE c_city = 17 AND c_state = 0",
    "offers for a part": "SELECT * FROM partsupp JOIN supplier ON s_suppkey = ps_suppkey WHERE ps_partkey = 55"
    " ORDER BY ps_supplycost",
    "parts of a supplier": "SELECT p_name FROM partsupp JOIN part ON p_partkey = ps_partkey WHERE ps_suppkey = 12",
    "latest open orders": "SELECT o_orderkey FROM orders WHERE o_orderstatus = 'P' ORDER BY o_orderdate DESC LIMIT 20",
    "orders of a day": "SELECT count(*) FROM orders WHERE o_orderdate = date '1996-05-05'",
    "orders by a rare channel": "SELECT o_orderkey FROM orders WHERE o_channel = 'telex'",
    "orders by the usual channel": "SELECT count(*) FROM orders WHERE o_channel = 'web'",
    "cancelled lately": "SELECT o_orderkey FROM orders WHERE o_cancelled > timestamp '1998-06-01'",
    "not cancelled of a customer": "SELECT o_orderkey FROM orders WHERE o_custkey = 370 AND o_cancelled IS NULL",
    "parts called so": "SELECT p_partkey FROM part WHERE p_name = 'almond antique aquamarine azure beige'",
    "lines of a part": "SELECT l_orderkey FROM lineitem WHERE l_partkey = 99 AND l_suppkey = 5",
    "several orders": "SELECT * FROM orders WHERE o_orderkey IN (5, 77, 900, 1200, 1400)",
    "next page": "SELECT o_orderkey FROM orders WHERE o_orderkey > 1000 ORDER BY o_orderkey LIMIT 50",
    "pay an order": "UPDATE orders SET o_orderstatus = 'F' WHERE o_orderkey = 4711",
    "delete lines": "DELETE FROM lineitem WHERE l_orderkey = 4711",
    "nations of a region": "SELECT n_name FROM nation JOIN region ON r_regionkey = n_regionkey WHERE r_name = 'ASIA'",
}
