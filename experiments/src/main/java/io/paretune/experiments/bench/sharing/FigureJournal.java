package io.paretune.experiments.bench.sharing;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What networks came to, a line each, written as soon as it is known: {@code
 * score,log-loss,alone,network}. A process that is killed loses the network that it is at, and no
 * more.
 */
final class FigureJournal implements Closeable {

  private static final int CELLS = 4;

  private final Map<String, Figures> known;
  private final Writer writer;

  /**
   * What is costly to find out.
   *
   * @param shared as a part of the shared network
   * @param alone the task's reported metric of the network trained alone; empty if it was not
   */
  record Figures(SharingRow.Judged shared, OptionalDouble alone) {}

  private FigureJournal(Map<String, Figures> known, Writer writer) {
    this.known = known;
    this.writer = writer;
  }

  /** Opens a journal, a new one if there is none. */
  static FigureJournal open(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    Map<String, Figures> known = new HashMap<>();
    // What a killed process left half may look like the figures of another network.
    text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> read(line, known));
    Writer writer =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      writer.write('\n'); // after a line that a killed process left half
    }
    return new FigureJournal(known, writer);
  }

  /** Passes over what is no whole line: its network is judged again. */
  private static void read(String line, Map<String, Figures> known) {
    String[] cells = line.split(",", CELLS);
    if (cells.length < CELLS) {
      return;
    }
    try {
      SharingRow.Judged shared =
          new SharingRow.Judged(Double.parseDouble(cells[0]), optional(cells[1]));
      known.put(cells[3], new Figures(shared, optional(cells[2])));
    } catch (NumberFormatException half) {
      known.remove(cells[3]);
    }
  }

  private static OptionalDouble optional(String cell) {
    return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }

  /** What is known of a network. */
  Optional<Figures> find(String network) {
    return Optional.ofNullable(known.get(network));
  }

  /** Keeps what was found out. */
  void add(String network, Figures figures) throws IOException {
    writer.write(
        String.join(
            ",",
            Double.toString(figures.shared().score()),
            text(figures.shared().logLoss()),
            text(figures.alone()),
            network + "\n"));
    writer.flush();
    known.put(network, figures);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
