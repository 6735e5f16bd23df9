CREATE TABLE charges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text NOT NULL,
  cents bigint NOT NULL,
  state text NOT NULL,
  charged_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
