-- everything: PostgreSQL, written by Schema Designer

SET check_function_bodies = false;
SET search_path = public, "odd ""schema""", sales;

CREATE SCHEMA "odd ""schema""";

CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'what is sold, and it''s all';

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

CREATE TYPE public.mood AS ENUM (
    'sad',
    'it''s ok',
    E'back\\slash',
    '😀'
);
COMMENT ON TYPE public.mood IS 'how somebody feels';

CREATE DOMAIN sales.moods AS public.mood[]
    CONSTRAINT moods_check CHECK (cardinality(VALUE) < 4);

CREATE TYPE sales.money_in AS (
    amount numeric(12,2),
    currency char(3),
    label text COLLATE "C"
);
COMMENT ON COLUMN sales.money_in.amount IS 'never negative';

CREATE SEQUENCE "odd ""schema"""."a counter";

CREATE UNLOGGED SEQUENCE public.draws INCREMENT BY -1;

CREATE SEQUENCE sales.invoice_numbers AS integer START WITH 1000 INCREMENT BY 5 MINVALUE 10 MAXVALUE 90000 CACHE 7 CYCLE;
COMMENT ON SEQUENCE sales.invoice_numbers IS 'without gaps';

CREATE FUNCTION public.is_short(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length($1) < 9 $$;

CREATE DOMAIN public.short_text AS varchar(20)
    COLLATE "C"
    DEFAULT 'x'::character varying
    CONSTRAINT short_text_given NOT NULL
    CONSTRAINT short_enough CHECK (public.is_short(VALUE));
ALTER DOMAIN public.short_text ADD CONSTRAINT not_blank CHECK (VALUE <> '') NOT VALID;
COMMENT ON DOMAIN public.short_text IS 'fits a label';
COMMENT ON CONSTRAINT short_enough ON DOMAIN public.short_text IS 'nine is too much';

CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.joined := now(); RETURN NEW; END; $$;

CREATE UNLOGGED TABLE "odd ""schema"""."table; DROP" (
    "column -- 1" serial NOT NULL,
    number integer NOT NULL DEFAULT nextval('"odd ""schema"""."a counter"'::regclass),
    small smallserial NOT NULL,
    CONSTRAINT "table; DROP_pkey" PRIMARY KEY ("column -- 1")
);

CREATE TABLE public.animals (
    id integer CONSTRAINT animals_id_not_null NOT NULL,
    name text DEFAULT 'nobody',
    CONSTRAINT named CHECK (name <> '')
);

CREATE TABLE public.birds (
    name text DEFAULT 'bird',
    wings integer
)
INHERITS (public.animals);

CREATE TABLE public.customers (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.customer_numbers START WITH 10 INCREMENT BY 2),
    email text COMPRESSION pglz COLLATE "C" CONSTRAINT customers_reachable NOT NULL DEFAULT lower('A@B'),
    "Display ""Name""" public.short_text,
    "select" public.mood DEFAULT 'sad'::public.mood,
    moods sales.moods,
    balance numeric(12, 2) NOT NULL DEFAULT 0,
    doubled numeric GENERATED ALWAYS AS (balance * 2) STORED,
    tripled numeric GENERATED ALWAYS AS (balance * 3) VIRTUAL,
    joined timestamptz DEFAULT CURRENT_TIMESTAMP,
    active int4range,
    embedding public.vector(3),
    tags text[] DEFAULT '{}'::text[],
    CONSTRAINT balance_or_name CHECK (balance >= 0 OR "Display ""Name""" IS NOT NULL) NO INHERIT,
    CONSTRAINT hoped_for CHECK (balance < 1e9) NOT ENFORCED,
    CONSTRAINT customers_pkey PRIMARY KEY (id) INCLUDE (email) WITH (fillfactor=90),
    CONSTRAINT customers_again UNIQUE (email),
    CONSTRAINT apart EXCLUDE USING gist (active WITH &&) WHERE (balance > 0) DEFERRABLE
)
WITH (autovacuum_enabled=false, fillfactor=70, toast.autovacuum_enabled=false);
ALTER TABLE ONLY public.customers ALTER COLUMN email SET STATISTICS 500;
ALTER TABLE ONLY public.customers ALTER COLUMN email SET (n_distinct=-0.9);
ALTER TABLE ONLY public.customers ADD CONSTRAINT customers_tagged NOT NULL tags NOT VALID;
ALTER TABLE ONLY public.customers ALTER COLUMN tags SET STORAGE EXTERNAL;
ALTER TABLE public.customers ADD CONSTRAINT customers_known CHECK (email <> '') NOT VALID;
COMMENT ON TABLE public.customers IS 'people who buy; ''quoted''';
COMMENT ON COLUMN public.customers.email IS E'line
line \\ slash';
COMMENT ON CONSTRAINT balance_or_name ON public.customers IS 'one of them';
COMMENT ON CONSTRAINT customers_pkey ON public.customers IS 'the number on the card';
COMMENT ON CONSTRAINT apart ON public.customers IS 'one at a time';

