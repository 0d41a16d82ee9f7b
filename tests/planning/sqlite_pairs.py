# ruff: noqa: E501
"""Pairs of SQLite designs over every kind of object: (before, after), `-- was: name` marking what was renamed."""

T = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT);\n"
PAIR = "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT UNIQUE);\nCREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT{});\n"
LINK = ", FOREIGN KEY (p_id) REFERENCES p (id)"

PAIRS: dict[str, tuple[str, str]] = {
    "no change": (T, T),
    "a table comes": (T, T + "CREATE TABLE u (x INT NOT NULL DEFAULT 3, y TEXT UNIQUE) STRICT;"),
    "tables that refer to each other come": (
        T, T + "CREATE TABLE u (x INT PRIMARY KEY, v INT REFERENCES v (y)); CREATE TABLE v (y INT PRIMARY KEY, u INT REFERENCES u (x));"),
    "a parent and its child go": (T + PAIR.format(LINK + " ON DELETE CASCADE"), T),
    "a table is renamed": (T, T.replace("TABLE t (", "TABLE things ( -- was: t\n")),
    "a table is renamed in its letters": (T, T.replace("TABLE t (", "TABLE T ( -- was: t\n")),
    "a parent is renamed": (PAIR.format(LINK), PAIR.format(LINK).replace("TABLE p (", "TABLE q ( -- was: p\n").replace("REFERENCES p", "REFERENCES q")),
    "two tables swap their names": (
        "CREATE TABLE a (x INT);\nCREATE TABLE b (y TEXT);\n",
        "CREATE TABLE b ( -- was: a\n x INT);\nCREATE TABLE a ( -- was: b\n y TEXT);\n"),
    "a renamed table counts on": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);",
        "CREATE TABLE u ( -- was: t\n id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);"),
    "a column comes": (T, T.replace("b INT", "b INT, c TEXT DEFAULT 'x'")),
    "a column that must hold a value comes": (T, T.replace("b INT", "b INT, c INT NOT NULL DEFAULT 7")),
    "a column with a moment as default comes": (T, T.replace("b INT", "b INT, c TEXT DEFAULT CURRENT_TIMESTAMP")),
    "a column with an expression as default comes": (T, T.replace("b INT", "b INT, c INT NOT NULL DEFAULT (abs(-4))")),
    "a unique column comes": (T, T.replace("b INT", "b INT, c INT UNIQUE")),
    "a column that is checked comes": (T, T.replace("b INT", "b INT, c INT DEFAULT 1 CHECK (c > 0)")),
    "a column that refers comes": (PAIR.format(""), PAIR.format(", q INT REFERENCES p (id)")),
    "a column comes in the middle": (T, T.replace("a TEXT", "c TEXT, a TEXT")),
    "a virtual column comes": (T, T.replace("b INT", "b INT, c INT AS (b * 2) VIRTUAL")),
    "a stored column comes": (T, T.replace("b INT", "b INT, c INT AS (b * 2) STORED")),
    "a column goes": (T, T.replace(", b INT", "")),
    "a unique column goes": (T.replace("b INT", "b INT UNIQUE"), T.replace(", b INT", "")),
    "a column that is indexed goes": (T + "CREATE INDEX i ON t (b, a);", T.replace(", b INT", "") + "CREATE INDEX i ON t (a);"),
    "a column of a partial index's condition goes": (
        T + "CREATE INDEX i ON t (a) WHERE b > 0;", T.replace(", b INT", "") + "CREATE INDEX i ON t (a);"),
    "a column that is checked goes": (T.replace("b INT", "b INT CHECK (b > 0)"), T.replace(", b INT", "")),
    "a column that another is computed from goes": (
        T.replace("b INT", "b INT, g INT AS (b + 1) STORED"), T.replace("b INT", "g INT")),
    "a referring column goes": (PAIR.format(LINK), "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT UNIQUE);\nCREATE TABLE c (id INTEGER PRIMARY KEY);\n"),
    "a column is renamed": (T, T.replace("a TEXT", "title TEXT -- was: a\n")),
    "a column is renamed in its letters": (T, T.replace("a TEXT", "A TEXT -- was: a\n")),
    "a renamed column is checked, computed with and indexed": (
        "CREATE TABLE t (id INT, a INT CHECK (a > 0), g INT AS (a + 1) STORED, CHECK (a < 99));CREATE INDEX i ON t (abs(a)) WHERE a > 2;",
        "CREATE TABLE t (id INT, z INT CHECK (z > 0), -- was: a\n g INT AS (z + 1) STORED, CHECK (z < 99));CREATE INDEX i ON t (abs(z)) WHERE z > 2;"),
    "a referred column is renamed": (
        PAIR.format(LINK), PAIR.format(LINK).replace("p (id INTEGER PRIMARY KEY,", "p (pid INTEGER PRIMARY KEY, -- was: id\n").replace("REFERENCES p (id)", "REFERENCES p (pid)")),
    "a referred column is renamed and its table changes": (
        PAIR.format(LINK), PAIR.format(LINK).replace("p (id INTEGER PRIMARY KEY,", "p (pid INTEGER PRIMARY KEY, -- was: id\n").replace("REFERENCES p (id)", "REFERENCES p (pid)").replace("n TEXT UNIQUE", "n TEXT NOT NULL DEFAULT '' UNIQUE")),
    "two columns swap their names": (T, "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT, -- was: a\n a INT -- was: b\n);"),
    "a renamed table's column is renamed": (T, T.replace("TABLE t (", "TABLE u ( -- was: t\n").replace("a TEXT", "z TEXT -- was: a\n")),
    "columns change places": (T, T.replace("a TEXT, b INT", "b INT, a TEXT")),
    "a type changes": (T, T.replace("b INT", "b TEXT")),
    "a type of one affinity for another": (T, T.replace("b INT", "b BIGINT")),
    "a type goes": (T, T.replace("b INT", "b")),
    "a default comes": (T, T.replace("b INT", "b INT DEFAULT 5")),
    "a default is another": (T.replace("b INT", "b INT DEFAULT 5"), T.replace("b INT", "b INT DEFAULT 6")),
    "not null comes with its name": (T, T.replace("b INT", "b INT CONSTRAINT must NOT NULL ON CONFLICT FAIL")),
    "a collation comes": (T, T.replace("a TEXT", "a TEXT COLLATE NOCASE")),
    "a computed column's expression is another": (T.replace("b INT", "b INT, g INT AS (b + 1)"), T.replace("b INT", "b INT, g INT AS (b + 2)")),
    "a computed column becomes a plain one": (T.replace("b INT", "b INT, g INT AS (b + 1) STORED"), T.replace("b INT", "b INT, g INT")),
    "a virtual column becomes a stored one": (T.replace("b INT", "b INT, g INT AS (b + 1)"), T.replace("b INT", "b INT, g INT AS (b + 1) STORED")),
    "a primary key comes": ("CREATE TABLE t (id INT NOT NULL, a TEXT);", "CREATE TABLE t (id INT NOT NULL, a TEXT, PRIMARY KEY (id));"),
    "a primary key becomes one of two columns": ("CREATE TABLE t (x INT NOT NULL, y INT NOT NULL, PRIMARY KEY (x));", "CREATE TABLE t (x INT NOT NULL, y INT NOT NULL, PRIMARY KEY (x, y DESC) ON CONFLICT REPLACE);"),
    "a row's number becomes a key": ("CREATE TABLE t (a TEXT);", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"),
    "a key begins to count": (T, T.replace("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT")),
    "a counting table is made anew": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT '');"),
    "a table loses its row numbers": ("CREATE TABLE t (k TEXT NOT NULL PRIMARY KEY, v INT);", "CREATE TABLE t (k TEXT NOT NULL PRIMARY KEY, v INT) WITHOUT ROWID;"),
    "a table becomes strict": (T, T.replace(");", ") STRICT;")),
    "a unique constraint comes": (T, T.replace("b INT", "b INT, UNIQUE (a, b)")),
    "a unique constraint is named": (T.replace("b INT", "b INT, UNIQUE (b)"), T.replace("b INT", "b INT, CONSTRAINT one UNIQUE (b) ON CONFLICT IGNORE")),
    "a check comes": (T, T.replace("b INT", "b INT, CHECK (b <> 17)")),
    "a check is another": (T.replace("b INT", "b INT, CONSTRAINT k CHECK (b > 0)"), T.replace("b INT", "b INT, CONSTRAINT k CHECK (b > -1)")),
    "a foreign key comes": (PAIR.format(""), PAIR.format(LINK)),
    "a foreign key's actions are others": (PAIR.format(LINK), PAIR.format(LINK + " ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED")),
    "a parent is made anew under its children": (PAIR.format(LINK + " ON DELETE CASCADE"), PAIR.format(LINK + " ON DELETE CASCADE").replace("n TEXT", "n VARCHAR(20) NOT NULL DEFAULT ''")),
    "a table that refers to itself is made anew": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id), a INT);", "CREATE TABLE t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id), a TEXT);"),
    "a table that refers to itself is renamed": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id));", "CREATE TABLE u ( -- was: t\n id INTEGER PRIMARY KEY, up INT REFERENCES u (id));"),
    "an index comes": (T, T + "CREATE INDEX i ON t (a COLLATE NOCASE DESC, b);"),
    "a unique partial index comes": (T, T + "CREATE UNIQUE INDEX i ON t (lower(a)) WHERE b IS NOT NULL;"),
    "an index goes": (T + "CREATE INDEX i ON t (a);", T),
    "an index changes": (T + "CREATE INDEX i ON t (a);", T + "CREATE INDEX i ON t (a, b);"),
    "an index stays with a table made anew": (T + "CREATE INDEX i ON t (a);", T.replace("b INT", "b TEXT") + "CREATE INDEX i ON t (a);"),
    "a view comes": (T, T + "CREATE VIEW v AS SELECT a FROM t;"),
    "a view changes": (T + "CREATE VIEW v AS SELECT a FROM t;", T + "CREATE VIEW v AS SELECT b FROM t;"),
    "a view stands on a view of a table made anew": (
        T + "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT * FROM v;", T.replace("b INT", "b TEXT") + "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT * FROM v;"),
    "a view follows a rename": (
        T + "CREATE VIEW v AS SELECT a FROM t;", T.replace("a TEXT", "z TEXT -- was: a\n") + "CREATE VIEW v AS SELECT z FROM t;"),
    "a view goes with its column": (T + "CREATE VIEW v AS SELECT b FROM t;", T.replace(", b INT", "")),
    "a trigger comes": (T, T + "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = 1 WHERE id = new.id; END;"),
    "a trigger stays with a table made anew": (
        T + "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = 1 WHERE id = new.id; END;",
        T.replace("b INT", "b TEXT") + "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = 1 WHERE id = new.id; END;"),
    "another table's trigger writes to a table made anew": (
        T + "CREATE TABLE u (x INT); CREATE TRIGGER g AFTER INSERT ON u BEGIN INSERT INTO t (a) VALUES (new.x); END;",
        T.replace("b INT", "b TEXT") + "CREATE TABLE u (x INT); CREATE TRIGGER g AFTER INSERT ON u BEGIN INSERT INTO t (a) VALUES (new.x); END;"),
    "a trigger instead of a view's insert stays": (
        T + "CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;",
        T.replace("b INT", "b TEXT") + "CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;"),
    "a virtual table comes": (T, T + "CREATE VIRTUAL TABLE f USING fts5(x);"),
    "a dropped table's name is another's": (
        T + "CREATE TABLE u (x INT);", "CREATE TABLE u ( -- was: t\n id INTEGER PRIMARY KEY, a TEXT, b INT);"),
    "names that have to be quoted": (
        'CREATE TABLE "order" (id INTEGER PRIMARY KEY, "group by" TEXT, "a""b" INT);',
        'CREATE TABLE "order" (id INTEGER PRIMARY KEY, "group by" INT, "a""b" INT NOT NULL DEFAULT 0);'),
    "the passing name is taken": (T + "CREATE TABLE new_t (x INT);", T.replace("b INT", "b TEXT") + "CREATE TABLE new_t (x INT);"),
    "everything at once": (
        T + PAIR.format(LINK) + "CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT t.a, p.n FROM t, p;",
        "CREATE TABLE s ( -- was: t\n id INTEGER PRIMARY KEY, z TEXT NOT NULL DEFAULT '', -- was: a\n b REAL);\nCREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT UNIQUE, m INT);\nCREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT REFERENCES p (id) ON DELETE SET NULL, s_id INT REFERENCES s (id));\nCREATE INDEX i ON s (b DESC); CREATE VIEW v AS SELECT s.z, p.n FROM s, p;"),
}  # fmt: skip
