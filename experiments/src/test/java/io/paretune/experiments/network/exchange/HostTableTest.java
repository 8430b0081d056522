package io.paretune.experiments.network.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.network.exchange.HostTable.Row;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.page.follow.WorkerLanes;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTableTest {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong();
  private final HostTable table = new HostTable(now::get);

  private void pass(long seconds) {
    now.addAndGet(seconds * SECOND);
  }

  @Test
  void hostsAreAtWorkForAsMuchOfTheirWorkersTimeAsThoseEvaluate() {
    table.joined("a");
    table.joined("a");
    table.joined("b");
    pass(1);
    table.begun("a");
    pass(2);
    table.begun("a");
    pass(3);
    table.ended("a", false);
    table.done("a");
    pass(4);
    table.done("a"); // lost in the middle
    table.lost("a");
    table.left("a");
    pass(10);
    table.left("a");
    pass(100);
    assertThat(table.rows())
        .containsExactly(
            new Row("a", 0, 0, 1, 1, 2 * 10 + 10, 2 + 2 * 3 + 4), new Row("b", 1, 0, 0, 0, 120, 0));
    assertThat(table.rows().get(0).utilisation()).isEqualTo(0.4);
    assertThat(table.rows().get(1).utilisation()).isZero();
  }

  @Test
  void whoIsAtOneLongTrialIsSeenToWork(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("hosts.json");
    table.joined("a");
    table.begun("a");
    table.write(file);
    pass(5);
    table.write(file);
    assertThat(HostTable.rows(file).get(0).busySeconds()).isZero();
    pass(55);
    table.write(file);
    assertThat(HostTable.rows(file).get(0).busySeconds()).isEqualTo(60);
  }

  @Test
  void aWorkerThatIsGoneBeforeItsTrialIsSentIsNotAtWork() {
    FromHost.Hello hello =
        new FromHost.Hello(1, new Build("1", Map.of()), "", "a", "a/1", Purpose.TRIALS, "", 0);
    ExchangeLimits limits = ExchangeLimits.defaults();
    Session session = new Session("secret", hello, limits);
    RemoteWorker worker = new RemoteWorker(session, new Sessions(limits, table), table, "run", 64);
    table.joined("a");
    session.end("its lease ended");
    assertThatThrownBy(() -> worker.tell(new ToWorker.Evaluate(0, Map.of())))
        .isInstanceOf(WorkerLostException.class);
    pass(10);
    assertThat(table.rows()).containsExactly(new Row("a", 1, 0, 0, 1, 10, 0));
  }

  @Test
  void countsGoOnWithTheNextStartAndAreShownWithTheTimeline(@TempDir Path directory)
      throws IOException {
    RunDirectory run = new RunDirectory(directory);
    Files.createDirectories(run.logs());
    table.joined("a");
    table.begun("a");
    pass(3);
    table.ended("a", true);
    table.done("a");
    pass(1);
    table.write(run.hosts());
    HostTable next = new HostTable(now::get);
    next.read(run.hosts());
    pass(50);
    assertThat(next.rows()).containsExactly(new Row("a", 0, 0, 1, 1, 4, 3));
    assertThat(WorkerLanes.of(run))
        .hasToString(
            "{\"trials\":[],\"workers\":[],\"measured\":[],\"hosts\":[{\"host\":\"a\",\"trials\":1,\"failures\":1,"
                + "\"utilisation\":0.75}]}");
  }
}
