package dev.headroom.analysis.diagnosis;

import java.util.Locale;

/// What a series of a node measures.
public enum Signal {
  LATENCY,
  ERRORS,
  AVAILABILITY,
  REQUESTS,
  /// Time in the node itself, without what it called.
  OWN_TIME,
  CPU,
  MEMORY,
  DISK,
  NETWORK,
  OTHER;

  /// Whether it belongs to the machine below the node.
  public boolean isResource() {
    return this == CPU || this == MEMORY || this == DISK || this == NETWORK;
  }

  /// Whether a value is a share between 0 and 1, whose change is judged by its difference.
  boolean isShare() {
    return this == ERRORS || this == AVAILABILITY;
  }

  /// Whether it can only get worse by falling.
  boolean fallsWhenBad() {
    return this == AVAILABILITY;
  }

  /// `own time`.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
