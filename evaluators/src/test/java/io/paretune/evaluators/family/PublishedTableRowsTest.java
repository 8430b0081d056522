package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rows of the published tables, where they are given: weights and multiply-adds are theirs. Every
 * seventh row is looked at, all of them by the test that is slow.
 */
class PublishedTableRowsTest {

  /** Prime to the lengths and operations of the tables, so that all kinds of rows come up. */
  private static final int STRIDE = 7;

  private static Path table(String file) {
    String data = System.getProperty("paretune.data", "");
    Path table =
        Stream.of(Path.of(data, "tables"), Path.of(data).resolveSibling("tables"))
            .map(tables -> tables.resolve(file))
            .filter(path -> !data.isEmpty() && Files.isRegularFile(path))
            .findFirst()
            .orElse(Path.of(""));
    assumeTrue(Files.isRegularFile(table), "give -Dparetune.data=DIR, with DIR/tables");
    return table;
  }

  @Test
  void aMacroArchitectureCostsWhatTheTableSays() throws IOException {
    assertThat(macroArchitectures(STRIDE)).isEqualTo(938);
  }

  @Test
  @Tag("slow")
  void everyMacroArchitectureCostsWhatTheTableSays() throws IOException {
    assertThat(macroArchitectures(1)).isEqualTo(6_561);
  }

  /** Looks at one row in so many, and counts them. */
  private static int macroArchitectures(int stride) throws IOException {
    JsonNode rows =
        new ObjectMapper().readTree(table("nas-bench-macro/nas-bench-macro_cifar10.json").toFile());
    Family family = new NasBenchMacroFamily();
    List<Map.Entry<String, JsonNode>> all = List.copyOf(rows.properties());
    int seen = 0;
    for (int i = 0; i < all.size(); i += stride) {
      String key = all.get(i).getKey();
      JsonNode row = all.get(i).getValue();
      Network network =
          family.build(NasBenchMacroFamily.point(key), PublishedFamiliesTest.NAS_BENCH_MACRO);
      assertThat(List.of(network.parameters(), network.multiplyAdds()))
          .as(key)
          .containsExactly(row.get("params").asLong(), row.get("flops").asLong());
      seen++;
    }
    return seen;
  }

  @Test
  void aCellCostsWhatTheTableSaysOrLessWhereEdgesAreDead() throws IOException {
    assertThat(cells(STRIDE)).isBetween((15_625 - 341) / STRIDE - 20, 15_625 / STRIDE + 1);
  }

  @Test
  @Tag("slow")
  void everyCellCostsWhatTheTableSaysOrLessWhereEdgesAreDead() throws IOException {
    assertThat(cells(1)).isEqualTo(15_625 - 341);
  }

  /** Looks at one cell in so many, and counts those that are networks. */
  private static int cells(int stride) throws IOException {
    Family family = new NasBench201Family();
    List<List<String>> rows =
        Files.readAllLines(table("nb201/nb201_accuracy.csv")).stream()
            .map(line -> List.of(line.split(",", -1)))
            .filter(row -> row.get(2).matches("[0-4]{6}"))
            .toList();
    int same = 0;
    int less = 0;
    for (int i = 0; i < rows.size(); i += stride) {
      List<String> row = rows.get(i);
      String ops = row.get(2);
      List<NasBench201Cell.Edge> live = cell(ops).live();
      if (live.isEmpty()) {
        continue;
      }
      Network network =
          family.build(NasBench201Family.point(ops), PublishedFamiliesTest.NAS_BENCH_201);
      List<Long> published = List.of(Long.parseLong(row.get(4)), Long.parseLong(row.get(3)));
      List<Long> built = List.of(network.parameters(), network.multiplyAdds());
      if (live.size() == ops.replace("0", "").length()) {
        assertThat(built).as(ops).isEqualTo(published);
        same++;
      } else {
        assertThat(built.get(0)).as(ops).isLessThanOrEqualTo(published.get(0));
        assertThat(built.get(1)).as(ops).isLessThanOrEqualTo(published.get(1));
        less++;
      }
    }
    assertThat(same).isGreaterThan(less);
    return same + less;
  }

  private static NasBench201Cell cell(String ops) {
    return new NasBench201Cell(
        ops.chars().mapToObj(digit -> NasBench201Cell.KNOWN.get(digit - '0')).toList());
  }
}
