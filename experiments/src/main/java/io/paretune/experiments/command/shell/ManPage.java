package io.paretune.experiments.command.shell;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All commands as one page for {@code man}, in roff's man macros: what {@code --help} says. */
final class ManPage {

  /** So wide that no synopsis is broken: man does that. */
  private static final int WIDEST = 10_000;

  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  static String of(CommandSpec root) {
    ManPage manual = new ManPage();
    String name = root.name();
    manual
        .line(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" \"\" \"User Commands\"")
        .line(".SH NAME")
        .text(name + " - searches neural networks and their compression together")
        .line(".SH SYNOPSIS")
        .line(".B " + escaped(name))
        .text("COMMAND [OPTIONS] [ARGUMENTS]")
        .line(".SH DESCRIPTION")
        .texts(root.usageMessage().description())
        .line(".SH COMMANDS")
        .commands(root)
        .line(".SH NOTES")
        .texts(root.usageMessage().footer());
    return manual.page.toString();
  }

  private ManPage commands(CommandSpec parent) {
    for (CommandLine line : parent.subcommands().values()) {
      CommandSpec command = line.getCommandSpec();
      if (!command.usageMessage().hidden()) {
        command(command);
        commands(command);
      }
    }
    return this;
  }

  private void command(CommandSpec command) {
    command.usageMessage().width(WIDEST);
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    line(".SS \"" + escaped(command.qualifiedName()) + "\"");
    text(help.synopsis(0).strip().replaceAll("\\s+", " "));
    line(".PP");
    texts(command.usageMessage().description());
    for (PositionalParamSpec positional : command.positionalParameters()) {
      if (!positional.hidden()) {
        described(positional.paramLabel(), positional.description());
      }
    }
    for (OptionSpec option : command.options()) {
      // every command has these
      if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
        boolean takes = option.arity().max() > 0;
        described(
            String.join(", ", option.names()) + (takes ? " " + option.paramLabel() : ""),
            option.description());
      }
    }
  }

  private void described(String term, String[] description) {
    line(".TP");
    line(".B " + escaped(term));
    texts(description);
  }

  private ManPage texts(String[] lines) {
    for (String one : lines) {
      if (!one.isBlank()) {
        text(one);
      }
    }
    return this;
  }

  private ManPage text(String text) {
    String safe = escaped(text);
    // a line that begins so would be taken for a macro
    return line(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe);
  }

  private ManPage line(String line) {
    page.append(line).append('\n');
    return this;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("%n", " ");
  }
}
