package io.paretune.experiments.command;

/** How the commands about profiles print. */
enum ProfileFormat {
  /** For people. */
  TEXT,
  /** For programs. */
  JSON
}
