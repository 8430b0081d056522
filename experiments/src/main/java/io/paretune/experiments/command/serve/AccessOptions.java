package io.paretune.experiments.command.serve;

import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What protects an address that is listened on. */
public final class AccessOptions {

  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.%]+]|[^:\\s]+)(:(?<port>[0-9]{1,5}))?");

  @Mixin private TokenOptions token = new TokenOptions();

  @Option(
      names = "--tls",
      paramLabel = "KEYS.p12",
      description = "PKCS 12 file with the private key and the certificate to speak TLS with")
  private @Nullable Path tls;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "its password: the only line of a file")
  private @Nullable Path tlsPassword;

  @Option(
      names = "--insecure",
      description =
          "do without token or TLS on an address that others reach: whoever reaches it is then"
              + " served, and whoever is on the way may read and forge what is said")
  private boolean insecure;

  /** Whether any of them is given. */
  public boolean given() {
    return token.given() || tls != null || tlsPassword != null || insecure;
  }

  /**
   * An address with what protects it.
   *
   * @param listen as it was given
   * @param port where it names none
   */
  public AgentSettings settings(String listen, int port) {
    return new AgentSettings(
        address("--listen", listen, port), token.source().token(), keys(), insecure);
  }

  private Optional<AgentSettings.Tls> keys() {
    if (tls == null) {
      if (tlsPassword != null) {
        throw new IllegalArgumentException("--tls-password-file needs --tls");
      }
      return Optional.empty();
    }
    if (!Files.isRegularFile(tls)) {
      throw new IllegalArgumentException("there is no key store " + tls);
    }
    if (tlsPassword == null) {
      throw new IllegalArgumentException("--tls needs --tls-password-file");
    }
    if (!Files.isRegularFile(tlsPassword)) {
      throw new IllegalArgumentException("there is no password file " + tlsPassword);
    }
    try {
      return Optional.of(new AgentSettings.Tls(tls, Files.readString(tlsPassword).strip()));
    } catch (IOException e) {
      throw new IllegalArgumentException("the password file cannot be read: " + e, e);
    }
  }

  /** Host and port of an option's text; a port is needed where none is usual. */
  public static InetSocketAddress address(String option, String text, int usualPort) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    String port = matcher.matches() ? matcher.group("port") : null;
    int number = port == null ? usualPort : Integer.parseInt(port);
    if (!matcher.matches() || number > 65535) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be HOST:PORT, like 0.0.0.0:%d, got '%s'",
              option,
              usualPort,
              text));
    }
    String host = matcher.group("host");
    return new InetSocketAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number);
  }
}