CREATE TABLE public.fish (
)
INHERITS (public.animals);
ALTER TABLE ONLY public.fish ALTER COLUMN name SET DEFAULT 'fish';

CREATE TABLE public.hashed (
    id bigint,
    name text COLLATE "C"
)
PARTITION BY HASH ((lower(name)) COLLATE "C" text_ops);

CREATE TABLE public.hashed_0 (
    id bigint,
    name text COLLATE "C"
);

CREATE TABLE public.hashed_1 (
    id bigint,
    name text COLLATE "C"
);

CREATE TABLE public.people (
    id integer NOT NULL,
    team_id integer NOT NULL,
    CONSTRAINT people_pkey PRIMARY KEY (id)
);

CREATE TABLE public.round (
    a integer,
    b integer
);

CREATE FUNCTION public.fits(public.round) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1.a < $1.b $$;

CREATE TABLE public.teams (
    id integer NOT NULL,
    parent_id integer,
    lead_id integer,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);

CREATE TABLE sales.events (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    kind text CONSTRAINT events_kind_not_null NOT NULL,
    at timestamptz CONSTRAINT events_at_not_null NOT NULL,
    body jsonb
)
PARTITION BY RANGE (at);

CREATE TABLE sales.events_2025 (
    body jsonb,
    id bigint CONSTRAINT events_2025_id_not_null NOT NULL,
    kind text CONSTRAINT events_2025_kind_not_null NOT NULL,
    at timestamptz CONSTRAINT events_2025_at_not_null NOT NULL
)
PARTITION BY LIST (kind);

CREATE TABLE sales.events_2025_click (
    body jsonb,
    id bigint CONSTRAINT events_2025_id_not_null NOT NULL,
    kind text CONSTRAINT events_2025_kind_not_null NOT NULL,
    at timestamptz CONSTRAINT events_2025_at_not_null NOT NULL
);

CREATE TABLE sales.events_rest (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    kind text CONSTRAINT events_kind_not_null NOT NULL,
    at timestamptz CONSTRAINT events_at_not_null NOT NULL,
    body jsonb
);

CREATE TABLE sales.orders (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    customer_id bigint,
    seller_id bigint DEFAULT 1,
    paid sales.money_in,
    placed date NOT NULL,
    rooms int4range,
    during tstzrange,
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_once UNIQUE (rooms, during WITHOUT OVERLAPS)
);

CREATE TABLE sales.visits (
    rooms int4range,
    during tstzrange
);

ALTER TABLE public.round ADD CONSTRAINT fits_together CHECK (public.fits(round.*));
COMMENT ON CONSTRAINT fits_together ON public.round IS 'round and round';

ALTER SEQUENCE "odd ""schema"""."a counter" OWNED BY "odd ""schema"""."table; DROP".number;

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0);

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);

ALTER TABLE ONLY sales.events ATTACH PARTITION sales.events_2025 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');

ALTER TABLE ONLY sales.events_2025 ATTACH PARTITION sales.events_2025_click FOR VALUES IN ('click', 'it''s');

ALTER TABLE ONLY sales.events ATTACH PARTITION sales.events_rest DEFAULT;

ALTER TABLE public.birds ADD CONSTRAINT birds_pkey PRIMARY KEY (id);

ALTER TABLE public.customers ADD CONSTRAINT customers_email_key UNIQUE NULLS NOT DISTINCT (email) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY sales.events ADD CONSTRAINT events_pkey PRIMARY KEY (id, kind, at);

ALTER TABLE ONLY sales.events_2025 ADD CONSTRAINT events_2025_pkey PRIMARY KEY (id, kind, at);

ALTER TABLE sales.events_2025_click ADD CONSTRAINT events_2025_click_pkey PRIMARY KEY (id, kind, at);

