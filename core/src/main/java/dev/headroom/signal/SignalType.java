package dev.headroom.signal;

/// The three signals of OTLP.
public enum SignalType {
  TRACES,
  METRICS,
  LOGS
}
