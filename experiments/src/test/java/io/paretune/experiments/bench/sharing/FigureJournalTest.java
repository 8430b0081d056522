package io.paretune.experiments.bench.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.bench.sharing.FigureJournal.Figures;
import io.paretune.experiments.bench.sharing.SharingRow.Judged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureJournalTest {

  private static final Figures ONE =
      new Figures(new Judged(0.1 + 0.2, OptionalDouble.of(1.5)), OptionalDouble.empty());
  private static final Figures TWO =
      new Figures(new Judged(0.5, OptionalDouble.empty()), OptionalDouble.of(0.75));

  @Test
  void remembersToTheLastBit(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("journal");
    try (FigureJournal journal = FigureJournal.open(file)) {
      journal.add("a, b", ONE);
    }
    try (FigureJournal journal = FigureJournal.open(file)) {
      assertThat(journal.find("a, b")).contains(ONE);
      journal.add("c", TWO);
      assertThat(journal.find("c")).contains(TWO);
      assertThat(journal.find("d")).isEmpty();
    }
  }

  @Test
  void forgetsTheLineThatWasBeingWritten(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("journal");
    Files.writeString(file, "0.5,,0.75,c\n0.31,1.");
    try (FigureJournal journal = FigureJournal.open(file)) {
      assertThat(journal.find("c")).contains(TWO);
      journal.add("a", ONE);
    }
    try (FigureJournal journal = FigureJournal.open(file)) {
      assertThat(journal.find("a")).contains(ONE);
      assertThat(journal.find("c")).contains(TWO);
    }
  }
}
