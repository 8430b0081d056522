package io.paretune.experiments.bench.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.experiments.bench.sharing.SharingRow.Counts;
import io.paretune.experiments.bench.sharing.SharingRow.Judged;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RankTableTest {

  private static SharingRow row(String name, double shared, double loss, double alone, long size) {
    return new SharingRow(
        name,
        new Judged(shared, OptionalDouble.of(loss)),
        OptionalDouble.of(alone),
        new Counts(size, 10 * size, 7),
        OptionalDouble.empty());
  }

  private static final List<SharingRow> ROWS =
      List.of(
          row("a", 0.5, 1.4, 0.6, 10),
          row("b", 0.6, 1.0, 0.7, 10),
          row("c", 0.55, 1.2, 0.8, 20),
          row("d", 0.7, 0.9, 0.9, 30));

  @Test
  void tauCountsPairs() {
    // of six pairs one is the other way round
    assertThat(RankTable.tau(new double[] {1, 2, 3, 4}, new double[] {1, 3, 2, 4}))
        .isCloseTo(4 / 6.0, within(1e-12));
    assertThat(RankTable.tau(new double[] {1, 2, 3}, new double[] {3, 2, 1})).isEqualTo(-1);
  }

  @Test
  void tauLeavesTiesOutByHalf() {
    // five pairs alike, one tied: 5 / sqrt(5 * 6)
    assertThat(RankTable.tau(new double[] {1, 1, 2, 3}, new double[] {1, 2, 3, 4}))
        .isCloseTo(5 / Math.sqrt(30), within(1e-12));
    assertThat(RankTable.tau(new double[] {1, 1, 1}, new double[] {1, 2, 3})).isNaN();
  }

  @Test
  void everyColumnHasItsTau() {
    RankTable table = new RankTable(Metric.ACCURACY, false);
    assertThat(table.header())
        .isEqualTo("network,shared,alone,parameters,multiply-adds,layers,shared-log-loss");
    assertThat(table.csv(ROWS.get(0))).isEqualTo("a,0.5,0.6,10,100,7,1.4");
    String[] cells = table.taus(ROWS).get(0).split(",", -1);
    assertThat(cells).hasSize(7).contains("tau-alone", "nan");
    assertThat(Double.parseDouble(cells[1])).isCloseTo(4 / 6.0, within(1e-12));
    assertThat(cells[2]).isEqualTo("1");
    assertThat(Double.parseDouble(cells[3])).isCloseTo(5 / Math.sqrt(30), within(1e-12));
    assertThat(cells[5]).isEqualTo("nan");
    // a smaller loss is better
    assertThat(Double.parseDouble(cells[6])).isCloseTo(4 / 6.0, within(1e-12));
  }

  @Test
  void peopleReadWhatIsConstantAndWhatTheFavouritesAreWorth() {
    assertThat(new RankTable(Metric.ACCURACY, false).text(ROWS))
        .contains("over 4 networks", "constant", "0.667", "0.913")
        .contains("of the 4 with the best shared log-loss: 0.9000; of all 4: 0.9000");
  }

  @Test
  void whatWasNotTrainedAloneIsNoTruth() {
    List<SharingRow> labelled =
        ROWS.stream()
            .map(
                row ->
                    new SharingRow(
                        row.network(),
                        row.shared(),
                        OptionalDouble.empty(),
                        row.counts(),
                        row.alone()))
            .toList();
    RankTable table = new RankTable(Metric.ACCURACY, true);
    assertThat(table.header())
        .isEqualTo("network,shared,alone,parameters,multiply-adds,layers,label,shared-log-loss");
    assertThat(table.csv(labelled.get(0))).isEqualTo("a,0.5,,10,100,7,0.6,1.4");
    assertThat(table.taus(labelled)).hasSize(1);
    assertThat(table.taus(labelled).get(0)).startsWith("tau-label,0.66").contains(",,");
  }

  @Test
  void lessIsBetterOfAnError() {
    RankTable table = new RankTable(Metric.RMSE, false);
    // both are errors: turned round together
    assertThat(table.taus(ROWS).get(0)).startsWith("tau-alone,0.66");
    assertThat(Double.parseDouble(table.taus(ROWS).get(0).split(",", -1)[3])).isNegative();
  }
}
