package dev.headroom.base;

/// The name of a service, as its telemetry gives it in `service.name`.
public record ServiceName(String value) implements Comparable<ServiceName> {

  /// What telemetry without a `service.name` is filed under.
  public static final ServiceName UNKNOWN = new ServiceName("unknown_service");

  /// Where a capped dimension overflows to.
  public static final ServiceName OTHER = new ServiceName("other");

  /// Refuses a blank name.
  public ServiceName {
    if (value.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "service is blank; expected a service name");
    }
  }

  @Override
  public int compareTo(ServiceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
