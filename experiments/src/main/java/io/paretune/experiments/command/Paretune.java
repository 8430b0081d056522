package io.paretune.experiments.command;

import io.paretune.experiments.command.bench.BenchCommand;
import io.paretune.experiments.command.predict.PredictCommand;
import io.paretune.experiments.command.profile.ProfileCommand;
import io.paretune.experiments.command.run.ResumeCommand;
import io.paretune.experiments.command.run.RunCommand;
import io.paretune.experiments.command.run.WorkerCommand;
import io.paretune.experiments.command.serve.AgentCommand;
import io.paretune.experiments.command.serve.ServeCommand;
import io.paretune.experiments.command.shell.CompletionCommand;
import io.paretune.experiments.command.shell.ManPageCommand;
import io.paretune.experiments.command.study.CompareCommand;
import io.paretune.experiments.command.study.ExportCommand;
import io.paretune.experiments.command.study.FrontCommand;
import io.paretune.experiments.command.study.MoveCommand;
import io.paretune.experiments.command.study.ReportCommand;
import io.paretune.experiments.command.study.StatusCommand;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.command.terminal.Version;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.results.store.database.StoreRefusedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. */
@Command(
    name = "paretune",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Searches neural architectures and their compression together, measures every candidate as"
          + " it would be deployed, and keeps the Pareto front of accuracy against efficiency.",
      ""
    },
    footer = {
      "",
      "A first run, on data that is built in:  paretune run --out runs/first",
      "Exit codes: 0 done, 1 the run failed, 2 a mistake in what was asked for."
    },
    subcommands = {
      RunCommand.class,
      ResumeCommand.class,
      WorkerCommand.class,
      CompressCommand.class,
      SensitivityCommand.class,
      ServeCommand.class,
      StatusCommand.class,
      FrontCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      MoveCommand.class,
      PredictCommand.class,
      ProfileCommand.class,
      AgentCommand.class,
      ValidateCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      ManPageCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Paretune implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Paretune.class);

  @Spec private CommandSpec spec;

  /** For picocli, to parse with. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls anything
  public Paretune() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments as typed
   */
  public static void main(String[] arguments) {
    // numbers look the same whatever the machine's language: output is read by programs, too
    Locale.setDefault(Locale.ROOT);
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(execute(arguments));
  }

  /**
   * Runs a command in this process, which goes on after it.
   *
   * @param arguments as typed
   * @return 0 done, 1 the run failed, 2 the caller's mistake
   */
  public static int execute(String... arguments) {
    return execute(CommandLine.defaultFactory(), arguments);
  }

  /**
   * As {@link #execute(String...)}.
   *
   * @param commands makes them
   */
  static int execute(CommandLine.IFactory commands, String... arguments) {
    CommandLine line = new CommandLine(new Paretune(), commands);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Paretune::mistyped);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          String name = command.getCommandSpec().qualifiedName();
          if (failure instanceof UsageException || failure instanceof StoreRefusedException) {
            command.getErr().println(name + ": " + oneLine(failure.getMessage()));
            return ExitCode.USAGE;
          }
          LOG.debug("{} failed", name, failure);
          String message = failure.getMessage();
          command
              .getErr()
              .println(name + ": " + oneLine(message == null ? failure.toString() : message));
          return ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }

  private static String suggestion(CommandLine command, UnmatchedArgumentException unmatched) {
    String given = unmatched.getUnmatched().get(0);
    if (!given.startsWith("-")) {
      return Nearest.hint(given, command.getSubcommands().keySet());
    }
    List<String> options =
        command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
    return Nearest.hint(given, options);
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static int mistyped(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    StringBuilder text = new StringBuilder(command.getCommandSpec().qualifiedName());
    text.append(": ").append(oneLine(mistake.getMessage()));
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      text.append(suggestion(command, unmatched));
    }
    text.append(" (try '").append(command.getCommandSpec().qualifiedName()).append(" --help')");
    command.getErr().println(text);
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
