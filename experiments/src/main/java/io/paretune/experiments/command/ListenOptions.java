package io.paretune.experiments.command;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.profile.TokenSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server of this program listens, to whom, and how that is protected. */
final class ListenOptions {

  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.%]+]|[^:\\s]+)(:(?<port>[0-9]{1,5}))?");

  private final int port;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "where to listen; default ${DEFAULT-VALUE}, this machine alone")
  private String listen;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "the secret that clients must show: the only line of a file")
  private @Nullable Path tokenFile;

  @Option(
      names = "--token-env",
      paramLabel = "NAME",
      description = "the same from a variable of the environment")
  private @Nullable String tokenVariable;

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

  /**
   * Options of a command.
   *
   * @param port where it listens if nothing is said
   */
  ListenOptions(int port) {
    this.port = port;
    this.listen = "127.0.0.1:" + port;
  }

  /**
   * What was said, checked.
   *
   * @throws IllegalArgumentException if that cannot be, saying why
   */
  AgentSettings settings() {
    return new AgentSettings(address(listen), token(), keys(), insecure);
  }

  private Optional<String> token() {
    if (tokenFile != null && tokenVariable != null) {
      throw new IllegalArgumentException("either --token-file or --token-env, not both");
    }
    try {
      return tokenFile != null
          ? new TokenSource.InFile(tokenFile).token()
          : tokenVariable != null
              ? new TokenSource.InEnvironment(tokenVariable).token()
              : Optional.empty();
    } catch (HardwareException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
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

  private InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    String given = matcher.matches() ? matcher.group("port") : null;
    int number = given == null ? port : Integer.parseInt(given);
    if (!matcher.matches() || number > 65535) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--listen must be HOST:PORT, like 0.0.0.0:%d, got '%s'", port, text));
    }
    String host = matcher.group("host");
    return new InetSocketAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number);
  }
}
