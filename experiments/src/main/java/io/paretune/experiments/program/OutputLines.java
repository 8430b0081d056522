package io.paretune.experiments.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a process prints, line by line. A line ends with a line feed or a carriage return, as bars
 * of progress have it; of a very long one the rest is dropped, so that no output fills the heap.
 */
final class OutputLines {

  /** Characters of a line that are kept. */
  static final int LONGEST = 1 << 20;

  private final Reader reader;

  OutputLines(InputStream in) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The next line that is not blank; empty at the end. */
  Optional<String> next() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int read = reader.read();
      boolean ends = read < 0 || read == '\n' || read == '\r';
      if (!ends) {
        if (line.length() < LONGEST) {
          line.append((char) read);
        }
      } else if (!line.toString().isBlank()) {
        return Optional.of(line.toString());
      } else if (read < 0) {
        return Optional.empty();
      } else {
        line.setLength(0);
      }
    }
  }
}
