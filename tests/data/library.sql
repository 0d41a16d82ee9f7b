--
-- PostgreSQL database dump: a public library, as pg_dump writes one.
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TYPE public.copy_state AS ENUM (
    'on_shelf',
    'lent',
    'lost'
);

CREATE DOMAIN public.isbn AS text
    CONSTRAINT isbn_shape CHECK (VALUE ~ '^[0-9]{9,12}[0-9X]$');

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END;
$$;

CREATE TABLE public.branches (
    id integer NOT NULL,
    name text NOT NULL,
    city text NOT NULL,
    opened_on date,
    phone1 text,
    phone2 text,
    phone3 text
);

COMMENT ON TABLE public.branches IS 'Houses of the library; one is the main one.';

CREATE SEQUENCE public.branches_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.branches_id_seq OWNED BY public.branches.id;

CREATE TABLE public.authors (
    id bigint GENERATED ALWAYS AS IDENTITY,
    full_name character varying(200) NOT NULL,
    born smallint,
    died smallint,
    CONSTRAINT lives_forward CHECK (((died IS NULL) OR (died >= born)))
);

CREATE TABLE public.publishers (
    id bigint NOT NULL,
    name text NOT NULL,
    "Country Code" character(2) DEFAULT 'DE'::bpchar NOT NULL
);

CREATE TABLE public.titles (
    id bigint NOT NULL,
    isbn public.isbn,
    title text NOT NULL,
    publisher_id bigint,
    price double precision,
    published_on date,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title)) STORED,
    changed_at timestamp without time zone DEFAULT now() NOT NULL
);

COMMENT ON COLUMN public.titles.price IS 'What a new copy costs, in euros.';

CREATE TABLE public.title_authors (
    title_id bigint NOT NULL,
    author_id bigint NOT NULL,
    place smallint DEFAULT 1 NOT NULL
);

CREATE TABLE public.subjects (
    id integer NOT NULL,
    parent_id integer,
    label text NOT NULL
);

CREATE TABLE public.title_subjects (
    title_id bigint NOT NULL,
    subject_id integer NOT NULL
);

CREATE TABLE public.copies (
    id bigint NOT NULL,
    title_id bigint NOT NULL,
    branch_id integer NOT NULL,
    barcode text NOT NULL,
    state public.copy_state DEFAULT 'on_shelf'::public.copy_state NOT NULL,
    bought_on date
);

CREATE TABLE public.members (
    id bigint NOT NULL,
    card text NOT NULL,
    email text,
    full_name text NOT NULL,
    born_on date,
    password text,
    home_branch_id integer
);

CREATE TABLE public.loans (
    id bigint NOT NULL,
    copy_id bigint NOT NULL,
    member_id bigint NOT NULL,
    during daterange NOT NULL,
    returned_at timestamp with time zone,
    note text
)
WITH (fillfactor='80');

CREATE TABLE public.fines (
    id bigint NOT NULL,
    loan_id bigint NOT NULL,
    amount real NOT NULL,
    paid_at timestamp with time zone
);

CREATE TABLE public.visits (
    branch_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    number integer NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.visits_2025 (
    branch_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    number integer NOT NULL
);

CREATE VIEW public.overdue AS
 SELECT loans.id,
    loans.member_id
   FROM public.loans
  WHERE ((loans.returned_at IS NULL) AND (upper(loans.during) < CURRENT_DATE));

ALTER TABLE ONLY public.visits ATTACH PARTITION public.visits_2025 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');

ALTER TABLE ONLY public.branches ALTER COLUMN id SET DEFAULT nextval('public.branches_id_seq'::regclass);

ALTER TABLE ONLY public.branches
    ADD CONSTRAINT branches_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.authors
    ADD CONSTRAINT authors_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.publishers
    ADD CONSTRAINT publishers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.titles
    ADD CONSTRAINT titles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.titles
    ADD CONSTRAINT titles_isbn_key UNIQUE (isbn);

ALTER TABLE ONLY public.title_authors
    ADD CONSTRAINT title_authors_pkey PRIMARY KEY (title_id, author_id);

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.title_subjects
    ADD CONSTRAINT title_subjects_pkey PRIMARY KEY (title_id, subject_id);

ALTER TABLE ONLY public.copies
    ADD CONSTRAINT copies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.copies
    ADD CONSTRAINT copies_barcode_key UNIQUE (barcode);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_card_key UNIQUE (card);

ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fines
    ADD CONSTRAINT fines_pkey PRIMARY KEY (id);

CREATE INDEX titles_search ON public.titles USING gin (search);

CREATE INDEX titles_title ON public.titles USING btree (lower(title) text_pattern_ops);

CREATE INDEX loans_open ON public.loans USING btree (member_id, during DESC) INCLUDE (copy_id) WHERE (returned_at IS NULL);

CREATE INDEX visits_at ON ONLY public.visits USING brin (at);

CREATE INDEX visits_2025_at_idx ON public.visits_2025 USING brin (at);

ALTER INDEX public.visits_at ATTACH PARTITION public.visits_2025_at_idx;

CREATE TRIGGER titles_touch BEFORE UPDATE ON public.titles FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE ONLY public.titles
    ADD CONSTRAINT titles_publisher_fkey FOREIGN KEY (publisher_id) REFERENCES public.publishers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.title_authors
    ADD CONSTRAINT title_authors_title_fkey FOREIGN KEY (title_id) REFERENCES public.titles(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.title_authors
    ADD CONSTRAINT title_authors_author_fkey FOREIGN KEY (author_id) REFERENCES public.authors(id);

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_parent_fkey FOREIGN KEY (parent_id) REFERENCES public.subjects(id);

ALTER TABLE ONLY public.title_subjects
    ADD CONSTRAINT title_subjects_title_fkey FOREIGN KEY (title_id) REFERENCES public.titles(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.title_subjects
    ADD CONSTRAINT title_subjects_subject_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);

ALTER TABLE ONLY public.copies
    ADD CONSTRAINT copies_title_fkey FOREIGN KEY (title_id) REFERENCES public.titles(id);

ALTER TABLE ONLY public.copies
    ADD CONSTRAINT copies_branch_fkey FOREIGN KEY (branch_id) REFERENCES public.branches(id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_branch_fkey FOREIGN KEY (home_branch_id) REFERENCES public.branches(id);

ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_copy_fkey FOREIGN KEY (copy_id) REFERENCES public.copies(id);

ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_member_fkey FOREIGN KEY (member_id) REFERENCES public.members(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fines
    ADD CONSTRAINT fines_loan_fkey FOREIGN KEY (loan_id) REFERENCES public.loans(id) ON UPDATE CASCADE;

--
-- PostgreSQL database dump complete
--
