CREATE TABLE bookings (
    room int4range, during tstzrange, label text, cancelled boolean, size integer,
    EXCLUDE USING gist (during WITH &&),
    CONSTRAINT bookings_room EXCLUDE USING gist (room WITH OPERATOR(pg_catalog.&&), during range_ops WITH &&)
        INCLUDE (size) WITH (buffering = off, fillfactor = 60) USING INDEX TABLESPACE pg_default
        WHERE (NOT cancelled) DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE (size WITH =),
    EXCLUDE (lower(label) COLLATE "C" text_pattern_ops DESC NULLS LAST WITH =),
    EXCLUDE USING hash ((size + 1) WITH =) DEFERRABLE
);
ALTER TABLE bookings ADD EXCLUDE USING spgist (room WITH &&) WHERE (size > 1);
ALTER TABLE bookings ADD CONSTRAINT bookings_gone EXCLUDE (size WITH =) WHERE (cancelled);
ALTER TABLE bookings DROP CONSTRAINT bookings_gone;
ALTER TABLE bookings RENAME CONSTRAINT bookings_size_excl TO bookings_one_size;
ALTER TABLE bookings RENAME COLUMN room TO "Room";
COMMENT ON CONSTRAINT bookings_room ON bookings IS 'one at a time';
