-- What was found about trials after the search, beside their measurements; one of a kind a trial.

CREATE TABLE assessment (
  study   INTEGER NOT NULL,
  trial   BIGINT  NOT NULL,
  ordinal INTEGER NOT NULL,
  kind    VARCHAR NOT NULL,
  machine VARCHAR NOT NULL,
  PRIMARY KEY (study, trial, kind),
  FOREIGN KEY (study, trial) REFERENCES trial (study, number)
);

CREATE TABLE assessment_metric (
  study      INTEGER NOT NULL,
  trial      BIGINT  NOT NULL,
  kind       VARCHAR NOT NULL,
  ordinal    INTEGER NOT NULL,
  metric     VARCHAR NOT NULL,
  real_value DOUBLE PRECISION NOT NULL,
  real_bits  BIGINT  NOT NULL,
  PRIMARY KEY (study, trial, kind, ordinal),
  FOREIGN KEY (study, trial, kind) REFERENCES assessment (study, trial, kind)
);

CREATE TABLE assessment_fact (
  study      INTEGER NOT NULL,
  trial      BIGINT  NOT NULL,
  kind       VARCHAR NOT NULL,
  ordinal    INTEGER NOT NULL,
  name       VARCHAR NOT NULL,
  text_value VARCHAR NOT NULL,
  PRIMARY KEY (study, trial, kind, ordinal),
  FOREIGN KEY (study, trial, kind) REFERENCES assessment (study, trial, kind)
);

-- Latencies that were not stable: a caveat on each figure, in place of two facts about all of them.
INSERT INTO provenance (study, trial, ordinal, name, text_value)
  SELECT m.study, m.trial, 100000 + m.ordinal, 'caveat.' || m.metric,
         'unstable: ' || COALESCE(NULLIF(why.text_value, ''), 'the latency was not stable')
  FROM measurement m
  JOIN provenance stable ON stable.study = m.study AND stable.trial = m.trial
    AND stable.name = 'latency.stable' AND stable.text_value = 'false'
  LEFT JOIN provenance why ON why.study = m.study AND why.trial = m.trial
    AND why.name = 'latency.reason'
  WHERE m.metric LIKE 'latency%';
