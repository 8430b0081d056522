package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.Head;
import java.util.function.UnaryOperator;

/**
 * What the finalists of a search are judged on, once. Only {@link DataSets#openForFinalReport}
 * makes one: nothing that a search is given leads here.
 */
public final class TestSplit implements Split {
  private final Examples examples;
  private final Preprocessing preprocessing;
  private final Head head;

  TestSplit(Examples examples, Preprocessing preprocessing, Head head) {
    SplitChecks.check("test", examples, preprocessing);
    this.examples = examples;
    this.preprocessing = preprocessing;
    this.head = head;
  }

  /**
   * The same split after something happened to its examples.
   *
   * @param change gives examples of the same shape and kind
   */
  public TestSplit after(UnaryOperator<Examples> change) {
    return new TestSplit(change.apply(examples), preprocessing, head);
  }

  @Override
  public Examples examples() {
    return examples;
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public Head head() {
    return head;
  }
}
