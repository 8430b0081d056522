package io.paretune.hardware.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class YamlValuesTest {

  private static Map<String, Object> example() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", "first-run");
    values.put("file", "/a dir/it's \"one\": #2.onnx");
    values.put("number", "1e-4");
    values.put("word", "yes");
    values.put("bits", List.of(32L, 8L));
    values.put("shares", List.of(0.0, 1e-4, 0.25));
    values.put("goal", List.of(Map.of("metric", "accuracy"), Map.of("metric", "latency-ms")));
    values.put("range", Map.of("alpha", Map.of("low", 0.9)));
    values.put("flag", true);
    return values;
  }

  @Test
  void whatIsWrittenCanBeReadByPeople() {
    assertThat(YamlValues.text(example()))
        .isEqualTo(
            """
            name: first-run
            file: "/a dir/it's \\"one\\": #2.onnx"
            number: "1e-4"
            word: "yes"
            bits: [32, 8]
            shares: [0.0, 1.0E-4, 0.25]
            goal:
              - {metric: accuracy}
              - {metric: latency-ms}
            range:
              alpha: {low: 0.9}
            flag: true
            """);
  }

  @Test
  void whatIsWrittenIsReadAsTheSameValues() {
    Map<String, Object> values = example();
    assertThat(YamlValues.value("again", YamlValues.text(values))).isEqualTo(values);
  }

  @Property(tries = 300, seed = "41006")
  void anyTextSurvives(@ForAll @StringLength(max = 60) String key, @ForAll String text) {
    // surrogates that stand alone are no text
    if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))
        || key.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
      return;
    }
    Map<String, Object> values = Map.of("k" + key, List.of(text, Map.of("inner", text)));
    assertThat(YamlValues.value("again", YamlValues.text(values))).isEqualTo(values);
  }

  @Test
  void valuesAreReadLikeAFileAndRefusedWithoutALine() {
    YamlSection section = YamlValues.section("paretune compress m.onnx", "a test", example());
    assertThat(section.text("number")).isEqualTo("1e-4");
    assertThat(section.list("bits")).containsExactly(32L, 8L);
    assertThat(section.sections("goal").get(1).text("metric")).isEqualTo("latency-ms");
    assertThat(section.flag("flag", false)).isTrue();
    assertThatThrownBy(() -> section.whole("word", 1, 2))
        .isInstanceOf(YamlException.class)
        .hasMessage("paretune compress m.onnx: 'word' must be a whole number, got 'yes'");
    assertThatThrownBy(() -> section.only(List.of("name")))
        .hasMessageStartingWith("paretune compress m.onnx: unknown key 'file' in a test");
  }

  @Test
  void aValueOnACommandLineIsOneOfYaml() {
    assertThat(YamlValues.value("--x", "0.5")).isEqualTo(0.5);
    assertThat(YamlValues.value("--x", "[1, a]")).isEqualTo(List.of(1L, "a"));
    assertThat(YamlValues.value("--x", "{low: 1, high: {a: b}}"))
        .isEqualTo(Map.of("low", 1L, "high", Map.of("a", "b")));
    assertThatThrownBy(() -> YamlValues.value("--x", "{low: 1"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("--x: '{low: 1' is no value: ");
    assertThatThrownBy(() -> YamlValues.value("--x", "{a: 1, a: 2}"))
        .hasMessage("--x: key 'a' is given twice");
  }
}
