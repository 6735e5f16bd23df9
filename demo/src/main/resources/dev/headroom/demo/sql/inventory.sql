CREATE TABLE stock (
  product_id integer NOT NULL,
  quantity integer NOT NULL,
  reserved integer NOT NULL
) WITH (fillfactor = 70);
INSERT INTO stock SELECT n, 1000 + n % 500, 0 FROM generate_series(1, 40000) AS n;
ALTER TABLE stock ADD PRIMARY KEY (product_id);
ANALYZE;
