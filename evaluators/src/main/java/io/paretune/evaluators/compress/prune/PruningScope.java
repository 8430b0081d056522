package io.paretune.evaluators.compress.prune;

/** Among which weights the smallest are looked for. */
public enum PruningScope {
  /** Within each layer: every layer loses the same share. */
  LAYER,
  /** Over the whole network: layers of small weights lose more, even all. */
  GLOBAL
}