ALTER TABLE sales.events_rest ADD CONSTRAINT events_rest_pkey PRIMARY KEY (id, kind, at);

CREATE VIEW public.by_key AS SELECT c.id, c.email, c.balance FROM public.customers c GROUP BY c.id;

CREATE MATERIALIZED VIEW sales.summary AS SELECT by_key.id, sum(by_key.balance) AS total FROM public.by_key GROUP BY by_key.id;

CREATE STATISTICS public.together (dependencies) ON email, balance FROM public.customers;

CREATE INDEX customers_expression ON public.customers USING btree ((lower(email)), (balance + 1));

CREATE INDEX customers_joined ON public.customers USING btree (joined DESC NULLS LAST, (lower(email)) COLLATE "C" text_pattern_ops) INCLUDE (balance) WITH (fillfactor=80) WHERE (balance > 0);

CREATE INDEX customers_near ON public.customers USING hnsw (embedding public.vector_l2_ops) WITH (m=8);

CREATE UNIQUE INDEX customers_one ON public.customers USING btree (email, "select") NULLS NOT DISTINCT WHERE ("select" = 'sad');

CREATE INDEX customers_tags ON public.customers USING gin (tags) WITH (fastupdate=off);
COMMENT ON INDEX public.customers_tags IS 'for the search page';

CREATE INDEX customers_when ON public.customers USING brin (joined timestamptz_minmax_multi_ops (values_per_range=16));

CREATE INDEX events_body ON ONLY sales.events USING gin (body jsonb_path_ops);

CREATE INDEX events_2025_body_idx ON ONLY sales.events_2025 USING gin (body jsonb_path_ops);

CREATE INDEX events_2025_click_body_idx ON sales.events_2025_click USING gin (body jsonb_path_ops);

CREATE INDEX events_rest_body_idx ON sales.events_rest USING gin (body jsonb_path_ops);

CREATE UNIQUE INDEX orders_identity ON sales.orders USING btree (placed, id);

ALTER INDEX sales.events_2025_pkey ATTACH PARTITION sales.events_2025_click_pkey;

ALTER INDEX sales.events_pkey ATTACH PARTITION sales.events_2025_pkey;

ALTER INDEX sales.events_2025_body_idx ATTACH PARTITION sales.events_2025_click_body_idx;

ALTER INDEX sales.events_body ATTACH PARTITION sales.events_2025_body_idx;

ALTER INDEX sales.events_pkey ATTACH PARTITION sales.events_rest_pkey;

ALTER INDEX sales.events_body ATTACH PARTITION sales.events_rest_body_idx;

ALTER TABLE ONLY "odd ""schema"""."table; DROP" REPLICA IDENTITY FULL;

ALTER TABLE ONLY sales.orders REPLICA IDENTITY USING INDEX orders_identity;

ALTER TABLE public.people ADD CONSTRAINT people_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams (id) ON DELETE CASCADE;

ALTER TABLE public.teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES public.people (id);

ALTER TABLE public.teams ADD CONSTRAINT teams_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.teams (id);

ALTER TABLE sales.orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (customer_id) DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT orders_customer_fkey ON sales.orders IS 'who bought';

ALTER TABLE sales.orders ADD CONSTRAINT orders_hope_fkey FOREIGN KEY (seller_id) REFERENCES public.customers (id) ON DELETE RESTRICT NOT ENFORCED;

ALTER TABLE sales.orders ADD CONSTRAINT orders_seller_fkey FOREIGN KEY (seller_id) REFERENCES public.customers (id) ON DELETE SET DEFAULT NOT VALID;

ALTER TABLE sales.visits ADD CONSTRAINT visits_order_fkey FOREIGN KEY (rooms, PERIOD during) REFERENCES sales.orders (rooms, PERIOD during);

ALTER INDEX public.customers_expression ALTER COLUMN 2 SET STATISTICS 300;

ALTER TABLE public.customers CLUSTER ON customers_pkey;

CREATE UNIQUE INDEX summary_id ON sales.summary (id);

CREATE TRIGGER customers_touch BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE RULE keep AS ON DELETE TO public.teams DO INSTEAD NOTHING;

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customers FORCE ROW LEVEL SECURITY;

CREATE POLICY own_rows ON public.customers USING (email = CURRENT_USER);

GRANT SELECT ON public.customers TO PUBLIC;
