package io.paretune.hardware.meter.agent;

import io.paretune.hardware.Digest;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.AgentAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificate a client believes: Java's own list, a given one, or one by its digest. */
public final class Trust {
  private Trust() {}

  /** The context for an agent's address; empty where Java's own list decides. */
  static Optional<SSLContext> of(AgentAccess access) {
    return of(access.protection());
  }

  /**
   * The context for whom a protection believes; empty where Java's own list decides.
   *
   * @throws HardwareException if the certificate cannot be read
   */
  public static Optional<SSLContext> of(AgentAccess.Protection protection) {
    Optional<TrustManager[]> managers =
        protection
            .pin()
            .map(pin -> new TrustManager[] {new Pinned(pin)})
            .or(() -> protection.certificate().map(Trust::trusting));
    return managers.map(
        trusted -> {
          try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            return context;
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
          }
        });
  }

  private static TrustManager[] trusting(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> given =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (given.isEmpty()) {
        throw new HardwareException("the file " + pem + " holds no certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : given) {
        store.setCertificateEntry("trusted-" + number, certificate);
        number++;
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (NoSuchFileException e) {
      throw new HardwareException("there is no certificate file " + pem, e);
    } catch (IOException e) {
      throw new HardwareException("the certificate " + pem + " cannot be read: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new HardwareException(
          "the file " + pem + " is not a certificate in PEM form: " + e.getMessage(), e);
    }
  }

  /** Believes the one certificate with a given digest, whatever names and dates it bears. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final byte[] digest;

    Pinned(String pin) {
      this.digest = HexFormat.of().parseHex(pin);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      byte[] given = digest(chain[0]);
      if (!MessageDigest.isEqual(given, digest)) {
        throw new CertificateException(
            "its SHA-256 is " + HexFormat.of().formatHex(given) + ", not the pinned one");
      }
    }

    private static byte[] digest(X509Certificate certificate) throws CertificateEncodingException {
      return Digest.sha256().digest(certificate.getEncoded());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("a client trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("a client trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("a client trusts no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
