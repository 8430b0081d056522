package io.paretune.experiments.command.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code paretune man-page}, by which a release gets its own. */
@Command(
    name = "man-page",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Prints the man page.")
public final class ManPageCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** picocli makes it. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls anything
  ManPageCommand() {}

  @Override
  public Integer call() {
    System.out.print(ManPage.of(spec.root()));
    System.out.flush();
    return 0;
  }
}
