package io.paretune.experiments.compress.graph.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as one types it, in words: apart by spaces, those within quotes kept, also in the
 * middle of a word. Within double quotes a backslash takes the meaning from a quote and from
 * another backslash. Nothing else that a shell knows is known. Mutable, for one command.
 */
final class CommandWords {

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private char quote;

  private CommandWords() {}

  /**
   * The words.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> of(String command) {
    CommandWords words = new CommandWords();
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      boolean escape =
          words.quote == '"'
              && c == '\\'
              && i + 1 < command.length()
              && "\"\\".indexOf(command.charAt(i + 1)) >= 0;
      if (escape) {
        words.word.append(command.charAt(++i));
      } else {
        words.take(c);
      }
    }
    if (words.quote != 0) {
      throw new IllegalArgumentException(
          "--evaluate: every quote must be closed, but one of %s is not in: %s"
              .formatted(words.quote, command));
    }
    words.end();
    return List.copyOf(words.words);
  }

  private void take(char c) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      inWord = true;
    } else if (Character.isWhitespace(c)) {
      end();
    } else {
      word.append(c);
      inWord = true;
    }
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }
}
