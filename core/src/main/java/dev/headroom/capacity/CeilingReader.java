package dev.headroom.capacity;

/// Port: the ceilings as they were worked out last. Thread-safe.
public interface CeilingReader {

  Ceilings ceilings();
}
