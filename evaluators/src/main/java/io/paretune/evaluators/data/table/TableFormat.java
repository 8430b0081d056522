package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.TableReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;

/**
 * Characters, byte order mark and delimiter of a table, found out from its beginning where they are
 * not given. What is not UTF-8 is taken for windows-1252, of which Latin-1 is a part.
 *
 * @param encoding of its text
 * @param mark bytes before it
 * @param delimiter between fields
 * @param header lines before the header: 1 if Excel's {@code sep=;} stands there
 */
record TableFormat(Charset encoding, int mark, char delimiter, int header) {

  private static final int LOOKED_AT = 1 << 16;
  private static final int LINES = 30;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  /** What is taken when UTF-8 turns out not to be it. */
  static final Charset OTHERWISE = Charset.forName("windows-1252");

  /**
   * Looks at the beginning of a table.
   *
   * @param name of the file, for messages
   * @param head its first bytes
   * @param other an encoding that is known in place of UTF-8
   */
  static TableFormat of(String name, byte[] head, TableReading reading, Charset other) {
    int mark = mark(head);
    Charset encoding =
        reading.encoding().isEmpty() || endsMarked(name, mark, reading)
            ? found(head, mark, other)
            : named(name, reading.encoding());
    String text = text(head, mark, encoding);
    boolean excel = text.matches("(?s)\"?sep=.\"?\\R.*");
    char delimiter =
        !reading.delimiter().isEmpty()
            ? reading.delimiter().charAt(0)
            : excel ? text.charAt(text.indexOf('=') + 1) : delimiter(text, name);
    return new TableFormat(encoding, mark, delimiter, excel ? 1 : 0);
  }

  /** How many bytes are looked at. */
  static int length() {
    return LOOKED_AT;
  }

  /** The text of a whole table from its first byte; malformed text throws. */
  Reader reader(InputStream content) throws IOException {
    content.skipNBytes(mark);
    CharsetDecoder strict =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    Reader text = new InputStreamReader(new PushbackInputStream(content, 1), strict);
    for (int line = 0; line < header; line++) {
      for (int c = text.read(); c >= 0 && c != '\n'; ) {
        c = text.read();
      }
    }
    return text;
  }

  /** What is out of the ordinary, or {@code ""}. */
  String words(TableReading reading) {
    String said = "";
    if (!encoding.equals(StandardCharsets.UTF_8) && reading.encoding().isEmpty()) {
      said = "not UTF-8: read as " + encoding.name() + " (encoding)";
    }
    if (delimiter != ',' && reading.delimiter().isEmpty()) {
      String shown = delimiter == '\t' ? "tab" : "'" + delimiter + "'";
      said += (said.isEmpty() ? "" : "; ") + "fields are separated by " + shown + " (delimiter)";
    }
    return said;
  }

  private static boolean begins(byte[] head, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static int mark(byte[] head) {
    return begins(head, 0xef, 0xbb, 0xbf)
        ? 3
        : begins(head, 0xff, 0xfe) || begins(head, 0xfe, 0xff) ? 2 : 0;
  }

  private static Charset found(byte[] head, int mark, Charset other) {
    if (mark == 2) {
      return begins(head, 0xff) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    int even = 0;
    int odd = 0;
    for (int i = 0; i < head.length; i++) {
      if (head[i] == 0) {
        even += 1 - i % 2;
        odd += i % 2;
      }
    }
    // half of the bytes of Latin text in UTF-16 are zero
    if (even + odd > head.length / 4) {
      return odd > even ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    return mark == 3 ? StandardCharsets.UTF_8 : other;
  }

  /** Whether the mark says which end comes first, which the name leaves open. */
  private static boolean endsMarked(String file, int mark, TableReading reading) {
    return mark == 2 && named(file, reading.encoding()).equals(StandardCharsets.UTF_16);
  }

  private static Charset named(String file, String encoding) {
    try {
      return Charset.forName(encoding);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new DataException(
          file, "an encoding such as utf-8, utf-16 or latin1", "'" + encoding + "'", unknown);
    }
  }

  private static String text(byte[] head, int mark, Charset encoding) {
    CharBuffer text = encoding.decode(ByteBuffer.wrap(head, mark, Math.max(0, head.length - mark)));
    return text.toString();
  }

  /** The one that divides the first lines into equally many fields, two at least. */
  private static char delimiter(String text, String name) {
    char best = name.toLowerCase(java.util.Locale.ROOT).contains(".tsv") ? '\t' : ',';
    int most = 0;
    for (char candidate : DELIMITERS) {
      int even = even(text, candidate);
      boolean usual = candidate == best && even > 0;
      if (even > most || (usual && even == most)) {
        most = even;
        best = candidate;
      }
      if (usual && candidate == best && even >= lines(text)) {
        return candidate;
      }
    }
    return best;
  }

  private static int lines(String text) {
    return (int) Math.min(LINES, text.lines().filter(line -> !line.isBlank()).count() - 1);
  }

  /** How many of the first lines have as many fields as the header; 0 if that has one only. */
  private static int even(String text, char delimiter) {
    int header = 0;
    int fields = 1;
    int lines = 0;
    int even = 0;
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i < text.length() && lines <= LINES; i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      blank &= Character.isWhitespace(c) && c != delimiter;
      if (c == delimiter && !quoted) {
        fields++;
      }
      if (c == '\n' && !quoted) {
        if (!blank) {
          header = lines == 0 ? fields : header;
          even += lines > 0 && fields == header ? 1 : 0;
          lines++;
        }
        fields = 1;
        blank = true;
      }
    }
    return header > 1 ? Math.max(1, even) : 0;
  }
}
