package io.paretune.experiments.command.run;

import io.paretune.experiments.command.serve.ServeCommand;
import io.paretune.experiments.page.PageServer;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The page that shows a run of this process to this machine, if one was asked for. */
final class RunPage implements AutoCloseable {

  private final Optional<PageServer> page;

  private RunPage(Optional<PageServer> page) {
    this.page = page;
  }

  /** On a port of the loopback address; none if none was asked for. */
  static RunPage of(Optional<Integer> port, RunDirectory run) {
    return new RunPage(
        port.map(
            number ->
                ServeCommand.start(
                    List.of(PageSource.ofOwn(run)),
                    AgentSettings.on(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), number)))));
  }

  void tell(PrintStream out) {
    page.ifPresent(shown -> out.println("page " + shown.url()));
  }

  @Override
  public void close() {
    page.ifPresent(PageServer::close);
  }
}
