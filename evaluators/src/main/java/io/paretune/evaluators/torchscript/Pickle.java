package io.paretune.evaluators.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A Python pickle being written, protocol 2: the few operations of its stack machine that PyTorch's
 * reader needs, in the order in which they run. Texts and names of classes are written once and
 * then referred to. Mutable, for one thread.
 */
final class Pickle {

  private static final int BYTE = 0xff;
  private static final int SHORT = 0xffff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> memo = new HashMap<>();

  Pickle() {
    operation(0x80).operation(2);
  }

  /** Pushes a class or a function. */
  Pickle global(String module, String name) {
    String reference = "c" + module + "\n" + name + "\n";
    return remembered(reference, reference.getBytes(StandardCharsets.UTF_8));
  }

  /** Pushes a text. */
  Pickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(5 + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 'X').putInt(utf8.length).put(utf8);
    return remembered("X" + text, bytes.array());
  }

  private Pickle remembered(String key, byte[] written) {
    Integer known = memo.get(key);
    if (known != null) {
      return known <= BYTE ? operation('h').operation(known) : operation('j').int32(known);
    }
    int number = memo.size();
    memo.put(key, number);
    out.writeBytes(written);
    return number <= BYTE ? operation('q').operation(number) : operation('r').int32(number);
  }

  /** Pushes a number that is not negative. */
  Pickle whole(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("value must be at least 0, got " + value);
    }
    if (value <= BYTE) {
      return operation('K').operation(value);
    }
    if (value <= SHORT) {
      return operation('M').operation(value & BYTE).operation(value >>> 8);
    }
    return operation('J').int32(value);
  }

  /** Pushes True or False. */
  Pickle bool(boolean value) {
    return operation(value ? 0x88 : 0x89);
  }

  /** Pushes the mark that {@link #tuple} and {@link #setItems} reach back to. */
  Pickle mark() {
    return operation('(');
  }

  /** Replaces what follows the last mark by a tuple. */
  Pickle tuple() {
    return operation('t');
  }

  /** Pushes (). */
  Pickle emptyTuple() {
    return operation(')');
  }

  /** Pushes {}. */
  Pickle emptyDictionary() {
    return operation('}');
  }

  /** Puts the keys and values that follow the last mark into the dictionary below it. */
  Pickle setItems() {
    return operation('u');
  }

  /** Replaces a class and a tuple of arguments by an object that no constructor has seen. */
  Pickle newObject() {
    return operation(0x81);
  }

  /** Gives the dictionary on top to the object below as its attributes. */
  Pickle build() {
    return operation('b');
  }

  /** Replaces a function and a tuple of arguments by what the function returns. */
  Pickle reduce() {
    return operation('R');
  }

  /** Replaces an identifier by what the file's reader keeps under it. */
  Pickle persistent() {
    return operation('Q');
  }

  /** Ends with what is on top as the value. */
  byte[] end() {
    operation('.');
    return out.toByteArray();
  }

  private Pickle operation(int code) {
    out.write(code);
    return this;
  }

  private Pickle int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }
}
