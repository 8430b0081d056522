package io.paretune.experiments.command.profile;

/** How the commands about profiles print. */
public enum ProfileFormat {
  /** For people. */
  TEXT,
  /** For programs. */
  JSON
}
