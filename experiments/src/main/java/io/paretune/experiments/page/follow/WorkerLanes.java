package io.paretune.experiments.page.follow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which worker evaluated which trial, from the end of a coordinator's log. */
public final class WorkerLanes {

  /** As much of the log's end as is read: some 80,000 trials. */
  private static final int MOST_BYTES = 8 << 20;

  private static final Pattern BEGUN =
      Pattern.compile("event=trial trial=(\\d{1,9}) worker=(\\d{1,6}) state=RUNNING");

  private WorkerLanes() {}

  /** Trials and their last workers: {@code {"trials": [0, 1], "workers": [0, 1]}}. */
  public static ObjectNode of(Path log) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode trials = root.putArray("trials");
    ArrayNode workers = root.putArray("workers");
    if (!Files.isRegularFile(log)) {
      return root;
    }
    Matcher line = BEGUN.matcher(end(log));
    while (line.find()) {
      trials.add(Integer.parseInt(line.group(1)));
      workers.add(Integer.parseInt(line.group(2)));
    }
    return root;
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
