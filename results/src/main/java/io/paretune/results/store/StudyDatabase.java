package io.paretune.results.store;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import io.paretune.results.store.database.StudyPlace;
import io.paretune.results.store.h2.H2File;
import io.paretune.results.store.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Where studies are kept, and which of them is meant.
 *
 * @param place a file of this machine, or a server's database
 * @param study the name; empty if none was named
 */
public record StudyDatabase(StudyPlace place, Optional<String> study) {

  /**
   * A file.
   *
   * @param file without {@code .mv.db}
   */
  public static StudyDatabase at(Path file) {
    return new StudyDatabase(H2File.of(file), Optional.empty());
  }

  /**
   * By its address: {@code FILE.mv.db}, or {@code jdbc:postgresql://HOST/DATABASE#STUDY}, where the
   * study may be left out and credentials come from the environment.
   *
   * @throws IllegalArgumentException if it is neither, or holds a password
   */
  public static StudyDatabase of(String address) {
    if (isOfServer(address)) {
      // where no '/' comes before '@', the '#' is one of a password
      int named = address.matches("[^/]*//[^/]*@.*") ? -1 : address.indexOf('#');
      return new StudyDatabase(
          PostgresDatabase.of(named < 0 ? address : address.substring(0, named)),
          named < 0 ? Optional.empty() : Optional.of(address.substring(named + 1)));
    }
    if (!isFile(address)) {
      throw new IllegalArgumentException(
          "a study's file must be called FILE" + H2File.SUFFIX + ", got '" + address + "'");
    }
    return at(Path.of(address.substring(0, address.length() - H2File.SUFFIX.length())));
  }

  /** Whether an address is meant to be of a server, though {@link #of} may refuse it. */
  public static boolean isOfServer(String address) {
    return address.matches("(jdbc|postgres(ql)?):.*");
  }

  /** Whether a path is that of a database's file. */
  public static boolean isFile(String path) {
    return path.endsWith(H2File.SUFFIX);
  }

  /** A study in it. */
  public StudyDatabase withStudy(String name) {
    return new StudyDatabase(place, Optional.of(name));
  }

  /**
   * For writing; made, or brought to the newest schema, where needed.
   *
   * @throws StoreRefusedException if it cannot be had: it is not reached, newer, or another process
   *     writes to it
   */
  public SqlTrialStore open() {
    return new SqlTrialStore(place.open(), false, Clock.systemUTC());
  }

  /**
   * For reading, as it is now, whether or not somebody writes to it. Later events are not seen:
   * open it again.
   *
   * @throws StoreException if there is none or it cannot be read
   */
  public SqlTrialStore openReadOnly() {
    return new SqlTrialStore(place.openToRead(), true, Clock.systemUTC());
  }

  /**
   * For reading in parts, within seconds.
   *
   * @throws StoreException if there is none or it cannot be read
   */
  public StudyView view() {
    try {
      return StudyView.of(place.openBriefly());
    } catch (StoreRefusedException refused) {
      throw refused;
    } catch (StoreException olderOrRewritten) {
      return StudyView.of(place.openToRead());
    }
  }

  /** Its address, as {@link #of} takes one. */
  @Override
  public String toString() {
    return place
        + (place instanceof H2File ? H2File.SUFFIX : "")
        + study.map(n -> "#" + n).orElse("");
  }
}
