package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DecompressorTest {
  private static final int LIMIT = 100_000;

  private final Decompressor decompressor = new Decompressor();
  private final ByteBudget budget = new ByteBudget(10 * LIMIT);

  @AfterEach
  void close() {
    decompressor.close();
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void everythingUpToTheLimitComesBack(ContentCoding coding) {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int size : new int[] {0, 1, 100, 4096, 65_536, LIMIT - 1, LIMIT}) {
      for (boolean compressible : new boolean[] {true, false}) {
        byte[] plain = new byte[size];
        if (!compressible) {
          random.nextBytes(plain);
        }

        assertThat(decode(coding, Compressed.with(coding, plain)))
            .as("seed %d, size %d", seed, size)
            .isEqualTo(plain);
      }
    }
    assertThat(budget.used()).isZero();
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void oneByteBeyondTheLimitIsTooLarge(ContentCoding coding) {
    byte[] bomb = Compressed.with(coding, new byte[LIMIT + 1]);

    assertRefused(coding, bomb, RefusalReason.TOO_LARGE);
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void everyTruncationIsMalformed(ContentCoding coding) {
    byte[] plain = new byte[300];
    Arrays.fill(plain, (byte) 'x');
    byte[] whole = Compressed.with(coding, plain);

    for (int length = 0; length < whole.length; length++) {
      assertRefused(coding, Arrays.copyOf(whole, length), RefusalReason.MALFORMED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCoding.class,
      names = {"GZIP", "DEFLATE", "ZLIB"})
  void trailingBytesAreMalformed(ContentCoding coding) {
    byte[] whole = Compressed.with(coding, new byte[10]);

    assertRefused(coding, Arrays.copyOf(whole, whole.length + 3), RefusalReason.MALFORMED);
  }

  @Test
  void gzipMembersFollowOneAnother() {
    byte[] first = Compressed.with(ContentCoding.GZIP, new byte[] {1, 2, 3});
    byte[] second = Compressed.with(ContentCoding.GZIP, new byte[20_000]);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    byte[] plain = decode(ContentCoding.GZIP, both);
    assertThat(plain).hasSize(20_003).startsWith(1, 2, 3, 0);
  }

  @Test
  void gzipHeaderMayHaveAllItsParts() {
    byte[] simple = Compressed.with(ContentCoding.GZIP, new byte[] {4, 5});
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(simple, 0, 3);
    full.write(2 | 4 | 8 | 16);
    full.write(simple, 4, 6);
    full.writeBytes(new byte[] {2, 0, 9, 9});
    full.writeBytes(new byte[] {'n', 0, 'c', 'c', 0});
    full.writeBytes(new byte[] {0, 0});
    full.write(simple, 10, simple.length - 10);

    assertThat(decode(ContentCoding.GZIP, full.toByteArray())).containsExactly(4, 5);
  }

  @Test
  void wrongGzipTrailersAreMalformed() {
    byte[] wrongSum = Compressed.with(ContentCoding.GZIP, new byte[] {4, 5});
    wrongSum[wrongSum.length - 6] ^= 1;
    assertRefused(ContentCoding.GZIP, wrongSum, RefusalReason.MALFORMED);

    byte[] wrongLength = Compressed.with(ContentCoding.GZIP, new byte[] {4, 5});
    ByteBuffer.wrap(wrongLength)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(wrongLength.length - 4, 90_000);
    assertRefused(ContentCoding.GZIP, wrongLength, RefusalReason.MALFORMED);
  }

  @Test
  void claimedLengthReservesNoMoreThanCanBeTrue() {
    byte[] small = Compressed.with(ContentCoding.GZIP, new byte[] {4, 5});
    ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN).putInt(small.length - 4, -1);
    ByteBudget tight = new ByteBudget(1000);

    assertThatThrownBy(
            () -> decompressor.decode(ContentCoding.GZIP, small, 0, LIMIT, new Reservation(tight)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            why -> assertThat(why.reason()).isEqualTo(RefusalReason.MALFORMED));
  }

  @Test
  void budgetStopsWhatTheLimitWouldAllow() {
    byte[] bomb = Compressed.with(ContentCoding.GZIP, new byte[LIMIT]);
    ByteBudget tight = new ByteBudget(LIMIT / 2);
    try (Reservation reservation = new Reservation(tight)) {
      assertThatThrownBy(() -> decompressor.decode(ContentCoding.GZIP, bomb, 0, LIMIT, reservation))
          .isInstanceOfSatisfying(
              RefusedException.class,
              why -> assertThat(why.reason()).isEqualTo(RefusalReason.OVERLOADED));
    }
    assertThat(tight.used()).isZero();
  }

  @Test
  void zstdOfUnknownSizeIsUnpacked() throws IOException {
    byte[] plain = new byte[50_000];
    new SplittableRandom(1).nextBytes(plain);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(bytes)) {
      out.write(plain);
    }
    assertThat(Zstd.getFrameContentSize(bytes.toByteArray())).isLessThanOrEqualTo(0);

    assertThat(decode(ContentCoding.ZSTD, bytes.toByteArray())).isEqualTo(plain);
  }

  @Test
  void zstdWindowsThatCostTooMuchMemoryAreMalformed() {
    // Magic number, a frame header that asks for a window of 2^27 bytes, one empty last block.
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((27 - 10) << 3), 1, 0, 0};

    assertRefused(ContentCoding.ZSTD, frame, RefusalReason.MALFORMED);
    frame[5] = (23 - 10) << 3;
    assertThat(decode(ContentCoding.ZSTD, frame)).isEmpty();
  }

  private byte[] decode(ContentCoding coding, byte[] compressed) {
    // Starts at an offset, as a message within a larger array does.
    byte[] shifted = new byte[compressed.length + 5];
    System.arraycopy(compressed, 0, shifted, 5, compressed.length);
    try (Reservation reservation = new Reservation(budget)) {
      return decompressor.decode(coding, shifted, 5, LIMIT, reservation);
    }
  }

  private void assertRefused(ContentCoding coding, byte[] compressed, RefusalReason reason) {
    assertThatThrownBy(() -> decode(coding, compressed))
        .as("%s of %d bytes", coding, compressed.length)
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.reason()).isEqualTo(reason));
    assertThat(budget.used()).isZero();
  }
}
