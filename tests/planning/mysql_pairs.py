# ruff: noqa: E501
"""Pairs of MariaDB designs over every kind of object: (before, after), `-- was: name` marking what was renamed."""

T = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(20), b INT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
P = "CREATE TABLE p (id INT NOT NULL PRIMARY KEY, n VARCHAR(20), UNIQUE KEY by_n (n)) ENGINE=InnoDB;\n"
C = "CREATE TABLE c (id INT NOT NULL PRIMARY KEY, p_id INT{}) ENGINE=InnoDB;\n"
LINK = ", KEY c_p (p_id), CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id)"
TRIGGER = "DELIMITER //\nCREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.b = NEW.b + 1; SET NEW.a = 'x'; END //\nDELIMITER ;\n"
PARTS = "CREATE TABLE t (id INT NOT NULL, y INT NOT NULL, PRIMARY KEY (id, y)) ENGINE=InnoDB"

ORDERS = "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, zip VARCHAR(10) NOT NULL, town VARCHAR(30) NOT NULL, street TEXT, UNIQUE KEY u (town, id)) ENGINE=InnoDB;"
DIVIDED = "CREATE TABLE places (zip VARCHAR(10) NOT NULL PRIMARY KEY, town VARCHAR(30) NOT NULL) ENGINE=InnoDB;\nCREATE TABLE orders (id INT NOT NULL PRIMARY KEY, zip VARCHAR(10) NOT NULL, street TEXT, KEY k (zip), CONSTRAINT f FOREIGN KEY (zip) REFERENCES places (zip)) ENGINE=InnoDB;"
BOOKS = "CREATE TABLE authors (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE books (id INT NOT NULL PRIMARY KEY, title TEXT, author_id INT, KEY k (author_id), CONSTRAINT f FOREIGN KEY (author_id) REFERENCES authors (id)) ENGINE=InnoDB;"
WRITTEN = "CREATE TABLE authors (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE books (id INT NOT NULL PRIMARY KEY, title TEXT) ENGINE=InnoDB;\nCREATE TABLE book_authors (book_id INT NOT NULL, author_id INT NOT NULL, PRIMARY KEY (book_id, author_id), KEY a (author_id), CONSTRAINT b FOREIGN KEY (book_id) REFERENCES books (id), CONSTRAINT c FOREIGN KEY (author_id) REFERENCES authors (id)) ENGINE=InnoDB;"


