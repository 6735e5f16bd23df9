package dev.headroom.query;

import dev.headroom.capacity.CeilingModel;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.capacity.Ceilings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Works ceilings out when somebody asks, and keeps them for one slice of what they rest on: a
/// minute while there is little telemetry, five minutes after that. Thread-safe; those who ask
/// while they are worked out wait for them.
public final class RecentCeilings implements CeilingReader {
  /// Readers of metrics export every minute at the latest.
  private static final Duration SETTLE = Duration.ofSeconds(90);

  private final CeilingModel model;
  private final InstantSource clock;
  private @Nullable Ceilings last;
  private Instant until = Instant.EPOCH;

  public RecentCeilings(CeilingModel model, InstantSource clock) {
    this.model = model;
    this.clock = clock;
  }

  @Override
  public synchronized Ceilings ceilings() {
    Instant complete = clock.instant().minus(SETTLE);
    Ceilings known = last;
    if (known != null
        && !complete.isBefore(until)
        && complete.isBefore(until.plusSeconds(known.stepSeconds()))) {
      return known;
    }
    Ceilings worked = model.at(complete);
    until = worked.window().to();
    last = worked;
    return worked;
  }
}
