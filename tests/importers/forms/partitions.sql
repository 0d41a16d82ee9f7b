CREATE TABLE readings (
    station integer NOT NULL, taken timestamptz NOT NULL, value numeric DEFAULT 0 CHECK (value > -300),
    CONSTRAINT readings_pkey PRIMARY KEY (station, taken)
) PARTITION BY RANGE (taken);
CREATE INDEX readings_value ON readings (value);
CREATE TABLE readings_2024 PARTITION OF readings (value DEFAULT 24)
    FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM ('2025-01-01 00:00:00+00') TO (MAXVALUE)
    PARTITION BY HASH (station);
CREATE TABLE readings_2025_0 PARTITION OF readings_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE readings_2025_1 (value numeric DEFAULT 0 CONSTRAINT readings_value_check CHECK (value > -300),
    station integer NOT NULL, taken timestamptz NOT NULL);
CREATE INDEX station_values ON readings_2025_1 (value);
ALTER TABLE readings_2025 ATTACH PARTITION readings_2025_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE readings_old (LIKE readings INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE readings ATTACH PARTITION readings_old DEFAULT;
CREATE TABLE readings_2023 PARTITION OF readings
    FOR VALUES FROM ('2023-01-01 00:00:00+00') TO ('2024-01-01 00:00:00+00');
ALTER TABLE readings DETACH PARTITION readings_2023;
CREATE TABLE colours (name text COLLATE "C", depth integer) PARTITION BY LIST (lower(name) COLLATE "C" text_ops);
CREATE TABLE colours_red PARTITION OF colours FOR VALUES IN ('red', 'it''s', NULL);
CREATE INDEX colours_depth ON ONLY colours (depth);
CREATE INDEX red_depth ON colours_red (depth);
ALTER INDEX colours_depth ATTACH PARTITION red_depth;
