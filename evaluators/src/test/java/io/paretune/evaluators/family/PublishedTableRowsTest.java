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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All rows of the published tables, where they are given: weights and multiply-adds are theirs. */
class PublishedTableRowsTest {

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
  void everyMacroArchitectureCostsWhatTheTableSays() throws IOException {
    JsonNode rows =
        new ObjectMapper().readTree(table("nas-bench-macro/nas-bench-macro_cifar10.json").toFile());
    Family family = new NasBenchMacroFamily();
    rows.properties()
        .forEach(
            row -> {
              Network network =
                  family.build(
                      NasBenchMacroFamily.point(row.getKey()),
                      PublishedFamiliesTest.NAS_BENCH_MACRO);
              assertThat(List.of(network.parameters(), network.multiplyAdds()))
                  .as(row.getKey())
                  .containsExactly(
                      row.getValue().get("params").asLong(), row.getValue().get("flops").asLong());
            });
    assertThat(rows).hasSize(6_561);
  }

  @Test
  void everyCellCostsWhatTheTableSaysOrLessWhereEdgesAreDead() throws IOException {
    Family family = new NasBench201Family();
    int same = 0;
    int less = 0;
    for (String line : Files.readAllLines(table("nb201/nb201_accuracy.csv"))) {
      List<String> row = List.of(line.split(",", -1));
      String ops = row.get(2);
      if (!ops.matches("[0-4]{6}")) {
        continue;
      }
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
    assertThat(same + less).isEqualTo(15_625 - 341);
    assertThat(same).isGreaterThan(less);
  }

  private static NasBench201Cell cell(String ops) {
    return new NasBench201Cell(
        ops.chars().mapToObj(digit -> NasBench201Cell.KNOWN.get(digit - '0')).toList());
  }
}
