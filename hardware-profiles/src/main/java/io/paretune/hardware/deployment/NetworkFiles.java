package io.paretune.hardware.deployment;

import io.paretune.hardware.ModelRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of one network, by what they are deployed as. */
public final class NetworkFiles {
  private NetworkFiles() {}

  /**
   * What a named file is deployed as. Where formats compete, the network's file in another one is
   * that which lies beside it under the same name, if there is one.
   *
   * @param deployments at least one
   * @return at least one, in the order of the deployments
   * @throws ModelRefusedException if formats compete and the name does not tell which one it is
   */
  public static Map<Deployment, Path> of(Path model, List<Deployment> deployments) {
    Map<Deployment, Path> files = new LinkedHashMap<>();
    if (deployments.stream().map(Deployment::format).distinct().count() == 1) {
      deployments.forEach(deployment -> files.put(deployment, model));
      return files;
    }
    ModelFormat own =
        ModelFormat.ofName(model)
            .orElseThrow(
                () ->
                    new ModelRefusedException(
                        "where formats compete, files are told apart by their names, which must"
                            + " end with "
                            + Arrays.stream(ModelFormat.values())
                                .map(ModelFormat::ending)
                                .collect(Collectors.joining(" or "))
                            + ", got "
                            + model));
    for (Deployment deployment : deployments) {
      Path file = deployment.format().beside(model);
      if (deployment.format() == own || Files.exists(file)) {
        files.put(deployment, file);
      }
    }
    return files;
  }
}
