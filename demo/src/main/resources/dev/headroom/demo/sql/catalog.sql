CREATE TABLE products (
  id integer NOT NULL,
  name text NOT NULL,
  category integer NOT NULL,
  description text NOT NULL,
  price_cents bigint NOT NULL,
  popularity double precision NOT NULL,
  featured boolean NOT NULL
);
INSERT INTO products
SELECT n, 'Product ' || n, n % 400,
  'Number ' || n || ' of our range, made to last, delivered within two days.',
  199 + n::bigint * 37 % 20000, 1.0 / n, n % 2000 = 7
FROM generate_series(1, 40000) AS n;
ALTER TABLE products ADD PRIMARY KEY (id);
CREATE INDEX products_by_category ON products (category, popularity DESC);
CREATE INDEX products_featured ON products (popularity DESC) WHERE featured;

CREATE TABLE product_properties (
  product_id integer NOT NULL,
  name text NOT NULL,
  value text NOT NULL
);
INSERT INTO product_properties
SELECT n, p, md5(n::text || p)
FROM generate_series(1, 40000) AS n, unnest(ARRAY['colour', 'size']) AS p;
CREATE INDEX product_properties_by_product ON product_properties (product_id);

CREATE TABLE product_keywords (
  keyword text NOT NULL,
  product_id integer NOT NULL
);
INSERT INTO product_keywords
SELECT 'kw' || (1 + (n::bigint * 7919 + k * 104729) % 4000), n
FROM generate_series(1, 40000) AS n, generate_series(1, 12) AS k;
CREATE INDEX product_keywords_by_keyword ON product_keywords (keyword);
ANALYZE;
