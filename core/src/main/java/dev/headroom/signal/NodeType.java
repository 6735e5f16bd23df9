package dev.headroom.signal;

/// What a node of the map is.
public enum NodeType {
  SERVICE,
  DATABASE,
  CACHE,
  QUEUE,
  EXTERNAL
}
