CREATE SCHEMA before;
COMMENT ON SCHEMA before IS 'it moves';
CREATE TYPE before.mood AS ENUM ('sad', 'before.mood');
CREATE DOMAIN before.moods AS before.mood[] CHECK (VALUE <> ARRAY['sad'::before.mood]);
CREATE TYPE before.pair AS (one before.mood, two text);
CREATE FUNCTION before.checked(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> 'before.x' $$;
CREATE SEQUENCE before.numbers;
CREATE TABLE before.things (
    id serial PRIMARY KEY, number bigint DEFAULT nextval('before.numbers'::regclass) UNIQUE,
    mood before.mood DEFAULT 'sad'::before.mood, label text DEFAULT 'before.label' CHECK (before.checked(label)),
    pair before.pair
);
CREATE INDEX things_checked ON before.things (before.checked(label)) WHERE before.checked(label);
CREATE TABLE outside (thing_id integer REFERENCES before.things, mood before.mood);
CREATE VIEW before.seen AS SELECT things.id, things.mood FROM before.things;
CREATE VIEW seen_outside AS SELECT seen.id FROM before.seen;
CREATE TRIGGER redundant BEFORE UPDATE ON before.things FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER SCHEMA before RENAME TO "After Words";
CREATE TABLE "After Words".more (id integer REFERENCES "After Words".things (id));
CREATE SCHEMA before;
CREATE TABLE before.things (id integer);
