package io.paretune.experiments.tracking;

import io.paretune.hardware.yaml.YamlSection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which trackers an experiment's file names under {@code log}.
 *
 * @param mlflow the server; empty for none
 * @param tensorboard the directory of event files; empty for none
 */
public record TrackingSettings(Optional<MlflowServer> mlflow, Optional<Path> tensorboard) {

  /** No tracker. */
  public static final TrackingSettings NONE =
      new TrackingSettings(Optional.empty(), Optional.empty());

  /** The experiment file's key. */
  public static final String KEY = "log";

  private static final String MLFLOW = "mlflow";
  private static final String EXPERIMENT = "experiment";
  private static final String FILES = "files";
  private static final String TENSORBOARD = "tensorboard";

  /**
   * An MLflow server.
   *
   * @param address {@code http://HOST:PORT} or {@code https://...}, with a path if it has one
   * @param experiment the name of its experiment
   * @param files whether it gets the files of the front's members
   */
  public record MlflowServer(URI address, String experiment, boolean files) {}

  /**
   * Reads the key; {@link #NONE} without it.
   *
   * @param name of the study, which MLflow's experiment is called without a name of its own
   * @param base directory against which a relative path is resolved
   */
  public static TrackingSettings read(YamlSection root, String name, Path base) {
    if (!root.has(KEY)) {
      return NONE;
    }
    YamlSection section =
        root.section(KEY, List.of(MLFLOW, EXPERIMENT, FILES, TENSORBOARD)).orElseThrow();
    if (!section.has(MLFLOW) && !section.has(TENSORBOARD)) {
      throw root.refuse(
          KEY, "'log' needs 'mlflow' (a server's address), 'tensorboard' (a directory) or both");
    }
    for (String key : List.of(EXPERIMENT, FILES)) {
      if (section.has(key) && !section.has(MLFLOW)) {
        throw section.refuse(key, "'" + key + "' needs 'mlflow' beside it");
      }
    }
    Optional<MlflowServer> server = Optional.empty();
    if (section.has(MLFLOW)) {
      String experiment = section.has(EXPERIMENT) ? section.text(EXPERIMENT) : name;
      if (experiment.isBlank() || experiment.length() > 250) {
        throw section.refuse(EXPERIMENT, "'experiment' must have 1 to 250 characters");
      }
      server =
          Optional.of(
              new MlflowServer(
                  section.parsed(MLFLOW, TrackingSettings::address),
                  experiment,
                  section.flag(FILES, true)));
    }
    return new TrackingSettings(
        server,
        section.has(TENSORBOARD)
            ? Optional.of(base.resolve(section.text(TENSORBOARD)))
            : Optional.empty());
  }

  /** Messages are printed, and kept in logs. */
  private static String withoutSecrets(String address) {
    return address.replaceFirst("^([A-Za-z]+://)?.*@", "$1...@").replaceFirst("\\?.*", "?...");
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text.replaceAll("/+$", ""));
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && address.getFragment() == null) {
        return address;
      }
    } catch (IllegalArgumentException odd) {
      // said below
    }
    throw new IllegalArgumentException(
        "'mlflow' must be a server's address such as http://localhost:5000, got '"
            + withoutSecrets(text)
            + "'; who may write is said by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
            + " MLFLOW_TRACKING_PASSWORD, in the environment");
  }
}
