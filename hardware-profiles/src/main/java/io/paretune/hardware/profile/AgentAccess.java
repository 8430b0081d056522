package io.paretune.hardware.profile;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The measuring agent that stands beside a device elsewhere, and how it is reached and recognised.
 *
 * @param url {@code http://HOST:PORT} or {@code https://HOST:PORT}
 * @param token the secret that it asks for
 * @param protection of what crosses the network
 * @param fingerprint the {@link Fingerprint#id()} that the device must have
 * @param patience how long a measurement waits for an agent that is away or busy
 */
public record AgentAccess(
    URI url,
    TokenSource token,
    Protection protection,
    Optional<String> fingerprint,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Who is believed to be the agent, and what may be read on the way.
   *
   * @param certificate PEM file with the certificate, or its issuer's, that is trusted in place of
   *     Java's own list
   * @param pin SHA-256 of the only certificate that is trusted, 64 hexadecimal digits; its names
   *     and dates are not looked at
   * @param insecure whether models and token may cross the network in the clear
   */
  public record Protection(Optional<Path> certificate, Optional<String> pin, boolean insecure) {
    public Protection {
      pin = pin.map(text -> text.replace(":", "").toLowerCase(Locale.ROOT));
      pin.ifPresent(
          text ->
              require(
                  text.matches("[0-9a-f]{64}"),
                  "pin must be a certificate's SHA-256, 64 hexadecimal digits, got '"
                      + text
                      + "'"));
      require(
          certificate.isEmpty() || pin.isEmpty(),
          "either a certificate or a pin says whom to trust, not both");
    }

    /** TLS with Java's own trust, where the agent is on another machine. */
    public static Protection usual() {
      return new Protection(Optional.empty(), Optional.empty(), false);
    }
  }

  public AgentAccess {
    fingerprint.ifPresent(
        text ->
            require(
                text.matches("[0-9a-f]{12}"),
                "fingerprint must be 12 hexadecimal digits, as 'paretune profile probe' shows them,"
                    + " got '"
                    + text
                    + "'"));
    boolean tls = url.getScheme().equals("https");
    require(
        tls || (protection.certificate().isEmpty() && protection.pin().isEmpty()),
        "certificate and pin need an https:// address, got " + url);
    require(
        !patience.isNegative() && patience.compareTo(Duration.ofDays(1)) <= 0,
        "patience must be at most a day, got " + patience);
    require(
        tls || protection.insecure() || loopback(url),
        "the agent at "
            + url
            + " is on another machine and without TLS, so whoever is on the way reads token and"
            + " models and may forge figures; use https://, or accept that with insecure: true");
  }

  /** Access without token, with Java's own trust, to be refined by the record's constructor. */
  public static AgentAccess to(URI url) {
    return new AgentAccess(
        url, new TokenSource.None(), Protection.usual(), Optional.empty(), PATIENCE);
  }

  /** The patience of {@link #to}. */
  public static Duration usualPatience() {
    return PATIENCE;
  }

  public AgentAccess withToken(TokenSource source) {
    return new AgentAccess(url, source, protection, fingerprint, patience);
  }

  public AgentAccess withPatience(Duration span) {
    return new AgentAccess(url, token, protection, fingerprint, span);
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none, or holds more than scheme, host and port
   */
  public static URI address(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "agent must be an address like https://HOST:7878, got '" + text + "'", e);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    require(
        (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null,
        "agent must be an address like https://HOST:7878, got '" + text + "'");
    // the text may hold a password: it is not repeated
    require(
        url.getUserInfo() == null,
        "agent must not hold a name or password; the token goes to a file, named by token-file");
    require(
        (url.getPath().isEmpty() || url.getPath().equals("/"))
            && url.getQuery() == null
            && url.getFragment() == null,
        "agent must end after the port, like https://HOST:7878, got '" + text + "'");
    return URI.create(scheme + "://" + url.getRawAuthority());
  }

  private static boolean loopback(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]")
        || host.equals("[0:0:0:0:0:0:0:1]");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
