CREATE TABLE prices (
    product int4range, valid tstzrange, amount numeric,
    PRIMARY KEY (product, valid WITHOUT OVERLAPS),
    CONSTRAINT prices_amount UNIQUE (product, valid WITHOUT OVERLAPS)
);
CREATE TABLE offers (
    product int4range, valid tstzrange NOT NULL,
    FOREIGN KEY (product, PERIOD valid) REFERENCES prices (product, PERIOD valid)
);
CREATE TABLE later_offers (product int4range, valid tstzrange);
ALTER TABLE later_offers ADD CONSTRAINT later_price FOREIGN KEY (product, PERIOD valid) REFERENCES prices;
ALTER TABLE later_offers ADD PRIMARY KEY (product, valid WITHOUT OVERLAPS);
