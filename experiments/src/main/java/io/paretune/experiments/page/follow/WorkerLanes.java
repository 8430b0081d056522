package io.paretune.experiments.page.follow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.network.exchange.HostTable;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which worker evaluated which trial, and what the workers of other machines did. */
public final class WorkerLanes {

  /** As much of the log's end as is read: some 80,000 trials. */
  private static final int MOST_BYTES = 8 << 20;

  private static final Pattern BEGUN =
      Pattern.compile("event=trial trial=(\\d{1,9}) worker=(\\d{1,6}) state=RUNNING");

  private WorkerLanes() {}

  /**
   * Trials and their last workers, from the end of the coordinator's log, and other machines:
   * {@code {"trials": [0, 1], "workers": [0, 1], "hosts": [{"host": "a", "trials": 2, "failures":
   * 0, "utilisation": 0.9}]}}.
   */
  public static ObjectNode of(RunDirectory run) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    trials(run.coordinatorLog(), root);
    ArrayNode hosts = root.putArray("hosts");
    for (HostTable.Row row : HostTable.rows(run.hosts())) {
      ObjectNode host = hosts.addObject().put("host", row.host()).put("trials", row.trials());
      host.put("failures", row.failures()).put("utilisation", row.utilisation());
    }
    return root;
  }

  private static void trials(Path log, ObjectNode root) throws IOException {
    ArrayNode trials = root.putArray("trials");
    ArrayNode workers = root.putArray("workers");
    if (!Files.isRegularFile(log)) {
      return;
    }
    Matcher line = BEGUN.matcher(end(log));
    while (line.find()) {
      trials.add(Integer.parseInt(line.group(1)));
      workers.add(Integer.parseInt(line.group(2)));
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
