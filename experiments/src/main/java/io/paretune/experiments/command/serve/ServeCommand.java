package io.paretune.experiments.command.serve;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.page.PageServer;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code paretune serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Shows studies in a browser, while they run and afterwards, until it is stopped.",
      "An address that other machines reach needs --token-file (or --token-env) and --tls.",
      ""
    })
public final class ServeCommand implements Callable<Integer> {

  /** Where a page is served if nothing is said. */
  public static final int PORT = 7979;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "runs' directories, databases of studies made from Java (FILE.mv.db), or"
              + " jdbc:postgresql://HOST/DATABASE[#STUDY]")
  private List<String> paths = new ArrayList<>();

  @Mixin private ListenOptions listening = new ListenOptions(PORT);

  /** picocli makes it. */
  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    AgentSettings settings = UsageException.orRefuse(listening::settings);
    List<PageSource> sources =
        UsageException.orRefuse(() -> paths.stream().distinct().map(PageSource::of).toList());
    try (PageServer page = start(sources, settings)) {
      System.out.println(page.url());
      if (settings.givenUp().isPresent()) {
        System.err.println(
            "paretune serve: insecure: "
                + (settings.token().isEmpty()
                    ? "whoever reaches this address sees the studies and takes their files"
                    : "without TLS whoever is on the way reads studies, files and the token"));
      }
      Thread closing = new Thread(page::close, "page-closing");
      Runtime.getRuntime().addShutdownHook(closing);
      page.await();
      return 0;
    }
  }

  /** Serves a page, or says in one line why not. */
  public static PageServer start(List<PageSource> sources, AgentSettings settings) {
    try {
      return PageServer.start(sources, settings);
    } catch (IllegalArgumentException | HardwareException refused) {
      throw new UsageException(String.valueOf(refused.getMessage()), refused);
    }
  }
}
