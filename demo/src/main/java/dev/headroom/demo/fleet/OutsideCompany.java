package dev.headroom.demo.fleet;

/// A company outside the shop that is called over HTTP and sends no telemetry.
public enum OutsideCompany {
  PAYMENT_PROVIDER("api.paylane.example"),
  MAIL_COURIER("api.mailcourier.example");

  private final String host;

  OutsideCompany(String host) {
    this.host = host;
  }

  /// The host name the shop knows it by.
  public String host() {
    return host;
  }
}
