package io.paretune.experiments.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** Messages as lines of JSON. */
final class Lines {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private Lines() {}

  static String write(Object message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalStateException("a message must be JSON: " + message, unwritable);
    }
  }

  /** The message of a line; empty if the line is none (a native library wrote to the pipe). */
  static <T> Optional<T> read(String line, Class<T> type) {
    try {
      // the JSON text "null" is a message to nobody
      return Optional.ofNullable(JSON.readValue(line, type));
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    }
  }
}