def t(*columns: str, tail: str = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4") -> str:
    """A table of these columns and keys behind its id."""
    return f"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, {', '.join(columns)}) {tail};\n"


PAIRS: dict[str, tuple[str, str]] = {
    "no change": (T + P + C.format(LINK) + TRIGGER, T + P + C.format(LINK) + TRIGGER),
    "no change but the spelling": (t("a VARCHAR(20)", "b INT"), t("a varchar(20) DEFAULT NULL", "`b` integer")),
    # Tables
    "a table comes": (T, T + "CREATE TABLE u (x INT NOT NULL AUTO_INCREMENT PRIMARY KEY, y TEXT) ENGINE=InnoDB COMMENT='it''s';"),
    "tables that refer to each other come": (T, T + "CREATE TABLE u (x INT PRIMARY KEY, v INT, KEY u_v (v)) ENGINE=InnoDB; CREATE TABLE v (y INT PRIMARY KEY, u INT, KEY v_u (u), CONSTRAINT v_u FOREIGN KEY (u) REFERENCES u (x)) ENGINE=InnoDB; ALTER TABLE u ADD CONSTRAINT u_v FOREIGN KEY (v) REFERENCES v (y);"),
    "a parent and its child go": (T + P + C.format(LINK), T),
    "tables that refer to each other go": (T + "CREATE TABLE u (x INT PRIMARY KEY, v INT, KEY u_v (v)) ENGINE=InnoDB; CREATE TABLE v (y INT PRIMARY KEY, u INT, KEY v_u (u), CONSTRAINT v_u FOREIGN KEY (u) REFERENCES u (x)) ENGINE=InnoDB; ALTER TABLE u ADD CONSTRAINT u_v FOREIGN KEY (v) REFERENCES v (y);", T),
    "a table is renamed": (T, T.replace("TABLE t (", "TABLE things ( -- was: t\n")),
    "a parent is renamed": (P + C.format(LINK), (P + C.format(LINK)).replace("TABLE p (", "TABLE q ( -- was: p\n").replace("REFERENCES p", "REFERENCES q")),
    "a child whose keys the server named is renamed": (P + C.format(", KEY p_id (p_id), FOREIGN KEY (p_id) REFERENCES p (id)"), P + C.format(", KEY p_id (p_id), FOREIGN KEY (p_id) REFERENCES p (id)").replace("TABLE c (", "TABLE d ( -- was: c\n")),
    "two tables swap their names": ("CREATE TABLE a (x INT) ENGINE=InnoDB;\nCREATE TABLE b (y TEXT) ENGINE=InnoDB;\n", "CREATE TABLE b ( -- was: a\n x INT) ENGINE=InnoDB;\nCREATE TABLE a ( -- was: b\n y TEXT) ENGINE=InnoDB;\n"),
    "a table takes the name of one that goes": ("CREATE TABLE a (x INT) ENGINE=InnoDB;\nCREATE TABLE b (y TEXT) ENGINE=InnoDB;\n", "CREATE TABLE b ( -- was: a\n x INT) ENGINE=InnoDB;\n"),
    "a renamed table's column is renamed": (T, T.replace("TABLE t (", "TABLE u ( -- was: t\n").replace("a VARCHAR", "z VARCHAR").replace("z VARCHAR(20),", "\n z VARCHAR(20), -- was: a\n")),
    # Columns
    "a column comes": (T, t("a VARCHAR(20)", "b INT", "c TEXT")),
    "a column that must hold a value comes": (T, t("a VARCHAR(20)", "b INT", "c INT NOT NULL DEFAULT 7")),
    "a column without a default must hold a value": (T, t("a VARCHAR(20)", "b INT", "c INT NOT NULL")),
    "a column with a moment as default comes": (T, t("a VARCHAR(20)", "b INT", "c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")),
    "a column with an expression as default comes": (T, t("a VARCHAR(20)", "b INT", "c VARCHAR(40) DEFAULT (uuid())")),
    "columns come first and in the middle": (T, "CREATE TABLE t (x INT, id INT NOT NULL PRIMARY KEY, y INT, a VARCHAR(20), z INT, b INT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;"),
    "columns come side by side": (T, t("x INT", "y INT", "a VARCHAR(20)", "b INT", "v INT", "w INT")),
    "columns change places": (t("a INT", "b INT", "c INT", "d INT"), t("d INT", "b INT", "a INT", "c INT")),
    "columns go, come and change places": (t("a INT", "b INT", "c INT", "d INT"), t("d INT", "x INT", "a INT", "c INT")),
    "the last column becomes the first": (t("a INT", "b INT"), "CREATE TABLE t (b INT, id INT NOT NULL PRIMARY KEY, a INT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;"),
    "a column goes": (T, t("a VARCHAR(20)")),
    "a column that is indexed goes": (t("a INT", "b INT", "KEY i (b, a)"), t("a INT", "KEY i (a)")),
    "a column that is checked goes": (t("a INT", "b INT", "CONSTRAINT k CHECK (b > 0)"), t("a INT")),
    "a column that another is computed from goes": (t("a INT", "b INT", "g INT AS (b + 1) STORED"), t("a INT", "g INT")),
    "a column is renamed": (T, t("\n title VARCHAR(20), -- was: a\n b INT")),
    "a column is renamed in its letters": (T, t("\n A VARCHAR(20), -- was: a\n b INT")),
    "a renamed column is checked, computed with and indexed": (t("a INT", "g INT AS (a + 1) STORED", "CONSTRAINT k CHECK (a > 0)", "KEY i (a)"), t("\n z INT, -- was: a\n g INT AS (z + 1) STORED", "CONSTRAINT k CHECK (z > 0)", "KEY i (z)")),
    "a renamed column is checked in its place": (t("a INT CHECK (a > 0)", "b INT"), t("\n z INT CHECK (z > 0), -- was: a\n b INT")),
    "a renamed column becomes wider": (T, t("\n title VARCHAR(60) NOT NULL DEFAULT '', -- was: a\n b INT")),
    "two columns swap their names": (T, t("\n b VARCHAR(20), -- was: a\n a INT -- was: b\n")),
    "two computed-with columns swap their names": (t("a INT", "b INT", "g INT AS (a - b) STORED"), t("\n b INT, -- was: a\n a INT, -- was: b\n g INT AS (b - a) STORED")),
    "a column is renamed and another takes its name": (T, t("\n old VARCHAR(20), -- was: a\n b INT", "a INT")),
    "a renamed column changes its place": (t("a INT", "b INT", "c INT"), t("b INT", "c INT", "\n z INT -- was: a\n")),
    "a type grows": (t("a INT", "b VARCHAR(20)"), t("a BIGINT UNSIGNED", "b VARCHAR(300)")),
    "a text becomes a number": (t("a VARCHAR(20)"), t("a INT")),
    "a number becomes a decimal": (t("a INT"), t("a DECIMAL(12,2) NOT NULL DEFAULT 0.00")),
    "a date becomes a moment": (t("a DATE"), t("a DATETIME(6)")),
    "a text grows": (t("a TEXT", "b TINYTEXT"), t("a MEDIUMTEXT", "b TEXT")),
    "a column must hold a value": (T, t("a VARCHAR(20) NOT NULL", "b INT NOT NULL DEFAULT 0")),
    "a column need no longer hold a value": (t("a VARCHAR(20) NOT NULL"), t("a VARCHAR(20)")),
    "a default comes, goes and is another": (t("a INT", "b INT DEFAULT 5", "c INT DEFAULT 1"), t("a INT DEFAULT 5", "b INT", "c INT DEFAULT 2")),
    "a comment comes to a column and a table": (T, t("a VARCHAR(20) COMMENT 'what; it''s'", "b INT", tail="ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='things'")),
    "comments go": (t("a INT COMMENT 'x'", tail="ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='things'"), t("a INT")),
    "a moment follows updates": (t("a TIMESTAMP NULL"), t("a TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")),
    "a column becomes invisible": (T, t("a VARCHAR(20)", "b INT INVISIBLE")),
    "a key begins to count": (t("a INT"), "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;"),
    "a key of a counting column becomes another": ("CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL) ENGINE=InnoDB;", "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, a INT NOT NULL, PRIMARY KEY (a), KEY by_id (id)) ENGINE=InnoDB;"),
    "a counting column comes": ("CREATE TABLE t (a INT) ENGINE=InnoDB;", "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT) ENGINE=InnoDB;"),
    "a character set and collation come to a column": (T, t("a VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin", "b INT")),
    "a table's character set is another": (t("a VARCHAR(20)", "b TEXT", "c VARCHAR(5) CHARACTER SET ascii"), t("a VARCHAR(20)", "b TEXT", "c VARCHAR(5) CHARACTER SET ascii", tail="ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_bin")),
    "a table's character set is said no more": (t("a VARCHAR(20)", tail="ENGINE=InnoDB DEFAULT CHARSET=latin1"), t("a VARCHAR(20)", tail="ENGINE=InnoDB")),
    "values come to an enum": (t("a ENUM('x','y') NOT NULL DEFAULT 'x'"), t("a ENUM('x','y','z') NOT NULL DEFAULT 'x'")),
    "values of an enum go and change places": (t("a ENUM('x','y','z')"), t("a ENUM('z','x')")),
    "values come to a set": (t("a SET('r','w')"), t("a SET('r','w','x')")),
    "a text becomes an enum": (t("a VARCHAR(10)"), t("a ENUM('u','v')")),
    # Computed columns
    "a virtual column comes": (T, t("a VARCHAR(20)", "b INT", "g INT AS (b * 2) VIRTUAL")),
    "a stored column comes in the middle": (T, t("a VARCHAR(20)", "g INT AS (b * 2) STORED", "b INT")),
    "a computed column's expression is another": (t("b INT", "g INT AS (b + 1) STORED", "h INT AS (b + 1) VIRTUAL"), t("b INT", "g INT AS (b + 2) STORED", "h INT AS (b + 2) VIRTUAL")),
    "a computed column becomes a plain one": (t("b INT", "g INT AS (b + 1) STORED"), t("b INT", "g INT")),
    "a plain column becomes a computed one": (t("b INT", "g INT"), t("b INT", "g INT AS (b + 1) VIRTUAL")),
    "a virtual column that is indexed becomes a stored one": (t("b INT", "g INT AS (b + 1) VIRTUAL", "KEY i (g)"), t("b INT", "g INT AS (b + 1) STORED", "KEY i (g)")),
    "what a column is computed from grows": (t("b INT", "g BIGINT AS (b + 1) STORED"), t("b BIGINT", "g BIGINT AS (b + 1) STORED")),
    # Keys
    "a primary key comes": ("CREATE TABLE t (id INT NOT NULL, a INT) ENGINE=InnoDB;", "CREATE TABLE t (id INT NOT NULL, a INT, PRIMARY KEY (id)) ENGINE=InnoDB;"),
    "a primary key goes": ("CREATE TABLE t (id INT NOT NULL, a INT, PRIMARY KEY (id)) ENGINE=InnoDB;", "CREATE TABLE t (id INT NOT NULL, a INT) ENGINE=InnoDB;"),
    "a primary key is of two columns, one a prefix": ("CREATE TABLE t (x INT NOT NULL, y VARCHAR(50) NOT NULL, PRIMARY KEY (x)) ENGINE=InnoDB;", "CREATE TABLE t (x INT NOT NULL, y VARCHAR(50) NOT NULL, PRIMARY KEY (y(10), x DESC)) ENGINE=InnoDB;"),
    "a unique key comes": (T, t("a VARCHAR(20)", "b INT", "UNIQUE KEY u (a, b)")),
    "a unique key becomes an index": (t("a VARCHAR(20)", "UNIQUE KEY i (a)"), t("a VARCHAR(20)", "KEY i (a)")),
    "a unique key over a whole text comes": (t("a TEXT"), t("a TEXT", "UNIQUE KEY i (a)")),
    "an index comes": (T, t("a VARCHAR(20)", "b INT", "KEY i (a(5), b DESC) COMMENT 'why'")),
    "an index is another": (t("a INT", "b INT", "KEY i (a)"), t("a INT", "b INT", "KEY i (a, b DESC)")),
    "an index is renamed": (t("a INT", "KEY i (a)"), t("a INT", "\n KEY j (a) -- was: i\n")),
    "names of an index and a check are written otherwise": (t("a INT", "KEY i (a)", "CONSTRAINT k CHECK (a > 0)"), t("a INT", "KEY I (a)", "CONSTRAINT K CHECK (a > 0)")),
    "two indexes swap their names": (t("a INT", "b INT", "\n KEY i (a)", "\n KEY j (b)"), t("a INT", "b INT", "\n KEY j (a)", "\n KEY i (b)")),
    "a fulltext and a spatial index come": (t("a TEXT", "g POINT NOT NULL"), t("a TEXT", "g POINT NOT NULL", "FULLTEXT KEY f (a)", "SPATIAL KEY s (g)")),
    "a fulltext index goes with its column": (t("a TEXT", "b TEXT", "FULLTEXT KEY f (a, b)"), t("a TEXT")),
    "an index is ignored": (t("a INT", "KEY i (a)"), t("a INT", "KEY i (a) IGNORED")),
    "a hash index comes": (t("a INT", tail="ENGINE=MEMORY"), t("a INT", "KEY i (a) USING HASH", tail="ENGINE=MEMORY")),
    # Checks
    "a check comes": (T, t("a VARCHAR(20)", "b INT", "CONSTRAINT k CHECK (b <> 17)")),
    "a check is another": (t("b INT", "CONSTRAINT k CHECK (b > 0)"), t("b INT", "CONSTRAINT k CHECK (b > -1)")),
    "a check without a name goes": (t("b INT", "CHECK (b > 0)", "CHECK (b < 99)"), t("b INT", "CHECK (b > 0)")),
    "a check at a column comes and goes": (t("a INT", "b INT CHECK (b > 0)"), t("a INT CHECK (a > 0)", "b INT")),
    # Foreign keys
    "a foreign key comes": (P + C.format(""), P + C.format(LINK)),
    "a foreign key goes but its index stays": (P + C.format(LINK), P + C.format(", KEY c_p (p_id)")),
    "a foreign key and its index go": (P + C.format(LINK), P + C.format("")),
    "a foreign key's actions are others": (P + C.format(LINK), P + C.format(LINK + " ON DELETE CASCADE ON UPDATE SET NULL")),
    "a foreign key is renamed": (P + C.format(LINK), P + C.format(LINK.replace("CONSTRAINT c_p", "CONSTRAINT other"))),
    "a referring column goes": (P + C.format(LINK), P + C.format("").replace(", p_id INT", "")),
    "a referred key and its reference grow": (P + C.format(LINK), (P + C.format(LINK)).replace("id INT", "id BIGINT")),
    "a referred text is of another character set": (
        P.replace("ENGINE", "DEFAULT CHARSET=latin1 ENGINE") + "CREATE TABLE c (id INT PRIMARY KEY, n VARCHAR(20), KEY k (n), CONSTRAINT f FOREIGN KEY (n) REFERENCES p (n)) DEFAULT CHARSET=latin1 ENGINE=InnoDB;",
        P.replace("ENGINE", "DEFAULT CHARSET=utf8mb4 ENGINE") + "CREATE TABLE c (id INT PRIMARY KEY, n VARCHAR(20), KEY k (n), CONSTRAINT f FOREIGN KEY (n) REFERENCES p (n)) DEFAULT CHARSET=utf8mb4 ENGINE=InnoDB;"),
    "a referred column is renamed": (P + C.format(LINK), (P + C.format(LINK)).replace("p (id INT NOT NULL PRIMARY KEY,", "p (\n pid INT NOT NULL PRIMARY KEY, -- was: id\n").replace("REFERENCES p (id)", "REFERENCES p (pid)")),
    "a referring column is renamed": (P + C.format(LINK), P + "CREATE TABLE c (id INT NOT NULL PRIMARY KEY, \n parent INT, -- was: p_id\n KEY c_p (parent), CONSTRAINT c_p FOREIGN KEY (parent) REFERENCES p (id)) ENGINE=InnoDB;"),
    "a referring column must hold a value": (P + C.format(LINK), (P + C.format(LINK)).replace("p_id INT", "p_id INT NOT NULL")),
    "the index below a foreign key is another": (P + C.format(LINK), P + C.format(LINK.replace("KEY c_p (p_id)", "KEY wide (p_id, id)"))),
    "the key that is referred to becomes another": (P + C.format(LINK), (P + C.format(LINK)).replace("id INT NOT NULL PRIMARY KEY, n VARCHAR(20),", "id INT NOT NULL, n VARCHAR(20) NOT NULL, PRIMARY KEY (n), KEY by_id (id),")),
    "a table refers to itself": (t("up INT"), t("up INT", "KEY k (up)", "CONSTRAINT f FOREIGN KEY (up) REFERENCES t (id)")),
    # Tables' options
    "the engine is another": (t("a INT", tail="ENGINE=MyISAM"), t("a INT", tail="ENGINE=InnoDB")),
    "options come": (t("a INT", tail="ENGINE=InnoDB"), t("a INT", tail="ENGINE=InnoDB ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 STATS_PERSISTENT=1")),
    "options go": (t("a INT", tail="ENGINE=InnoDB ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 STATS_PERSISTENT=1"), t("a INT", tail="ENGINE=InnoDB")),
    "a table keeps its history": (t("a INT", tail="ENGINE=InnoDB"), t("a INT", tail="ENGINE=InnoDB WITH SYSTEM VERSIONING")),
    "a table that keeps its history changes": (t("a INT", tail="ENGINE=InnoDB WITH SYSTEM VERSIONING"), t("a INT", "b INT DEFAULT 3", tail="ENGINE=InnoDB WITH SYSTEM VERSIONING")),
    "partitions come": (f"{PARTS};", f"{PARTS} PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);"),
    "partitions go": (f"{PARTS} PARTITION BY HASH (y) PARTITIONS 4;", f"{PARTS};"),
    "one partition more": (f"{PARTS} PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (100));", f"{PARTS} PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (200));"),
    "one partition more and a column": (f"{PARTS} PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (100));", f"{PARTS.replace('y INT NOT NULL,', 'y INT NOT NULL, c INT,')} PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (200));"),
    "partitions are others": (f"{PARTS} PARTITION BY HASH (y) PARTITIONS 4;", f"{PARTS} PARTITION BY KEY (id) PARTITIONS 3;"),
    # Code
    "a view comes": (T, T + "CREATE VIEW v AS SELECT id, a FROM t;"),
    "a view is another, and one rests on it": (T + "CREATE VIEW v AS SELECT id, a FROM t;\nCREATE VIEW w AS SELECT * FROM v;\n", T + "CREATE VIEW v AS SELECT id, a, b FROM t;\nCREATE VIEW w AS SELECT * FROM v;\n"),
    "a view of everything sees a new column": (T + "CREATE VIEW v AS SELECT * FROM t;", t("a VARCHAR(20)", "b INT", "c INT") + "CREATE VIEW v AS SELECT * FROM t;"),
    "a view's table is renamed": (T + "CREATE VIEW v AS SELECT id FROM t;", T.replace("TABLE t (", "TABLE u ( -- was: t\n") + "CREATE VIEW v AS SELECT id FROM u;"),
    "a trigger comes": (T, T + TRIGGER),
    "a trigger is another and the order of two is kept": (T + TRIGGER + TRIGGER.replace("tr ", "tr2 "), T + TRIGGER.replace("+ 1", "+ 2") + TRIGGER.replace("tr ", "tr2 ")),
    "a trigger's table is renamed": (T + TRIGGER, T.replace("TABLE t (", "TABLE u ( -- was: t\n") + TRIGGER.replace("ON t ", "ON u ")),
    "a trigger's column is renamed": (T + TRIGGER, t("a VARCHAR(20)", "\n n INT -- was: b\n") + TRIGGER.replace("NEW.b", "NEW.n")),
    "a trigger's table gets a column": (T + TRIGGER, t("a VARCHAR(20)", "b INT", "c INT") + TRIGGER),
    "routines and an event come": (T, T + "DELIMITER //\nCREATE PROCEDURE pr (IN x INT) BEGIN DELETE FROM t WHERE b = x; SELECT 1; END //\nCREATE FUNCTION fu (x INT) RETURNS INT DETERMINISTIC RETURN x + 1 //\nCREATE EVENT ev ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM t WHERE b = 3 //\nDELIMITER ;\n"),
    "a routine is another": (T + "CREATE FUNCTION fu (x INT) RETURNS INT DETERMINISTIC RETURN x + 1;", T + "CREATE FUNCTION fu (x INT) RETURNS INT DETERMINISTIC RETURN x + 2;"),
    # Sequences
    "a sequence comes and a column counts by it": (t("a BIGINT"), "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2;\n" + t("a BIGINT DEFAULT (NEXT VALUE FOR s)")),
    "a sequence is another": ("CREATE SEQUENCE s START WITH 5 MAXVALUE 50;", "CREATE SEQUENCE s START WITH 5 MAXVALUE 500 CYCLE;"),
    # Rows that go along
    "a table is divided": (ORDERS, DIVIDED),
    "a table is put together again": (DIVIDED, ORDERS),
    "a link of its own": (BOOKS, WRITTEN),
    "a link of its own becomes a column": (WRITTEN, BOOKS),
    # All of it
    "everything at once": (
        T + P + C.format(LINK) + "CREATE VIEW v AS SELECT * FROM t;\nCREATE TABLE gone (x INT) ENGINE=InnoDB;\n" + TRIGGER,
        "CREATE TABLE fresh (x INT NOT NULL PRIMARY KEY, p BIGINT, KEY k (p)) ENGINE=InnoDB;\n"
        + "CREATE TABLE things ( -- was: t\n id INT NOT NULL PRIMARY KEY, n INT NOT NULL DEFAULT 0,\n title VARCHAR(40), -- was: a\n KEY by_title (title), CONSTRAINT k CHECK (n >= 0)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
        + (P + C.format(LINK)).replace("id INT", "id BIGINT") + "ALTER TABLE fresh ADD CONSTRAINT fresh_p FOREIGN KEY (p) REFERENCES p (id);\nCREATE VIEW v AS SELECT * FROM things;\n"),
}  # fmt: skip
