package io.paretune.evaluators.table;

import io.paretune.hardware.yaml.YamlSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column whose cells say what is searched.
 *
 * @param column the column
 * @param split how a cell is taken apart
 * @param ordered whether numbers are near each other; empty to decide by the words themselves
 */
record ParameterColumn(NamedColumn column, Split split, Optional<Boolean> ordered) {

  static final List<String> KEYS = List.of("column", "split", "ordered");

  /** How a cell becomes words. */
  sealed interface Split {

    /** The words of a cell; always as many for a column. */
    List<String> words(String cell);

    /** The cell itself is the one word. */
    record Whole() implements Split {
      @Override
      public List<String> words(String cell) {
        return List.of(cell);
      }
    }

    /** Every character is a word. */
    record Characters() implements Split {
      @Override
      public List<String> words(String cell) {
        return cell.codePoints().mapToObj(Character::toString).toList();
      }
    }

    /**
     * Words between separators.
     *
     * @param separator as it stands, no pattern
     */
    record Separated(String separator) implements Split {
      @Override
      public List<String> words(String cell) {
        List<String> words = new ArrayList<>();
        int from = 0;
        int at = cell.indexOf(separator);
        while (at >= 0) {
          words.add(cell.substring(from, at).strip());
          from = at + separator.length();
          at = cell.indexOf(separator, from);
        }
        words.add(cell.substring(from).strip());
        return words;
      }
    }
  }

  static ParameterColumn read(YamlSection section) {
    Optional<Boolean> ordered =
        section.has("ordered") ? Optional.of(section.flag("ordered", true)) : Optional.empty();
    return new ParameterColumn(NamedColumn.of(section, "column"), split(section), ordered);
  }

  private static Split split(YamlSection section) {
    String text = section.text("split", "none");
    if (text.isEmpty()) {
      throw section.refuse(
          "split", "'split' must be chars, none or a separator like \"-\", got an empty text");
    }
    return switch (text) {
      case "none" -> new Split.Whole();
      case "chars" -> new Split.Characters();
      default -> new Split.Separated(text);
    };
  }
}
