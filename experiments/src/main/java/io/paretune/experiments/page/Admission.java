package io.paretune.experiments.page;

import io.paretune.experiments.page.answer.PageRefusedException;
import io.paretune.hardware.meter.agent.server.AccessToken;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who may look. With a token: who shows it, as a bearer or, in a browser, by the cookie that it was
 * changed for. Without one, which is only on loopback: whoever asks for this machine by one of its
 * loopback names, so that no page from elsewhere can ask in a browser's name (DNS rebinding).
 */
final class Admission {

  private static final String COOKIE = "paretune-page";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

  private final Optional<AccessToken> token;
  private final boolean loopback;
  private final boolean tls;
  private final String session;
  private final AccessToken cookie;

  Admission(AgentSettings settings) {
    this.token = settings.token().map(AccessToken::new);
    this.loopback = settings.listen().getAddress().isLoopbackAddress();
    this.tls = settings.tls().isPresent();
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    this.session = HexFormat.of().formatHex(random);
    this.cookie = new AccessToken(session);
  }

  /** Refuses what comes from elsewhere, whatever it shows. */
  void requireOwn(HttpFields headers) throws PageRefusedException {
    String host = headers.get(HttpHeader.HOST);
    if (host == null) {
      throw new PageRefusedException(400, "a request must name its host");
    }
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (loopback && !LOOPBACK.contains(name)) {
      throw new PageRefusedException(403, "this page is for " + LOOPBACK + " only");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && !host.equalsIgnoreCase(authority(origin))) {
      throw new PageRefusedException(403, "requests of other pages are not taken");
    }
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** Whether a request may look. */
  boolean admits(Request request) {
    if (token.isEmpty()) {
      return true;
    }
    Optional<String> bearer = AccessToken.shown(request.getHeaders());
    return bearer
        .filter(shown -> !shown.isEmpty())
        .map(this::isToken)
        .orElseGet(() -> cookie(request));
  }

  private boolean cookie(Request request) {
    return Request.getCookies(request).stream()
        .anyMatch(given -> given.getName().equals(COOKIE) && cookie.is(given.getValue()));
  }

  /** Whether there is a token to be shown. */
  boolean asksForToken() {
    return token.isPresent();
  }

  /** Whether a text is the token; without one, none is. */
  boolean isToken(String text) {
    return token.isPresent() && token.get().is(text);
  }

  /** What a browser keeps in the token's place: another one after each start. */
  String cookie() {
    return COOKIE + "=" + session + "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
  }
}
