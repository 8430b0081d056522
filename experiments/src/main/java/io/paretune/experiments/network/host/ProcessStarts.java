package io.paretune.experiments.network.host;

import io.paretune.experiments.network.host.Coordinates.Greeting;
import io.paretune.experiments.network.transfer.FileCourier;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerLostException;
import java.io.IOException;
import java.time.Duration;

/** Starts one worker's processes: brings what a job needs, then sets a process up for it. */
final class ProcessStarts {

  private static final Duration FILES_SILENCE = Duration.ofMinutes(1);

  private final HostSettings settings;
  private final Workspace workspace;
  private final String name;
  private final int number;

  /**
   * @param name the worker's
   * @param number its place among this machine's, from 0
   */
  ProcessStarts(HostSettings settings, String name, int number) {
    this.settings = settings;
    this.workspace = new Workspace(settings.directory());
    this.name = name;
    this.number = number;
  }

  /**
   * A process that is being set up.
   *
   * @throws IllegalStateException if this machine cannot do the job, however often it is tried
   * @throws IOException if files cannot be brought, or no process can be started
   */
  HostedProcess start(ToHost.Job job, Conversation open)
      throws IOException, WorkerLostException, InterruptedException {
    FileCourier courier = courier(open);
    ToWorker.Setup setup = workspace.prepare(job, courier);
    RunDirectory run = workspace.run(job.run());
    int threads = Math.min(setup.trials().threads(), Runtime.getRuntime().availableProcessors());
    Worker process =
        settings
            .processes()
            .with(threads, job.heapMegabytes(), run.logs())
            .start(number)
            .orElseThrow(() -> new IOException("no process could be started"));
    Uploads uploads = new Uploads(run, setup.trials().stage() == Stage.PREPARATION);
    HostedProcess started = new HostedProcess(process, open, uploads, courier);
    started.begin(setup);
    return started;
  }

  private FileCourier courier(Conversation open) {
    return new FileCourier(
        () -> {
          Greeting greeting =
              settings.coordinator().greet(name, settings.machine(), Purpose.FILES, open.id(), 0);
          if (greeting.answer() instanceof ToHost.Refused refused) {
            greeting.channel().close();
            throw new IOException(refused.reason());
          }
          greeting.channel().patience(FILES_SILENCE);
          return greeting.channel();
        });
  }
}
