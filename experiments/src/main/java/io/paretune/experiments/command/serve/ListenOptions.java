package io.paretune.experiments.command.serve;

import io.paretune.hardware.meter.agent.server.AgentSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a server of this program listens, to whom, and how that is protected. */
final class ListenOptions {

  private final int port;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "where to listen; default ${DEFAULT-VALUE}, this machine alone")
  private String listen;

  @Mixin private AccessOptions access = new AccessOptions();

  /**
   * Options of a command.
   *
   * @param port where it listens if nothing is said
   */
  ListenOptions(int port) {
    this.port = port;
    this.listen = "127.0.0.1:" + port;
  }

  /**
   * What was said, checked.
   *
   * @throws IllegalArgumentException if that cannot be, saying why
   */
  AgentSettings settings() {
    return access.settings(listen, port);
  }
}
