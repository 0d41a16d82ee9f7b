-- What SQLite's own tools and people write.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "country" (
    [country_id] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, -- the row's own number
    `name` VARCHAR(50) COLLATE NOCASE NOT NULL ON CONFLICT FAIL UNIQUE ON CONFLICT IGNORE,
    code CHAR(2) CONSTRAINT two_letters CHECK (length(code) = 2) DEFAULT 'XX',
    area REAL DEFAULT (1.5 * 2), flag BLOB DEFAULT x'00ff', oddly "FLOATING POINT(3, -2)" NULL,
    untyped, made TEXT DEFAULT CURRENT_TIMESTAMP, day DATE DEFAULT (date('now', '-1 day'))
);
CREATE TABLE city (
    city_id INTEGER NOT NULL, country_id INT NOT NULL CONSTRAINT "of country" REFERENCES country ON DELETE CASCADE
        ON UPDATE SET NULL MATCH SIMPLE DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL, twin INTEGER, lower_name TEXT GENERATED ALWAYS AS (lower(name)) STORED,
    length INTEGER AS (length(name)) VIRTUAL,
    CONSTRAINT city_pk PRIMARY KEY (city_id DESC, country_id COLLATE BINARY ASC) ON CONFLICT REPLACE,
    UNIQUE (name, country_id), CHECK (city_id > 0 AND name <> ''),
    CONSTRAINT city_twin FOREIGN KEY (twin, country_id) REFERENCES city (city_id, country_id) ON DELETE RESTRICT
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX main.city_name ON city (name COLLATE NOCASE DESC, lower(name)) WHERE twin IS NOT NULL;
CREATE VIRTUAL TABLE city_text USING fts5(name, content='city', tokenize = 'porter ascii');
CREATE VIEW v AS SELECT c.name, "country".name AS country FROM city c JOIN country USING (country_id);
CREATE TRIGGER city_ai AFTER INSERT ON city WHEN new.twin IS NULL BEGIN
    UPDATE city SET twin = CASE WHEN 1 THEN new.city_id ELSE 2 END WHERE city_id = new.city_id;
    INSERT INTO city_text (name) VALUES (new.name || ';');
END;
ALTER TABLE city ADD COLUMN added NUMERIC(10, 2) NOT NULL DEFAULT 0 CHECK (added >= 0);
ALTER TABLE country RENAME COLUMN area TO extent;
INSERT INTO country VALUES (1, 'a;b', 'AA', 1.0, NULL, NULL, NULL, NULL, NULL);
CREATE TEMP TABLE session_only (a, b, c);
DROP TABLE IF EXISTS session_only;
COMMIT;
