package io.paretune.experiments.network.transfer;

import java.util.regex.Pattern;

/** What a file is of. */
public enum Area {
  /** What the experiment reads, by content. */
  INPUT("[0-9a-f]{64}"),
  /** Exported networks and recordings, by content: {@code HASH.onnx}. */
  ARTIFACT("[0-9a-f]{64}(\\.[A-Za-z0-9_-]{1,16})*"),
  /** Teachers with their answers, and shared networks, by what they follow from. */
  SHARED("(supernet|teacher)-[0-9a-f]{24}(-[0-9a-f]{8})?\\.(weights|curve\\.json|logits)"),
  /** How long the preparations may take, and how they were cut: the newest is what counts. */
  PLAN("preparation\\.json"),
  /** What programs left of a trial: {@code NUMBER/path}. */
  TRIAL("[0-9]{1,18}(/[^/\\\\\\p{Cntrl}]{1,200}){1,20}");

  private final Pattern names;

  Area(String names) {
    this.names = Pattern.compile(names);
  }

  /** Whether a name can be a file's of this area; none can that leads out of a directory. */
  public boolean accepts(String name) {
    return names.matcher(name).matches() && !("/" + name + "/").matches(".*/\\.{1,2}/.*");
  }

  /** Whether a file of this name says that those beside it are whole. */
  public static boolean isLast(String name) {
    return name.endsWith(".json");
  }
}
