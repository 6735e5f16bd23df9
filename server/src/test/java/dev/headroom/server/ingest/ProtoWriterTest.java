package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

final class ProtoWriterTest {

  @Test
  void randomNestingIsWrittenAsProtobufWritesIt() {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      ProtoWriter writer = new ProtoWriter(0, 10_000_000);
      UnknownFieldSet expected = write(random, writer, 0);

      assertThat(writer.toByteArray())
          .as("seed %d, message %d", seed, i)
          .isEqualTo(expected.toByteArray());
    }
  }

  /// Fields in ascending order, as UnknownFieldSet serialises them.
  private static UnknownFieldSet write(SplittableRandom random, ProtoWriter writer, int depth) {
    UnknownFieldSet.Builder expected = UnknownFieldSet.newBuilder();
    int number = 0;
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      number += 1 + random.nextInt(40);
      UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
      switch (random.nextInt(5)) {
        case 0 -> {
          long value = random.nextLong() >> random.nextInt(64);
          writer.varint(number, value);
          field.addVarint(value);
        }
        case 1 -> {
          long value = random.nextLong();
          writer.fixed64(number, value);
          field.addFixed64(value);
        }
        case 2 -> {
          int value = random.nextInt();
          writer.fixed32(number, value);
          field.addFixed32(value);
        }
        case 3 -> {
          String text = "é".repeat(random.nextInt(200));
          writer.string(number, text);
          field.addLengthDelimited(ByteString.copyFromUtf8(text));
        }
        default -> {
          writer.beginMessage(number);
          UnknownFieldSet nested =
              depth < 30 ? write(random, writer, depth + 1) : UnknownFieldSet.getDefaultInstance();
          writer.endMessage();
          field.addLengthDelimited(nested.toByteString());
        }
      }
      expected.addField(number, field.build());
    }
    return expected.build();
  }

  @Test
  void deepNestingIsWritten() throws Exception {
    ProtoWriter writer = new ProtoWriter(16, 10_000_000);
    int depth = 10_000;
    for (int i = 0; i < depth; i++) {
      writer.beginMessage(1);
    }
    for (int i = 0; i < depth; i++) {
      writer.endMessage();
    }

    byte[] bytes = writer.toByteArray();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int i = 0; i < depth; i++) {
      assertThat(in.readTag()).isEqualTo(10);
      assertThat(in.readRawVarint32()).isEqualTo(bytes.length - in.getTotalBytesRead());
    }
    assertThat(in.isAtEnd()).isTrue();
  }

  @Test
  void limitIsKept() {
    ProtoWriter writer = new ProtoWriter(16, 100);
    writer.bytes(1, new byte[98]);
    assertThat(writer.toByteArray()).hasSize(100);

    ProtoWriter beyond = new ProtoWriter(16, 100);
    beyond.bytes(1, new byte[99]);
    assertThatThrownBy(beyond::toByteArray)
        .isInstanceOfSatisfying(
            HeadroomException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  @Test
  void openMessagesAreAMistakeOfTheCaller() {
    ProtoWriter writer = new ProtoWriter(16, 100);
    writer.beginMessage(1);

    assertThatThrownBy(writer::toByteArray).hasMessage("1 messages are still open");
  }
}
