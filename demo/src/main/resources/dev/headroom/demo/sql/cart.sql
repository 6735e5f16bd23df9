CREATE TABLE known_products (
  product_id integer NOT NULL,
  price_cents bigint NOT NULL
);
INSERT INTO known_products SELECT n, 199 + n::bigint * 37 % 20000 FROM generate_series(1, 40000) AS n;
ALTER TABLE known_products ADD PRIMARY KEY (product_id);

CREATE TABLE cart_items (
  cart_id text NOT NULL,
  product_id integer NOT NULL,
  quantity integer NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (cart_id, product_id)
);
