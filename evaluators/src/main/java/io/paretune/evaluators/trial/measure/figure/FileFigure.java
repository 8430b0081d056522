package io.paretune.evaluators.trial.measure.figure;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.util.Optional;

/** A figure of an exported file that is measured if it is wanted. Stateless. */
public interface FileFigure {

  /** The metric's name. */
  String metric();

  /** Why it cannot be had under a profile, with the fix, in one line; empty if it can. */
  Optional<String> missing(HardwareProfile profile);

  /**
   * Measures a file.
   *
   * @param timer of the profile
   * @param deployment what runs the file
   * @throws HardwareException if the figure cannot be had
   */
  Found measure(FileTimer timer, Deployment deployment, Path file);

  /**
   * What was found.
   *
   * @param how it was measured and how far it is to be trusted, for people
   * @param stable whether it can be relied on
   */
  record Found(double value, String how, boolean stable) {}
}
