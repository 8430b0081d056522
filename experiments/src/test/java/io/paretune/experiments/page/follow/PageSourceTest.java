package io.paretune.experiments.page.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.results.store.StudyDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageSourceTest {

  @Test
  void aRunThatBeginsLaterShowsItsOwnStudyOfAServersMany(@TempDir Path directory)
      throws IOException {
    RunDirectory run = new RunDirectory(directory);
    PageSource source = PageSource.ofOwn(run);
    RunOrigin.writeAddress(run, StudyDatabase.of("jdbc:postgresql://h/d#mine"));
    assertThat(source.shows("mine")).isTrue();
    assertThat(source.shows("another's")).isFalse();
  }
}
