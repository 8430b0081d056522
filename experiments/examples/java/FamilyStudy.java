import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.record.RecordFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.experiments.api.NetworkSearch;
import io.paretune.search.space.type.Numbers;
import io.paretune.search.space.type.Size;
import java.nio.file.Path;
import java.util.List;

/** A network family of one's own, searched with its compression, each candidate really trained. */
public final class FamilyStudy {

  record Plain(@Numbers({8, 16}) int width, @Size(min = 1, max = 3) List<Block> blocks) {}

  record Block(@Numbers({1, 3, 5}) int kernel, Pooling pooling) {}

  enum Pooling {
    NONE,
    MAX,
    AVERAGE
  }

  /** Convolutions in a row, some with a pooling behind them. */
  static Network network(Plain plain, FamilyContext context) {
    var net = Network.from(context.input());
    for (int i = 0; i < plain.blocks().size(); i++) {
      Block block = plain.blocks().get(i);
      net.block("blocks." + i).conv(plain.width(), block.kernel()).batchNorm().relu();
      switch (block.pooling()) {
        case MAX -> net.maxPool(2, 2);
        case AVERAGE -> net.averagePool(2, 2);
        case NONE -> {}
      }
    }
    return net.block("head").globalAveragePool().flatten().linear(context.outputs()).build();
  }

  public static void main(String[] arguments) {
    Block wide = new Block(5, Pooling.NONE);
    var largest = new Plain(16, List.of(wide, wide, wide));
    var family = RecordFamily.of("plain", Plain.class, largest, FamilyStudy::network);
    var study =
        NetworkSearch.of("digits") // built in: 1,797 images of 8x8
            .family(family)
            .compress(space -> space.withBits(List.of(32, 8))) // for each block
            .train(training -> training.withEpochs(1).withBatchSize(64))
            .objectives("accuracy", "size-bytes") // no latency, so none is measured
            .trials(6)
            .seed(7)
            .run(Path.of("family-study"));
    study
        .paretoFront()
        .forEach(
            member ->
                System.out.printf(
                    "%.3f %s%n",
                    member.trial().measurement().orElseThrow().metric("accuracy"),
                    family.decode(member.value())));
  }
}
