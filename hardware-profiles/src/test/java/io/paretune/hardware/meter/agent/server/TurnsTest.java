package io.paretune.hardware.meter.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void oneHasTheTurnAndTheOthersGetItOneAfterTheOther() throws Exception {
    Turns turns = new Turns(new AgentLimits.Queue(8, Duration.ofSeconds(20)));
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(8);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  turns.take();
                  most.accumulateAndGet(together.incrementAndGet(), Math::max);
                  LockSupport.parkNanos(1000);
                  together.decrementAndGet();
                  turns.end();
                  done.countDown();
                } catch (RequestDeniedException | InterruptedException unexpected) {
                  together.addAndGet(100);
                }
              });
      thread.start();
      all.add(thread);
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(most).hasValue(1);
    for (Thread thread : all) {
      thread.join();
    }
  }

  @Test
  void whoWaitsTooLongIsToldToComeBack() throws Exception {
    Turns turns = new Turns(new AgentLimits.Queue(1, Duration.ofMillis(1)));
    turns.take();
    assertThatThrownBy(turns::take)
        .isInstanceOfSatisfying(
            RequestDeniedException.class,
            denial -> {
              assertThat(denial.status()).isEqualTo(503);
              assertThat(denial.retryAfter()).contains(Duration.ofSeconds(2));
              assertThat(denial).hasMessage("another measurement is running");
            });
    turns.end();
    turns.take();
  }

  @Test
  void whoFindsNoPlaceToWaitIsToldAtOnce() throws Exception {
    Turns turns = new Turns(new AgentLimits.Queue(0, Duration.ofHours(1)));
    turns.take();
    assertThatThrownBy(turns::take).hasMessage("too many measurements wait already");
  }
}
