-- Studies, their trials and what was found. Plain SQL: H2 and PostgreSQL take it alike.
-- Moments are nanoseconds since 1970-01-01T00:00Z, so that they come back exactly.

CREATE TABLE study (
  id         INTEGER NOT NULL PRIMARY KEY,
  name       VARCHAR NOT NULL UNIQUE,
  definition VARCHAR NOT NULL,
  created_ns BIGINT  NOT NULL
);

-- Facts about the whole run: fingerprint, versions, the experiment's text.
CREATE TABLE study_attribute (
  study      INTEGER NOT NULL REFERENCES study (id),
  ordinal    INTEGER NOT NULL,
  name       VARCHAR NOT NULL,
  text_value VARCHAR NOT NULL,
  PRIMARY KEY (study, name)
);

CREATE TABLE trial (
  study        INTEGER NOT NULL REFERENCES study (id),
  number       BIGINT  NOT NULL,
  state        VARCHAR NOT NULL,
  sampler      VARCHAR NOT NULL,
  reason       VARCHAR NOT NULL,
  attempts     INTEGER NOT NULL,
  created_ns   BIGINT  NOT NULL,
  started_ns   BIGINT,
  finished_ns  BIGINT,
  finish_order BIGINT  NOT NULL,
  PRIMARY KEY (study, number)
);

-- One row a value of the assignment; kind (real, whole, text, flag) says which column holds it.
-- The IEEE 754 bits of a real number stand beside it: H2 forgets the sign of zero.
CREATE TABLE parameter (
  study       INTEGER NOT NULL,
  trial       BIGINT  NOT NULL,
  ordinal     INTEGER NOT NULL,
  name        VARCHAR NOT NULL,
  kind        VARCHAR NOT NULL,
  real_value  DOUBLE PRECISION,
  real_bits   BIGINT,
  whole_value BIGINT,
  text_value  VARCHAR,
  PRIMARY KEY (study, trial, ordinal),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

-- Every number of a complete trial: objectives, constrained metrics and others.
CREATE TABLE measurement (
  study      INTEGER NOT NULL,
  trial      BIGINT  NOT NULL,
  ordinal    INTEGER NOT NULL,
  metric     VARCHAR NOT NULL,
  real_value DOUBLE PRECISION NOT NULL,
  real_bits  BIGINT  NOT NULL,
  PRIMARY KEY (study, trial, ordinal),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

CREATE TABLE intermediate (
  study       INTEGER NOT NULL,
  trial       BIGINT  NOT NULL,
  ordinal     INTEGER NOT NULL,
  step        INTEGER NOT NULL,
  real_value  DOUBLE PRECISION NOT NULL,
  real_bits   BIGINT  NOT NULL,
  reported_ns BIGINT  NOT NULL,
  PRIMARY KEY (study, trial, ordinal),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

CREATE TABLE provenance (
  study      INTEGER NOT NULL,
  trial      BIGINT  NOT NULL,
  ordinal    INTEGER NOT NULL,
  name       VARCHAR NOT NULL,
  text_value VARCHAR NOT NULL,
  PRIMARY KEY (study, trial, ordinal),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

-- Files that belong to a trial, by content; role is empty for the deployable network itself.
CREATE TABLE artifact (
  study INTEGER NOT NULL,
  trial BIGINT  NOT NULL,
  role  VARCHAR NOT NULL,
  hash  VARCHAR NOT NULL,
  PRIMARY KEY (study, trial, role),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

CREATE TABLE front_member (
  study INTEGER NOT NULL,
  trial BIGINT  NOT NULL,
  PRIMARY KEY (study, trial),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);
