package io.paretune.evaluators.data.corpus;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Texts in files {@code *.txt}, UTF-8, in a folder for each class: {@code CLASS/*.txt}, or {@code
 * train/CLASS/*.txt} with {@code val/} and {@code test/} beside it, by any of their names.
 */
final class TextFolders {

  private static final String COLUMN = "text";

  private final Reading reading;
  private final Corpus corpus;
  private final List<String> classes;

  private TextFolders(Reading reading, Corpus corpus, List<String> classes) {
    this.reading = reading;
    this.corpus = corpus;
    this.classes = classes;
  }

  /** Reads the folders of all parts. */
  static SourceData read(TextSource source, Reading reading) {
    Path directory = source.train();
    reading.requireClasses(directory.toString());
    Map<PartName, Path> parts =
        PartName.among(
            directory, reading.listing(directory).stream().filter(Files::isDirectory).toList());
    Path train = parts.getOrDefault(PartName.TRAIN, directory);
    Map<String, List<Path>> files = files(train, reading);
    if (files.isEmpty()) {
      throw new DataException(
          train.toString(), "a table, or a folder for each class with *.txt files", "neither");
    }
    Corpus corpus = new Corpus(train.toString(), List.of(COLUMN), source.texts());
    TextFolders folders = new TextFolders(reading, corpus, List.copyOf(files.keySet()));
    return SourceData.of(
            String.valueOf(directory.getFileName()),
            folders.examples(files),
            folders.part(source.validation(), parts.get(PartName.VALIDATION)),
            folders.part(source.test(), parts.get(PartName.TEST)))
        .coded(corpus);
  }

  private Optional<Examples> part(
      Optional<Path> named, @org.jspecify.annotations.Nullable Path found) {
    return named.or(() -> Optional.ofNullable(found)).map(path -> examples(path));
  }

  private Examples examples(Path part) {
    Map<String, List<Path>> files = files(part, reading);
    List<String> others = new ArrayList<>(files.keySet());
    others.removeAll(classes);
    if (!others.isEmpty()) {
      throw new DataException(
          part.toString(), "the class folders of train, " + classes, "also " + others);
    }
    return examples(files);
  }

  private Examples examples(Map<String, List<Path>> files) {
    List<List<String>> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    files.forEach(
        (name, all) ->
            all.forEach(
                file -> {
                  texts.add(List.of(text(file)));
                  labels.add(classes.indexOf(name));
                }));
    return corpus.part(
        texts, ClassTargets.of(classes, labels.stream().mapToInt(Integer::intValue).toArray()));
  }

  /** The files of each class that has some, by the order of names. */
  private static Map<String, List<Path>> files(Path part, Reading reading) {
    Map<String, List<Path>> files = new TreeMap<>();
    for (Path folder : reading.listing(part)) {
      if (Files.isDirectory(folder)) {
        List<Path> all = new ArrayList<>();
        collect(folder, reading, all);
        if (!all.isEmpty()) {
          files.put(folder.getFileName().toString(), all);
        }
      }
    }
    return files;
  }

  private static void collect(Path folder, Reading reading, List<Path> files) {
    for (Path entry : reading.listing(folder)) {
      if (Files.isDirectory(entry)) {
        collect(entry, reading, files);
      } else if (entry.getFileName().toString().endsWith(".txt")) {
        files.add(entry);
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException malformed) {
      throw new DataException(file.toString(), "text in UTF-8", "bytes that are none", malformed);
    } catch (IOException unreadable) {
      throw new DataException(
          file.toString(), "a readable file", String.valueOf(unreadable.getMessage()), unreadable);
    }
  }
}
