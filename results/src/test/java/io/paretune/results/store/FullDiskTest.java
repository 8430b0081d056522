package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.h2.H2File;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 on a file system that says "no space" when told to. */
class FullDiskTest {

  private static final AtomicBoolean FULL = new AtomicBoolean();

  /** Writes that there is room for. */
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** A file system of H2 that passes everything on while there is space. */
  public static final class FullableFiles extends FilePathWrapper {
    @Override
    public String getScheme() {
      return "fullable";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new FullableFile(getBase().open(mode));
    }
  }

  private static final class FullableFile extends FileBaseDefault {
    private final FileChannel file;

    private FullableFile(FileChannel file) {
      this.file = file;
    }

    private static void requireSpace() throws IOException {
      if (FULL.get() || LEFT.getAndDecrement() <= 0) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      requireSpace();
      return file.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      requireSpace();
      file.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      file.force(metadata);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }

  private final FullableFiles files = new FullableFiles();

  @BeforeEach
  void register() {
    FULL.set(false);
    LEFT.set(Integer.MAX_VALUE);
    FilePath.register(files);
  }

  @AfterEach
  void unregister() {
    FilePath.unregister(files);
  }

  private static TrialEvent started(long trial) {
    return new TrialEvent.Started(
        trial, Assignment.of(Map.of("depth", trial)), "random", Instant.ofEpochSecond(trial));
  }

  @Test
  void whatWasToldStaysToldWhenTheDiskIsFull(@TempDir Path directory) {
    Path file = directory.resolve("study");
    try (H2TrialStore store = H2TrialStore.open(new H2File(file, "fullable:"), Clock.systemUTC())) {
      StudyLog log = store.create(Studies.definition("one"));
      for (long trial = 0; trial < 50; trial++) {
        log.append(started(trial));
      }
      FULL.set(true);
      assertThatThrownBy(() -> log.append(started(50)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(
              "cannot keep what was told in " + file + ": the disk is full; make room on it");
      FULL.set(false);
      assertThatThrownBy(() -> log.append(started(50))).isInstanceOf(StoreException.class);
    }
    try (H2TrialStore store = H2TrialStore.open(file)) {
      StudyLog log = store.find("one").orElseThrow();
      assertThat(log.trials().size()).isBetween(50, 51);
      assertThat(log.trials().get(49).assignment().whole("depth")).isEqualTo(49);
      log.append(started(log.trials().size()));
    }
  }

  @Test
  void aDatabaseThatCannotBeMadeIsNotLeftHalfMade(@TempDir Path directory) {
    Path file = directory.resolve("study");
    for (int writes = 0; writes < 40; writes += 3) {
      LEFT.set(writes);
      try (H2TrialStore store =
          H2TrialStore.open(new H2File(file, "fullable:"), Clock.systemUTC())) {
        LEFT.set(Integer.MAX_VALUE);
        assertThat(store.studies()).isEmpty();
        break;
      } catch (StoreException full) {
        assertThat(full).hasMessageContaining("the disk is full; make room on it");
        assertThat(directory.resolve("study.mv.db")).doesNotExist();
      }
    }
    try (H2TrialStore store = H2TrialStore.open(file)) {
      store.create(Studies.definition("one"));
    }
  }

  @Test
  void whatManyThreadsToldTogetherStaysToldWhenTheDiskIsFull(@TempDir Path directory)
      throws InterruptedException {
    Path file = directory.resolve("study");
    Set<Long> told = ConcurrentHashMap.newKeySet();
    try (H2TrialStore store = H2TrialStore.open(new H2File(file, "fullable:"), Clock.systemUTC())) {
      StudyLog log = store.create(Studies.definition("one"));
      AtomicLong next = new AtomicLong();
      Runnable telling =
          () -> {
            try {
              while (true) {
                long trial;
                synchronized (next) {
                  trial = next.getAndIncrement();
                  log.enter(started(trial));
                }
                log.flush();
                told.add(trial);
                FULL.compareAndSet(false, trial > 200);
              }
            } catch (StoreException | IllegalStateException full) {
              // as every other thread from now on
            }
          };
      List<Thread> threads = Stream.generate(() -> new Thread(telling)).limit(8).toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      FULL.set(false);
      assertThatThrownBy(log::flush).isInstanceOf(StoreException.class);
    }
    assertThat(told).hasSizeGreaterThan(200);
    try (H2TrialStore store = H2TrialStore.openReadOnly(file)) {
      assertThat(store.find("one").orElseThrow().trials())
          .extracting(Trial::number)
          .containsAll(told);
    }
  }
}
