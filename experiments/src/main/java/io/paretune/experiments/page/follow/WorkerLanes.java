package io.paretune.experiments.page.follow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.network.exchange.HostTable;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;

/** Which worker evaluated which trial, and what the workers of other machines did. */
public final class WorkerLanes {

  private WorkerLanes() {}

  /**
   * What {@link LogLanes} tells, and other machines: {@code {.., "hosts": [{"host": "a", "trials":
   * 2, "failures": 0, "utilisation": 0.9}]}}. If what was written of them cannot be read, {@code
   * unread} says so in words, and there are no hosts.
   */
  public static ObjectNode of(RunDirectory run) throws IOException {
    ObjectNode root = LogLanes.of(run.coordinatorLog());
    ArrayNode hosts = root.putArray("hosts");
    try {
      for (HostTable.Row row : HostTable.rows(run.hosts())) {
        ObjectNode host = hosts.addObject().put("host", row.host()).put("trials", row.trials());
        host.put("failures", row.failures()).put("utilisation", row.utilisation());
      }
    } catch (IOException damaged) {
      root.put(
          "unread", run.hosts().getFileName() + " cannot be read; other machines are left out");
    }
    return root;
  }
}
