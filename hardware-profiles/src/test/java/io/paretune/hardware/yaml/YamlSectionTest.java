package io.paretune.hardware.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSectionTest {
  private static final List<String> KEYS =
      List.of("name", "count", "rate", "on", "span", "list", "inner", "many");

  private static YamlSection read(String text) {
    return YamlSection.read("f.yaml", "a test", text, KEYS);
  }

  private static String refusal(String text) {
    return refusal(text, section -> {});
  }

  private static String refusal(String text, Consumer<YamlSection> reading) {
    try {
      reading.accept(read(text));
    } catch (YamlException problem) {
      String message = String.valueOf(problem.getMessage());
      assertThat(message).doesNotContain("\n").doesNotContain("\r");
      return message;
    }
    throw new AssertionError("accepted: " + text);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused("name: a\nnmae: b", s -> {}, "2:1", "unknown key 'nmae'", "did you mean 'name'?"),
        refused("a b\n", s -> {}, "1:1", "a test must be keys and values", "'a b'"),
        refused("- a\n", s -> {}, "1:1", "a test must be keys and values", "got a list"),
        refused("[a]: b\n", s -> {}, "1:1", "a key must be plain text"),
        refused("count: 1\ncount: 2\n", s -> {}, "2:1", "'count' is given twice"),
        refused("count: 1\n", s -> s.text("name"), "1:1", "key 'name' is missing in a test"),
        refused("name: [a]\n", s -> s.text("name"), "1:7", "must be a single value", "a list"),
        refused(
            "name: randon\n",
            s -> s.name("name", List.of("nsga2", "random")),
            "1:7",
            "one of nsga2, random, got 'randon'",
            "did you mean 'random'?"),
        refused("count: many\n", s -> s.whole("count", 1, 9), "1:8", "a whole number, got 'many'"),
        refused("count: 1.5\n", s -> s.whole("count", 1, 9), "1:8", "a whole number, got '1.5'"),
        refused("count:\n", s -> s.whole("count", 1, 9), "1:7", "a whole number, got ''"),
        refused("count: 10\n", s -> s.whole("count", 1, 9), "1:8", "1 to 9, got 10"),
        refused("count: 0\n", s -> s.whole("count", 1, Long.MAX_VALUE), "1:8", "at least 1, got 0"),
        refused("count: 0x1F\n", s -> s.whole("count", 1, 99), "1:8", "must be decimal", "0x1F"),
        refused("count: 99999999999999999999\n", s -> s.whole("count", 1, 9), "1:8", "decimal"),
        refused("rate: fast\n", s -> s.real("rate", 0, 1), "1:7", "must be a number, got 'fast'"),
        refused("rate: '1'\n", s -> s.real("rate", 0, 1), "1:7", "must be a number, got '1'"),
        refused("rate: .inf\n", s -> s.real("rate", 0, 1), "1:7", "number", ".inf"),
        refused("rate: .nan\n", s -> s.real("rate", 0, 1), "1:7", "number", ".nan"),
        refused("rate: 1e999\n", s -> s.real("rate", 0, 1), "1:7", "must be a number"),
        refused("rate: -0.1\n", s -> s.real("rate", 0, 1), "1:7", "0.0 to 1.0, got -0.1"),
        refused("on: maybe\n", s -> s.flag("on", true), "1:5", "true or false, got 'maybe'"),
        refused("span: soon\n", s -> s.duration("span"), "1:7", "a span of time", "got 'soon'"),
        refused("list: 1\n", s -> s.list("list"), "1:7", "must be a list like [1, 2], got '1'"),
        refused("list: []\n", s -> s.list("list"), "1:7", "must not be an empty list"),
        refused("list: [1, [2]]\n", s -> s.list("list"), "1:11", "a single value, got a list"),
        refused("inner: 1\n", s -> s.section("inner"), "1:8", "must be keys and values, got '1'"),
        refused(
            "inner:\n  a: 1\n  beta: 2\n",
            s -> s.section("inner", List.of("a", "bet")),
            "3:3",
            "unknown key 'beta' in 'inner'",
            "did you mean 'bet'?"),
        refused(
            "many: 1\n", s -> s.sections("many", List.of("a")), "1:7", "must be a list, got '1'"),
        refused(
            "many:\n  - {a: 1}\n  - {c: 1}\n",
            s -> s.sections("many", List.of("a")),
            "3:6",
            "unknown key 'c' in an entry of 'many'"),
        refused(
            "list: [red, gren]\n",
            s -> s.names("list", List.of("red", "green")),
            "1:13",
            "may list red, green, got 'gren'",
            "did you mean 'green'?"),
        refused(
            "list: [red, red]\n",
            s -> s.names("list", List.of("red")),
            "1:13",
            "'list' lists 'red' twice"),
        refused(
            "inner: {a: 1}\n",
            s ->
                s.section("inner")
                    .orElseThrow()
                    .made(
                        () -> {
                          throw new IllegalArgumentException("a must be odd");
                        }),
            "1:8",
            "a must be odd"),
        refused(
            "name: x\n",
            s ->
                s.parsed(
                    "name",
                    text -> {
                      throw new IllegalArgumentException("no " + text);
                    }),
            "1:7",
            "no x"));
  }

  @Test
  void aColonBetweenDigitsIsTextAndNoNumberInBaseSixty() {
    YamlSection section = read("name: 2:4\nlist: [a, 2:4, 1:30]\n");
    assertThat(section.text("name")).isEqualTo("2:4");
    assertThat(section.list("list")).isEqualTo(List.of("a", "2:4", "1:30"));
  }

  private static Arguments refused(
      String text, Consumer<YamlSection> reading, String place, String... parts) {
    return Arguments.of(text, reading, place, List.of(parts));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void everyRefusalIsOneLineWithItsPlaceAndWhatWasExpected(
      String text, Consumer<YamlSection> reading, String place, List<String> parts) {
    assertThat(refusal(text, reading)).startsWith("f.yaml:" + place + ": ").contains(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name: [a\ncount: 1\n", "name: \"a\n", "\tname: a\n", "a: b: c\n", "%\n"})
  void whatIsNotYamlIsRefusedWithItsPlace(String text) {
    assertThat(refusal(text)).matches("f\\.yaml:\\d+:\\d+: not valid YAML: .+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n"})
  void anEmptyFileIsToldWhatItShouldHold(String text) {
    assertThat(refusal(text)).startsWith("f.yaml:1:1: the file is empty").contains("name, count");
  }

  @Test
  void severalDocumentsAreRefused() {
    assertThat(refusal("name: a\n---\nname: b\n")).startsWith("f.yaml:2:1: not valid YAML");
  }

  @Test
  void controlCharactersOfABinaryFileAreRefusedWithTheirPlace() {
    assertThat(refusal("name: a\nco\u0000unt: 1\n"))
        .isEqualTo("f.yaml:2:3: not text: it holds the character 0x00");
    assertThat(refusal("\u007fELF\u0002\u0001")).startsWith("f.yaml:1:1: not text");
  }

  @Test
  void aliasesOfCollectionsAreRefusedSoThatSmallFilesStaySmall() {
    StringBuilder bomb = new StringBuilder("name: x\nlist: &a0 [lol, lol]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("k%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(refusal(bomb.toString())).startsWith("f.yaml").contains("not valid YAML", "alias");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(refusal("list: " + "[".repeat(100_000)))
        .startsWith("f.yaml")
        .contains("not valid YAML");
    assertThat(refusal("list: " + "[".repeat(30) + "]".repeat(30)))
        .startsWith("f.yaml")
        .containsIgnoringCase("nesting");
  }

  @Test
  void mergeKeysAreUnknownKeys() {
    assertThat(refusal("inner: &i {a: 1}\n<<: *i\n")).startsWith("f.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "1e-4, 0.0001",
    "1E-4, 0.0001",
    "2.5e3, 2500",
    "1e5, 100000",
    "-3, -3",
    ".5, 0.5",
    "7, 7",
    "1.0, 1"
  })
  void numbersAreReadAsPeopleMeanThem(String text, double value) {
    assertThat(read("rate: " + text).real("rate", -1e9, 1e9)).isEqualTo(value);
  }

  @Test
  void quotedNumbersAreText() {
    assertThat(read("name: '1e-4'").value("name")).isEqualTo("1e-4");
    assertThat(read("name: 1e-4").value("name")).isEqualTo(1e-4);
    assertThat(read("name: 1e-4").text("name")).isEqualTo("1e-4");
  }

  @Test
  void listsHoldTheirItemsTypes() {
    assertThat(read("list: [1, 2.5, true, no, text, 1_000]").list("list"))
        .containsExactly(1L, 2.5, true, false, "text", 1000L);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "90s, 90000",
    "1.5h, 5400000",
    "30 m, 1800000",
    "2H, 7200000",
    "1d, 86400000",
    "36525d, 3155760000000"
  })
  void spansOfTimeAreRead(String text, long millis) {
    assertThat(YamlSection.spanOfTime(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "90", "s", "-1s", "0s", "0.1ms", "1w", "1h30m", "1e3s", "36526d", "NaNs"})
  void whatIsNoSpanOfTimeIsNone(String text) {
    assertThat(YamlSection.spanOfTime(text)).isEmpty();
  }

  @Test
  void absentKeysHaveTheirDefaults() {
    YamlSection section = read("name: a");
    assertThat(section.whole("count", 1, 9, 4)).isEqualTo(4);
    assertThat(section.real("rate", 0, 1, 0.5)).isEqualTo(0.5);
    assertThat(section.flag("on", true)).isTrue();
    assertThat(section.text("span", "x")).isEqualTo("x");
    assertThat(section.name("list", List.of("b"), "b")).isEqualTo("b");
    assertThat(section.duration("span")).isEmpty();
    assertThat(section.section("inner")).isEmpty();
    assertThat(section.sections("many", List.of())).isEmpty();
    assertThat(section.keys()).containsExactly("name");
  }

  @Test
  void placedRefusalsKeepTheirPlace() {
    YamlSection section = read("inner:\n  a: 1\n");
    assertThatThrownBy(
            () -> section.made(() -> section.section("inner").orElseThrow().whole("a", 2, 3)))
        .hasMessage("f.yaml:2:6: 'a' must be 2 to 3, got 1");
  }

  @Test
  void sectionsOfAListKeepTheirOrder() {
    assertThat(
            read("many:\n  - {a: 1}\n  - {a: 2}\n").sections("many", List.of("a")).stream()
                .map(entry -> Map.of("a", entry.whole("a", 0, 9)))
                .toList())
        .containsExactly(Map.of("a", 1L), Map.of("a", 2L));
  }
}
