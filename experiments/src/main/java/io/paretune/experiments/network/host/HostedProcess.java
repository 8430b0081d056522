package io.paretune.experiments.network.host;

import io.paretune.experiments.network.transfer.FileCourier;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerLostException;
import io.paretune.experiments.worker.WorkerTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's process, and what it says on its way to the coordinator. */
final class HostedProcess {

  private static final Logger LOG = LoggerFactory.getLogger(HostedProcess.class);
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final Worker process;
  private final Conversation conversation;
  private final Uploads uploads;
  private final FileCourier courier;
  private volatile String attempt = "";
  private volatile boolean ending;
  private volatile @Nullable String refusal;

  /**
   * @param process that waits for its setup
   * @param uploads sends what trials leave
   * @param courier of this process alone
   */
  HostedProcess(Worker process, Conversation conversation, Uploads uploads, FileCourier courier) {
    this.process = process;
    this.conversation = conversation;
    this.uploads = uploads;
    this.courier = courier;
  }

  /** Sets it up and begins to hear it. */
  void begin(ToWorker.Setup setup) throws WorkerLostException {
    process.tell(setup);
    Thread hearing = new Thread(this::hear, "from-process");
    hearing.setDaemon(true);
    hearing.start();
  }

  /** Hands a message on. */
  void tell(String about, ToWorker message) {
    if (message instanceof ToWorker.Evaluate) {
      attempt = about;
    }
    try {
      process.tell(message);
    } catch (WorkerLostException gone) {
      LOG.debug("{}: what it died of is heard at the other pipe", gone.getMessage());
    }
  }

  private void hear() {
    try {
      while (true) {
        FromWorker message = process.listen(SILENCE, Long.MAX_VALUE);
        boolean end =
            message instanceof FromWorker.Measured
                || message instanceof FromWorker.Pruned
                || message instanceof FromWorker.Failed;
        if (end && message.trial() == FromWorker.NO_TRIAL) {
          refusal = "it cannot be set up: " + ((FromWorker.Failed) message).reason();
        }
        FromWorker said = end ? withFiles(message) : message;
        if (said instanceof FromWorker.Unable unable) {
          refusal = "no trial can be evaluated here any more: " + unable.reason();
        }
        conversation.say(attempt, said);
      }
    } catch (WorkerLostException | WorkerTimeoutException lost) {
      if (!ending) {
        conversation.ended(String.valueOf(lost.getMessage()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of a trial, once its files are there; that it cannot be told, if they cannot be. */
  private FromWorker withFiles(FromWorker end) {
    try {
      if (end.trial() != FromWorker.NO_TRIAL) {
        uploads.send(end, courier);
      }
      return end;
    } catch (FileCourier.RefusedException unable) {
      return new FromWorker.Unable(
          end.trial(), "what the trial left cannot be kept: " + unable.getMessage());
    } catch (IOException | RuntimeException unreachable) {
      LOG.warn("what trial {} left could not be sent", end.trial(), unreachable);
      ending = true;
      process.kill();
      conversation.ended("what trial " + end.trial() + " left could not be sent: " + unreachable);
      return new FromWorker.Phase("ended");
    }
  }

  /** Why nothing can be evaluated on this machine, if that was found out. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Memory that it holds, in bytes. */
  long residentBytes() {
    return process.residentBytes();
  }

  /** Asks it to end, and ends it if it does not. */
  void close() {
    ending = true;
    process.close();
    courier.close();
  }

  /** Ends it at once. */
  void kill() {
    ending = true;
    process.kill();
    courier.close();
  }
}
