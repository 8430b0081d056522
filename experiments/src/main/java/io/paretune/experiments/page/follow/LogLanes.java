package io.paretune.experiments.page.follow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which worker evaluated which trial of a search and when it measured, from the end of its log. */
final class LogLanes {

  /** As much of the log's end as is read: some 90,000 trials that are measured. */
  private static final int MOST_BYTES = 32 << 20;

  /**
   * A start, whose trials are others' if it names a stage; a trial's begin; a measurement's ends.
   */
  private static final Pattern LINE =
      Pattern.compile(
          "time=(\\S+) event=(?:run state=(?:started|resumed) finished=\\d+( stage=\\S+)?$"
              + "|trial trial=(\\d{1,9}) worker=(\\d{1,6}) state=RUNNING"
              + "|measuring (trial=(\\d{1,9}) worker=\\d{1,6}) state=(BEGUN|ENDED))",
          Pattern.MULTILINE);

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode trials = root.putArray("trials");
  private final ArrayNode workers = root.putArray("workers");
  private final ArrayNode measured = root.putArray("measured");

  /** By trial and worker: a trial that is repeated is measured by another one, too. */
  private final Map<String, Long> begun = new HashMap<>();

  private boolean search = true;

  private LogLanes() {}

  /**
   * Trials and their last workers, and when which was measured, in milliseconds since 1970: {@code
   * {"trials": [0, 1], "workers": [0, 1], "measured": [[0, 1764000000000, 1764000000850]]}}.
   */
  static ObjectNode of(Path log) throws IOException {
    LogLanes lanes = new LogLanes();
    if (Files.isRegularFile(log)) {
      Matcher line = LINE.matcher(end(log));
      while (line.find()) {
        lanes.read(line);
      }
    }
    return lanes.root;
  }

  private void read(Matcher line) {
    if (line.group(3) != null && search) {
      trials.add(Integer.parseInt(line.group(3)));
      workers.add(Integer.parseInt(line.group(4)));
    } else if (line.group(5) != null && search) {
      measured(line, Instant.parse(line.group(1)).toEpochMilli());
    } else if (line.group(3) == null && line.group(5) == null) {
      search = line.group(2) == null;
      // what a start that was killed left open has no end
      begun.clear();
    }
  }

  private void measured(Matcher line, long at) {
    String who = line.group(5);
    if (line.group(7).equals("BEGUN")) {
      begun.put(who, at);
    } else if (begun.containsKey(who)) {
      long from = begun.remove(who);
      measured.addArray().add(Integer.parseInt(line.group(6))).add(from).add(at);
    }
  }

  private static String end(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - from)];
      file.seek(from);
      int read = Math.max(0, file.read(bytes));
      return new String(bytes, 0, read, StandardCharsets.UTF_8);
    }
  }
}
