CREATE TABLE animals (
    id integer NOT NULL, name text DEFAULT 'nobody', legs integer CONSTRAINT legged NOT NULL,
    CONSTRAINT named CHECK (name <> ''), CONSTRAINT not_here CHECK (id <> 13) NO INHERIT
);
CREATE TABLE machines (serial_number text, name text DEFAULT 'x');
CREATE TABLE birds (name text DEFAULT 'bird', wings integer) INHERITS (animals);
CREATE TABLE fish () INHERITS (animals);
CREATE TABLE robots (name text DEFAULT 'robot') INHERITS (animals, machines);
CREATE TABLE snakes (id integer NOT NULL, name text DEFAULT 'snake', legs integer CONSTRAINT legged NOT NULL, length integer,
    CONSTRAINT named CHECK (name <> ''));
ALTER TABLE snakes INHERIT animals;
ALTER TABLE ONLY fish ALTER COLUMN name SET DEFAULT 'fish';
ALTER TABLE birds ADD PRIMARY KEY (id);
ALTER TABLE animals RENAME COLUMN legs TO feet;
CREATE TABLE roots (depth integer);
CREATE TABLE shoots () INHERITS (roots);
ALTER TABLE roots ADD COLUMN weight numeric DEFAULT 1;
ALTER TABLE roots ALTER COLUMN weight TYPE double precision, ADD CONSTRAINT heavy CHECK (weight > 0);
ALTER TABLE fish NO INHERIT animals;
