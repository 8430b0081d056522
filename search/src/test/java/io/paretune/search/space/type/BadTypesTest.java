package io.paretune.search.space.type;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be a space is refused when it is made, by the component's name. */
final class BadTypesTest {

  record BareDouble(@Range(min = 1, max = 2) int fine, double rate) {}

  record BareInt(@Size(min = 1, max = 2) List<Integer> widths) {}

  record BareString(String word) {}

  record Twice(@Range(min = 1, max = 2) @LogRange(min = 1, max = 2) int width) {}

  record UpsideDown(Inner block) {
    record Inner(@Range(min = 3, max = 1) int width) {}
  }

  record UpsideDownReal(@Range(min = 3, max = 1) double x) {}

  record UpsideDownLog(@LogRange(min = 0, max = 1) double x) {}

  record StepZero(@Range(min = 0, max = 1, step = 0) double x) {}

  record WholeStepZero(@Range(min = 0, max = 9, step = 0) int x) {}

  record HalfStep(@Range(min = 0, max = 9, step = 0.5) long x) {}

  record TooLarge(@Range(min = 0, max = 3e9) int x) {}

  record FractionOfInt(@Numbers({1, 1.5}) int x) {}

  record NoFloat(@Range(min = 0, max = 0.123456789012) float x) {}

  record RangeOnWord(@Range(min = 0, max = 1) String word) {}

  record ChoicesOnInt(@Choices({"1", "2"}) int width) {}

  record SizeOnRecord(@Size(min = 1, max = 2) BareWord block) {}

  record RangeOnBoolean(@Range(min = 0, max = 1) boolean on) {}

  record BareWord(@Choices({"a", "a"}) String word) {}

  record NoNumbers(@Numbers({}) double x) {}

  record Unsized(List<BareWord> blocks) {}

  record SizeUpsideDown(@Size(min = 3, max = 2) List<Boolean> flags) {}

  record SizeZero(@Size(min = 0, max = 0) List<Boolean> flags) {}

  @SuppressWarnings("rawtypes")
  record RawList(@Size(min = 1, max = 2) List blocks) {}

  record WildList(@Size(min = 1, max = 2) List<?> blocks) {}

  record Sets(Set<Boolean> flags) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Arrays(int[] widths) {}

  record Generic<T>(T value) {}

  record OfGeneric(Generic<Boolean> value) {}

  record Tree(boolean leaf, @Size(min = 0, max = 2) List<Tree> children) {}

  sealed interface Expression permits Constant, Sum {}

  record Constant(@Range(min = 0, max = 1) double value) implements Expression {}

  record Sum(Expression left, Expression right) implements Expression {}

  record Formula(Expression root) {}

  enum Nothing implements Empty {}

  sealed interface Empty permits Nothing {}

  record OfNothing(Nothing nothing) {}

  record OfEmpty(Empty empty) {}

  sealed interface Open permits Anything {}

  non-sealed interface Anything extends Open {}

  record OfOpen(Open open) {}

  record OfObject(Object object) {}

  record OfThread(Thread thread) {}

  record Alike(boolean learningRate, boolean learning_rate) {}

  enum AlikeConstants {
    MAX_POOL,
    MaxPool
  }

  record OfAlikeConstants(AlikeConstants kind) {}

  record Underscored(boolean _on) {}

  record Misspelt(@Choices({"relu", "gleu"}) Activation activation) {}

  enum Activation {
    RELU,
    GELU
  }

  record Hollow() {}

  static Stream<Arguments> types() {
    return Stream.of(
        arguments(BareDouble.class, "got none (component 'rate' of BareDouble)"),
        arguments(BareDouble.class, "needs exactly one of @Range(min, max), @LogRange"),
        arguments(BareInt.class, "got none (component 'widths[]' of BareInt)"),
        arguments(BareString.class, "a String needs its words"),
        arguments(Twice.class, "got 2 (component 'width' of Twice)"),
        arguments(
            UpsideDown.class,
            "low <= high must hold, got low=3, high=1 (component 'block.width' of UpsideDown)"),
        arguments(UpsideDownReal.class, "got low=3.0, high=1.0 (component 'x'"),
        arguments(UpsideDownLog.class, "0 < low < high must hold on a logarithmic scale"),
        arguments(StepZero.class, "step must be over 0, got 0; leave it out"),
        arguments(WholeStepZero.class, "step must be at least 1, got 0 (component 'x'"),
        arguments(HalfStep.class, "step must be a whole number that fits long, got 0.5"),
        arguments(TooLarge.class, "max must be a whole number that fits int, got 3.0E9"),
        arguments(
            FractionOfInt.class, "every number must be a whole number that fits int, got 1.5"),
        arguments(NoFloat.class, "max must be exact as a float, got 0.123456789012"),
        arguments(RangeOnWord.class, "@Range does not fit java.lang.String; @Choices would"),
        arguments(
            ChoicesOnInt.class,
            "@Choices does not fit int; @Range or @LogRange or @Numbers would (component 'width'"),
        arguments(SizeOnRecord.class, "@Size does not fit"),
        arguments(RangeOnBoolean.class, "@Range does not fit boolean (component 'on'"),
        arguments(BareWord.class, "the options of a choice must differ, got [a, a]"),
        arguments(NoNumbers.class, "at least one option, got none (component 'x'"),
        arguments(Unsized.class, "a List needs its length, for instance @Size(min = 1, max = 4)"),
        arguments(SizeUpsideDown.class, "got @Size(min = 3, max = 2) (component 'flags'"),
        arguments(SizeZero.class, "1 <= max must hold, got @Size(min = 0, max = 0)"),
        arguments(RawList.class, "a List must say of what"),
        arguments(WildList.class, "the generic ? (component 'blocks[]'"),
        arguments(Sets.class, "must not be generic, except List"),
        arguments(Arrays.class, "use a List with @Size (component 'widths'"),
        arguments(Generic.class, "a type must not be generic"),
        arguments(OfGeneric.class, "must not be generic, except List"),
        arguments(Tree.class, "Tree contains itself, so its space would have no end"),
        arguments(
            Formula.class, "Expression contains itself, so its space would have no end (component"),
        arguments(OfNothing.class, "the enum Nothing has no constants"),
        arguments(OfEmpty.class, "the sealed interface Empty has no records to choose from"),
        arguments(OfOpen.class, "must permit records, enums and sealed interfaces only, got the"),
        arguments(OfObject.class, "got the class java.lang.Object (component 'object'"),
        arguments(OfThread.class, "got the class java.lang.Thread (component 'thread'"),
        arguments(Alike.class, "two components would be called 'learning-rate'; rename one"),
        arguments(
            OfAlikeConstants.class, "two constants of AlikeConstants would be called 'max-pool'"),
        arguments(Underscored.class, "must start with a letter a to z"),
        arguments(Misspelt.class, "which are [RELU, GELU], got 'gleu' (component 'activation'"),
        arguments(Hollow.class, "at least one parameter, got none (record Hollow)"),
        arguments(Expression.class, "give it a component of this sealed interface's type"),
        arguments(Thread.class, "a space is made of a record, got the class java.lang.Thread"),
        arguments(Activation.class, "a space is made of a record, got the enum"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void isRefusedByName(Class<?> type, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSpace.of(type))
        .withMessageContaining(message);
  }
}
