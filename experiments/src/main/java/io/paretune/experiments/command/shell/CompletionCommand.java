package io.paretune.experiments.command.shell;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code paretune completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script with which a shell completes commands and options:",
      "source <(paretune completion bash)",
      ""
    })
public final class CompletionCommand implements Callable<Integer> {

  /** Shells that complete. */
  public enum Shell {
    /** GNU Bash. */
    BASH,
    /** Z shell; the script makes it read Bash's completions. */
    ZSH
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh", description = "for which shell")
  private Shell shell = Shell.BASH;

  /** picocli makes it. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls anything
  CompletionCommand() {}

  @Override
  public Integer call() {
    System.out.printf(
        "# read by: source <(paretune completion %s)%n", shell.name().toLowerCase(Locale.ROOT));
    // one script for both: it finds out where it is read
    System.out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    System.out.flush();
    return 0;
  }
}
