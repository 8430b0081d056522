-- What was known of a trial before its evaluation ended: one row a metric, the newest value.

CREATE TABLE known (
  study      INTEGER NOT NULL,
  trial      BIGINT  NOT NULL,
  ordinal    INTEGER NOT NULL,
  metric     VARCHAR NOT NULL,
  real_value DOUBLE PRECISION NOT NULL,
  real_bits  BIGINT  NOT NULL,
  known_ns   BIGINT  NOT NULL,
  PRIMARY KEY (study, trial, ordinal),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);
