package io.paretune.results.store.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FakeFileChannel;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files of H2 that are read while another process holds and writes them: without a lock, and never
 * written. H2 finds the class by its scheme, so it is public.
 */
public final class UnlockedFiles extends FilePathWrapper {

  static final String SCHEME = "unlocked";

  /** Makes H2 know the scheme; as often as one likes. */
  static void register() {
    FilePath.register(new UnlockedFiles());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public boolean canWrite() {
    return false;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Unlocked(FileChannel.open(Path.of(getBase().toString()), StandardOpenOption.READ));
  }

  private static final class Unlocked extends FileBaseDefault {

    private final FileChannel file;

    Unlocked(FileChannel file) {
      this.file = file;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      return new FileLock(FakeFileChannel.INSTANCE, position, size, shared) {
        @Override
        public boolean isValid() {
          return true;
        }

        @Override
        public void release() {
          // nothing is held
        }
      };
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public synchronized int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public synchronized int write(ByteBuffer from, long position) {
      throw new NonWritableChannelException();
    }

    @Override
    protected void implTruncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
