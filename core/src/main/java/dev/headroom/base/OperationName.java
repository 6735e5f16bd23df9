package dev.headroom.base;

/// The normalised name of an operation: low cardinality, stable over releases.
public record OperationName(String value) implements Comparable<OperationName> {

  /// Where a capped dimension overflows to.
  public static final OperationName OTHER = new OperationName("other");

  /// Refuses a blank name.
  public OperationName {
    if (value.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "operation is blank; expected an operation name");
    }
  }

  @Override
  public int compareTo(OperationName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
