package dev.headroom.signal;

/// The instrumentation library that made a signal; empty strings are absent values.
public record Scope(String name, String version, Attributes attributes) {

  public static final Scope NONE = new Scope("", "", Attributes.EMPTY);
}
