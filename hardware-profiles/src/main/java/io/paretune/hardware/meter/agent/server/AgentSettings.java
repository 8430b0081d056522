package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.Digest;
import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Optional;

/**
 * How an agent is to be reached, by whom, and what it puts up with.
 *
 * @param listen address and port; port 0 takes a free one
 * @param token what clients must show; at least 16 characters
 * @param tls the key to speak TLS with
 * @param insecure whether an address that others reach may do without token or TLS
 * @param limits what it puts up with
 */
public record AgentSettings(
    InetSocketAddress listen,
    Optional<String> token,
    Optional<Tls> tls,
    boolean insecure,
    AgentLimits limits) {
  private static final int SHORTEST_TOKEN = 16;

  /**
   * A private key with its certificate.
   *
   * @param keyStore PKCS 12 file, as keytool makes it
   * @param password of the file
   */
  public record Tls(Path keyStore, String password) {

    /**
     * The file's content.
     *
     * @throws HardwareException if it cannot be opened or holds no private key
     */
    public KeyStore open() {
      try {
        KeyStore store = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        for (String alias : Collections.list(store.aliases())) {
          if (store.isKeyEntry(alias)) {
            return store;
          }
        }
        throw new HardwareException("the key store " + keyStore + " holds no private key");
      } catch (IOException | GeneralSecurityException e) {
        throw new HardwareException(
            "the key store " + keyStore + " cannot be opened: " + e.getMessage(), e);
      }
    }

    /** SHA-256 of the certificate, by which clients may know it. */
    public String pin() {
      try {
        KeyStore store = open();
        for (String alias : Collections.list(store.aliases())) {
          if (store.isKeyEntry(alias)) {
            return Digest.sha256(store.getCertificate(alias).getEncoded());
          }
        }
        throw new IllegalStateException("a key store without a key is refused");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a key store that was opened can be read", e);
      }
    }

    @Override
    public String toString() {
      return keyStore.toString();
    }
  }

  public AgentSettings {
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException(
          "the address " + listen.getHostString() + " is not known on this machine");
    }
    token.ifPresent(
        secret -> {
          if (secret.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                "a token needs at least "
                    + SHORTEST_TOKEN
                    + " characters, got "
                    + secret.length()
                    + "; make one with: head -c 24 /dev/urandom | base64");
          }
        });
    if (!listen.getAddress().isLoopbackAddress()
        && !insecure
        && (token.isEmpty() || tls.isEmpty())) {
      throw new IllegalArgumentException(
          listen.getHostString()
              + " can be reached from other machines: that needs a token"
              + (token.isEmpty() ? " (missing)" : "")
              + " and TLS"
              + (tls.isEmpty() ? " (missing)" : "")
              + ", or --insecure");
    }
  }

  /** Without a token or TLS, for the users of this machine: the address must be loopback. */
  public static AgentSettings on(InetSocketAddress loopback) {
    return new AgentSettings(loopback, Optional.empty(), Optional.empty(), false);
  }

  /** An address with what protects it, and the usual limits. */
  public AgentSettings(
      InetSocketAddress listen, Optional<String> token, Optional<Tls> tls, boolean insecure) {
    this(listen, token, tls, insecure, AgentLimits.defaults());
  }

  /** The same with other limits. */
  public AgentSettings withLimits(AgentLimits other) {
    return new AgentSettings(listen, token, tls, insecure, other);
  }

  /** What is given up, in one line; empty if nothing is. */
  public Optional<String> givenUp() {
    if (listen.getAddress().isLoopbackAddress() || (token.isPresent() && tls.isPresent())) {
      return Optional.empty();
    }
    String first =
        token.isEmpty() ? "without a token whoever reaches this address may use this machine" : "";
    String second =
        tls.isEmpty()
            ? "without TLS whoever is on the way reads models"
                + (token.isPresent() ? " and the token" : "")
                + " and may forge figures"
            : "";
    return Optional.of(first + (first.isEmpty() || second.isEmpty() ? "" : "; ") + second);
  }
}
