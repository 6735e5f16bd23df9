CREATE TABLE orders (
  id text PRIMARY KEY,
  customer text NOT NULL,
  line_count integer NOT NULL,
  cents bigint NOT NULL,
  state text NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX orders_by_customer ON orders (customer, placed_at DESC);

CREATE TABLE mail_jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text NOT NULL,
  recipient text NOT NULL,
  headers text NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
