package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What clients must show, of which a digest is kept. Digests are compared in constant time: neither
 * length nor beginning of the secret shows in the time.
 */
public final class AccessToken {
  private static final String BEARER = "Bearer ";

  private final byte[] digest;

  /** Of a secret. */
  public AccessToken(String secret) {
    this.digest = digest(secret);
  }

  /** Whether a text is the secret. */
  public boolean is(String shown) {
    return MessageDigest.isEqual(digest(shown), digest);
  }

  /** What a request shows as its bearer's, empty text if it shows something else. */
  public static Optional<String> shown(HttpFields headers) {
    return Optional.ofNullable(headers.get(HttpHeader.AUTHORIZATION))
        .map(
            given ->
                given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? given.substring(BEARER.length()).strip()
                    : "");
  }

  private static byte[] digest(String text) {
    return Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
