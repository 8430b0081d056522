package io.paretune.hardware.agent.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where one request lies while it is measured; only this user may look into it. */
record WorkDirectory(Path path) {

  static WorkDirectory fresh() throws IOException {
    return new WorkDirectory(Files.createTempDirectory("paretune-agent-"));
  }

  /** The request's head, as JSON after its length. */
  Path request() {
    return path.resolve("request");
  }

  /** The input's values, as they were sent. */
  Path input() {
    return path.resolve("input");
  }

  Path model() {
    return path.resolve("model.onnx");
  }

  /** Removes what was sent. */
  void clear() throws IOException {
    for (Path file : List.of(request(), input(), model())) {
      Files.deleteIfExists(file);
    }
  }

  void delete() throws IOException {
    clear();
    Files.deleteIfExists(path);
  }
}
