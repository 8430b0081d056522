package io.paretune.evaluators.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specs of docs/benchmarks.md, on the tables themselves. */
class PublishedTablesTest {

  private static final Pattern SPEC =
      Pattern.compile("```yaml\\R# (\\S+\\.yaml)\\R(.*?)```", Pattern.DOTALL);

  private static Map<String, String> specs() throws IOException {
    Path docs = Path.of(System.getProperty("paretune.root", ".."), "docs/benchmarks.md");
    Matcher matcher = SPEC.matcher(Files.readString(docs));
    Map<String, String> specs = new LinkedHashMap<>();
    while (matcher.find()) {
      // The other files of that page are experiments.
      if (matcher.group(2).startsWith("table:")) {
        specs.put(matcher.group(1), matcher.group(2));
      }
    }
    return specs;
  }

  /** The directory with the tables: in the data directory, or beside it. */
  private static Path tables() {
    String data = System.getProperty("paretune.data", "");
    Path tables =
        Stream.of(Path.of(data, "tables"), Path.of(data).resolveSibling("tables"))
            .filter(path -> !data.isEmpty() && Files.isDirectory(path))
            .findFirst()
            .orElse(Path.of(""));
    assumeTrue(
        Files.isDirectory(tables.resolve("nb201")),
        "give -Dparetune.data=DIR, with the published tables in DIR/tables or DIR/../tables");
    return tables;
  }

  @Test
  void theDocumentationHasBothSpecs() throws IOException {
    assertThat(specs()).containsOnlyKeys("nb201-4210r.yaml", "nas-bench-macro.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    // sizes and hypervolumes as published with the tables
    "nas-bench-macro.yaml, flops, 6561, 8, true, 35, 1.0870",
    "nb201-4210r.yaml, silver_4210r, 15284, 6, false, 51, 1.1703",
    "nb201-4210r.yaml, 1080ti_1, 15284, 6, false, 30, 1.1423",
    "nb201-4210r.yaml, pixel2, 15284, 6, false, 15, 0.9633",
  })
  void specsOfTheDocumentationReadThem(
      String spec,
      String device,
      int size,
      int dimension,
      boolean complete,
      int front,
      double hypervolume,
      @TempDir Path directory)
      throws IOException {
    Path tables = tables();
    String text =
        specs()
            .getOrDefault(spec, "")
            .replaceAll("(nb201|nas-bench-macro)/", tables.toAbsolutePath() + "/$1/")
            .replace("silver_4210r", device);
    TableBenchmark table = TableBenchmark.read(Files.writeString(directory.resolve(spec), text));
    assertThat(table.size()).isEqualTo(size);
    assertThat(table.space().dimension()).isEqualTo(dimension);
    assertThat(table.complete()).isEqualTo(complete);
    assertThat(table.front().size()).isEqualTo(front);
    assertThat(table.front().hypervolume()).isCloseTo(hypervolume, within(5e-5));
  }
}
