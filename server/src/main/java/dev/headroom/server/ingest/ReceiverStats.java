package dev.headroom.server.ingest;

import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts what the receiver did since the process started; the System page and `/metrics` read it.
///
/// Thread-safe.
public final class ReceiverStats {
  private final Map<SignalType, Map<OtlpTransport, Cell>> cells = new EnumMap<>(SignalType.class);
  private final AtomicReference<LongSupplier> pendingBytes = new AtomicReference<>(() -> 0L);

  public ReceiverStats() {
    for (SignalType signal : SignalType.values()) {
      Map<OtlpTransport, Cell> row = new EnumMap<>(OtlpTransport.class);
      for (OtlpTransport transport : OtlpTransport.values()) {
        row.put(transport, new Cell());
      }
      cells.put(signal, row);
    }
  }

  /// The counts of one signal over one transport.
  ///
  /// @param requests complete or not, refused or not
  /// @param wireBytes bodies as they were sent
  /// @param bytes bodies as OTLP protobuf, of the requests that reached the sink
  /// @param accepted spans, data points or log records taken durably
  /// @param rejected items of accepted requests that were not taken
  /// @param refused whole requests that were not taken, by reason
  public record Counts(
      SignalType signal,
      OtlpTransport transport,
      long requests,
      long wireBytes,
      long bytes,
      long accepted,
      long rejected,
      Map<RefusalReason, Long> refused) {

    public Counts {
      refused = Map.copyOf(refused);
    }
  }

  /// All counts, also those that are 0; in the order of signals, then transports.
  public List<Counts> counts() {
    List<Counts> all = new ArrayList<>();
    for (SignalType signal : SignalType.values()) {
      for (OtlpTransport transport : OtlpTransport.values()) {
        all.add(cell(signal, transport).counts(signal, transport));
      }
    }
    return all;
  }

  /// Bytes of requests that are being received or wait to become durable.
  public long pendingBytes() {
    return pendingBytes.get().getAsLong();
  }

  void watch(ByteBudget budget) {
    pendingBytes.set(budget::used);
  }

  void arrived(SignalType signal, OtlpTransport transport) {
    cell(signal, transport).requests.increment();
  }

  void read(SignalType signal, OtlpTransport transport, int wireBytes) {
    cell(signal, transport).wireBytes.add(wireBytes);
  }

  void handedOver(SignalType signal, OtlpTransport transport, int bytes) {
    cell(signal, transport).bytes.add(bytes);
  }

  void accepted(SignalType signal, OtlpTransport transport, Receipt.Accepted receipt) {
    Cell cell = cell(signal, transport);
    cell.accepted.add(receipt.accepted());
    cell.rejected.add(receipt.rejected());
  }

  void refused(SignalType signal, OtlpTransport transport, RefusalReason reason) {
    cell(signal, transport).refusals(reason).increment();
  }

  private Cell cell(SignalType signal, OtlpTransport transport) {
    return Objects.requireNonNull(Objects.requireNonNull(cells.get(signal)).get(transport));
  }

  private static final class Cell {
    private final LongAdder requests = new LongAdder();
    private final LongAdder wireBytes = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final Map<RefusalReason, LongAdder> refused = new EnumMap<>(RefusalReason.class);

    Cell() {
      for (RefusalReason reason : RefusalReason.values()) {
        refused.put(reason, new LongAdder());
      }
    }

    LongAdder refusals(RefusalReason reason) {
      return Objects.requireNonNull(refused.get(reason));
    }

    Counts counts(SignalType signal, OtlpTransport transport) {
      Map<RefusalReason, Long> byReason = new EnumMap<>(RefusalReason.class);
      for (RefusalReason reason : RefusalReason.values()) {
        long count = refusals(reason).sum();
        if (count > 0) {
          byReason.put(reason, count);
        }
      }
      return new Counts(
          signal,
          transport,
          requests.sum(),
          wireBytes.sum(),
          bytes.sum(),
          accepted.sum(),
          rejected.sum(),
          byReason);
    }
  }
}
