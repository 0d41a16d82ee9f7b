-- design: SQLite, written by Schema Designer

CREATE TABLE city (
    city_id INTEGER NOT NULL,
    country_id INT NOT NULL,
    name TEXT NOT NULL,
    twin INTEGER,
    lower_name TEXT GENERATED ALWAYS AS (lower(name)) STORED,
    length INTEGER GENERATED ALWAYS AS (length(name)) VIRTUAL,
    added NUMERIC(10, 2) NOT NULL DEFAULT 0 CHECK (added >= 0),
    CONSTRAINT city_pk PRIMARY KEY (city_id DESC, country_id COLLATE BINARY) ON CONFLICT REPLACE,
    UNIQUE (name, country_id),
    CHECK (city_id > 0 AND name <> ''),
    CONSTRAINT city_twin FOREIGN KEY (twin, country_id) REFERENCES city (city_id, country_id) ON DELETE RESTRICT,
    CONSTRAINT "of country" FOREIGN KEY (country_id) REFERENCES country ON DELETE CASCADE ON UPDATE SET NULL MATCH SIMPLE DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID, STRICT;

CREATE TABLE country (
    country_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name VARCHAR(50) NOT NULL ON CONFLICT FAIL COLLATE NOCASE,
    code CHAR(2) DEFAULT 'XX' CONSTRAINT two_letters CHECK (length(code) = 2),
    extent REAL DEFAULT (1.5 * 2),
    flag BLOB DEFAULT x'00ff',
    oddly "FLOATING POINT(3, -2)",
    untyped,
    made TEXT DEFAULT CURRENT_TIMESTAMP,
    day DATE DEFAULT (date('now', '-1 day')),
    UNIQUE (name) ON CONFLICT IGNORE
);

CREATE UNIQUE INDEX city_name ON city (name COLLATE NOCASE DESC, lower(name)) WHERE twin IS NOT NULL;

CREATE VIRTUAL TABLE city_text USING fts5(name, content='city', tokenize = 'porter ascii');

CREATE VIEW v AS SELECT c.name, "country".name AS country FROM city c JOIN country USING (country_id);

CREATE TRIGGER city_ai AFTER INSERT ON city WHEN new.twin IS NULL BEGIN
    UPDATE city SET twin = CASE WHEN 1 THEN new.city_id ELSE 2 END WHERE city_id = new.city_id;
    INSERT INTO city_text (name) VALUES (new.name || ';');
END;
