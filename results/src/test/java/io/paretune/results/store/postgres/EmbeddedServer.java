package io.paretune.results.store.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of this JVM, from the binaries on the class path: unpacked once a machine,
 * started once a JVM, gone with it. Its superuser is called like this process's user, whom it lets
 * in without a password; every other user needs one.
 *
 * <p>PostgreSQL does not run as root: there, it runs as {@code nobody}, by whatever the machine has
 * for that.
 */
public final class EmbeddedServer {

  /** Property of programs that measure: the server forces what it is told to the disk. */
  public static final String DURABLE = "paretune.postgres.durable";

  private static final String BINARIES = "postgres-linux-x86_64.txz";

  /** How root starts a program as nobody; the first that works is used. */
  private static final List<List<String>> AS_NOBODY =
      List.of(
          List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
          List.of("unshare", "-U"),
          List.of("runuser", "-u", "nobody", "--"));

  private static final AtomicLong NAMES = new AtomicLong();
  private static @Nullable EmbeddedServer running;

  private final Path binaries;
  private final List<String> as;
  private final Path data;
  private final int port;

  private EmbeddedServer(Path binaries, List<String> as, Path data, int port) {
    this.binaries = binaries;
    this.as = as;
    this.data = data;
    this.port = port;
  }

  /** The server; a test is skipped, with the reason, where there is none for the machine. */
  public static synchronized EmbeddedServer running() {
    if (running == null) {
      Optional<String> reason = reasonAgainst();
      Assumptions.assumeTrue(reason.isEmpty(), () -> "no PostgreSQL here: " + reason.orElse(""));
      try {
        running = start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return running;
  }

  private static Optional<String> reasonAgainst() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return Optional.of("its binaries are for Linux on amd64");
    }
    return isRoot() && nobody().isEmpty()
        ? Optional.of("root cannot start it as nobody: there is no setpriv, unshare or runuser")
        : Optional.empty();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static Optional<List<String>> nobody() {
    return AS_NOBODY.stream().filter(as -> run(as, List.of("true")) == 0).findFirst();
  }

  private static EmbeddedServer start() throws IOException {
    List<String> as = isRoot() ? nobody().orElseThrow() : List.of();
    Path data = Files.createTempDirectory("paretune-postgres-data");
    EmbeddedServer server = new EmbeddedServer(unpacked(), as, data, freePort());
    server.begin();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void begin() throws IOException {
    if (isRoot()) {
      // whoever nobody is: the directory is his in which initdb makes the cluster
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path cluster = data.resolve("cluster");
    String user = System.getProperty("user.name");
    require(
        "initdb",
        "-D",
        cluster.toString(),
        "-U",
        user,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C");
    String settings =
        "-p %d -k '' -c listen_addresses=127.0.0.1 -c max_connections=40 -c shared_buffers=16MB"
                .formatted(port)
            + (Boolean.getBoolean(DURABLE) ? "" : " -c fsync=off")
            + " -c hba_file="
            + rules(user);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "postgres-end"));
    require(
        "pg_ctl",
        "-D",
        cluster.toString(),
        "-o",
        settings,
        "-l",
        data.resolve("log").toString(),
        "-t",
        "120",
        "-w",
        "start");
  }

  /** Ends all sessions and the server, as a crash would, and starts it again. */
  public void restart() throws IOException {
    require(
        "pg_ctl",
        "-D",
        data.resolve("cluster").toString(),
        "-m",
        "immediate",
        "-l",
        data.resolve("log").toString(),
        "-w",
        "restart");
  }

  /** Ends all sessions of a database but one's own. */
  public static void cut(String address) {
    execute(
        address,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
            + " current_database() AND pid <> pg_backend_pid()");
  }

  private Path rules(String user) throws IOException {
    Path rules = data.resolve("rules");
    Files.writeString(
        rules,
        "host all %s 127.0.0.1/32 trust%nhost all all 127.0.0.1/32 scram-sha-256%n"
            .formatted(user));
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
    return rules;
  }

  private void end() {
    run(
        as,
        List.of(
            binaries.resolve("bin/pg_ctl").toString(),
            "-D",
            data.resolve("cluster").toString(),
            "-m",
            "immediate",
            "stop"));
    run(as, List.of("rm", "-rf", data.resolve("cluster").toString()));
    run(List.of(), List.of("rm", "-rf", data.toString()));
  }

  private void require(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(as);
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Path said = data.resolve(program + ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(data.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private static int run(List<String> as, List<String> command) {
    List<String> all = new ArrayList<>(as);
    all.addAll(command);
    try {
      Process process =
          new ProcessBuilder(all)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException missing) {
      return -1;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** The binaries, in a directory of this user's that later JVMs find again. */
  private static Path unpacked() throws IOException {
    byte[] packed;
    try (InputStream in = EmbeddedServer.class.getResourceAsStream("/" + BINARIES)) {
      packed = in == null ? new byte[0] : in.readAllBytes();
    }
    if (packed.length == 0) {
      throw new IOException(BINARIES + " is not on the class path");
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path home =
        temporary.resolve(
            "paretune-postgres-" + System.getProperty("user.name") + "-" + packed.length);
    if (Files.isDirectory(home)) {
      return home;
    }
    Path fresh = Files.createTempDirectory(temporary, "paretune-postgres-unpacking");
    unpack(packed, fresh);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(fresh, home, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException impossible) {
      throw impossible;
    } catch (FileSystemException another) {
      if (!Files.isDirectory(home)) { // else another JVM was faster
        throw another;
      }
    }
    return home;
  }

  private static void unpack(byte[] packed, Path to) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new BufferedInputStream(
                new XZCompressorInputStream(new java.io.ByteArrayInputStream(packed)), 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = to.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.getParent());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          Files.setPosixFilePermissions(
              file,
              PosixFilePermissions.fromString(
                  (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /** A new, empty database; its address, as this process's user may use it. */
  public String database() {
    String name = "t" + NAMES.incrementAndGet();
    execute(address("postgres"), "CREATE DATABASE " + name);
    return address(name);
  }

  /** A new database with the tables and rows of another, to which nobody is connected. */
  public String copyOf(String address) {
    String name = "t" + NAMES.incrementAndGet();
    String template = address.substring(address.lastIndexOf('/') + 1);
    execute(address("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template);
    return address(name);
  }

  /** Deletes a database, whoever is connected to it. */
  public void drop(String address) {
    execute(
        address("postgres"),
        "DROP DATABASE " + address.substring(address.lastIndexOf('/') + 1) + " WITH (FORCE)");
  }

  /** Makes a user who needs a password, and may do all that owners may. */
  public Credentials user(String name, String password) {
    execute(
        address("postgres"),
        "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(name, password));
    return new Credentials(Optional.of(name), Optional.of(password));
  }

  private String address(String database) {
    return PostgresDatabase.SCHEME + "//127.0.0.1:" + port + "/" + database;
  }

  /** Executes SQL. */
  public static void execute(String address, String sql) {
    try (Connection connection =
            DriverManager.getConnection(address, System.getProperty("user.name"), "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
