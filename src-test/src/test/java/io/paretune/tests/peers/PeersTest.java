package io.paretune.tests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeersTest {

  private static final List<Peer> PEERS =
      List.of(new MoeaFramework(), new JMetal(), new Paretune());

  @Test
  void everyPeerSearchesAndHasItsRow() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Problem easy = Problems.named("zdt1");
    Peers.compare(
        List.of(easy), PEERS, 2000, 2, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2 + PEERS.size());
    for (int i = 0; i < PEERS.size(); i++) {
      assertThat(lines.get(2 + i)).startsWith("zdt1     " + PEERS.get(i).name());
    }
  }

  @Test
  void allHaveTheSameBudgetAndPopulation() {
    for (Peer peer : PEERS) {
      int[] calls = {0};
      Problem counted = Problems.named("zdt1").watched(() -> calls[0]++);
      Peer.Found found = peer.search(counted, 3000, 1);
      assertThat(calls[0]).as(peer.name()).isEqualTo(3000);
      assertThat(found.population()).as(peer.name()).hasSizeBetween(1, 100);
    }
  }

  @Test
  void theSameSeedGivesTheSameSearch() {
    for (Peer peer : PEERS) {
      List<double[]> once = peer.search(Problems.named("dtlz2"), 1000, 3).population();
      List<double[]> again = peer.search(Problems.named("dtlz2"), 1000, 3).population();
      assertThat(again).as(peer.name()).usingRecursiveComparison().isEqualTo(once);
    }
  }
}
