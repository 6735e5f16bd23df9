package dev.headroom.app.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Everything that can be set. A setting is called the same everywhere: `--port` on the command
/// line, `HEADROOM_PORT` in the environment, `port:` in the configuration file.
public enum Setting {
  DATA_DIR("./data", "DIR", "where everything is kept"),
  PORT("8080", "PORT", "pages and API; 0 picks a free port"),
  OTLP_GRPC_PORT("4317", "PORT", "OTLP over gRPC; 0 picks a free port"),
  OTLP_HTTP_PORT("4318", "PORT", "OTLP over HTTP; 0 picks a free port"),
  BIND("127.0.0.1", "ADDRESS", "address of all ports; others than loopback need authentication"),
  READY_FILE("", "FILE", "written with the addresses as JSON once the server is ready"),
  CATALOG("", "DIR", "directory of catalog-info.yaml files; read again when they change"),
  ALERTMANAGER_URL(
      "", "URLS", "Alertmanagers that alerts are told and silences shared with, by commas"),
  NOTIFY_DEFAULT(
      "",
      "TARGETS",
      "names of the targets of alerts that nothing else routes, by commas; the Alertmanagers of"
          + " alertmanager-url unless set"),
  SMTP_HOST("", "HOST", "mail server for alerts by e-mail"),
  SMTP_PORT("587", "PORT", "port of the mail server"),
  SMTP_FROM("", "ADDRESS", "sender of alerts by e-mail"),
  SMTP_SECURITY("starttls", "KIND", "of the connection to the mail server: starttls, tls or none"),
  SLO_DIR("", "DIR", "directory of OpenSLO files; read again when they change"),
  ANALYSIS_INTERVAL_SECONDS("300", "SECONDS", "from one run of the analyses to the next"),
  ANALYSIS_WINDOW_HOURS("24", "HOURS", "how much telemetry the analyses look at"),
  ANALYSIS_HISTORY_DAYS("7", "DAYS", "how far before it they may look back to compare"),
  ACCESS_TOKENS_FILE("", "FILE", "tokens of which requests must show one, a line each"),
  TLS_CERTIFICATE("", "FILE", "PEM certificate chain; turns TLS on for all ports"),
  TLS_KEY("", "FILE", "PEM private key (PKCS#8, unencrypted)"),
  TLS_CLIENT_CA("", "FILE", "PEM certificates that clients must be signed by"),
  CORS_ORIGINS(
      "",
      "ORIGINS",
      "origins that may send telemetry from a browser, by commas; localhost is allowed unless set"),
  MAX_REQUEST_MIB("64", "MIB", "largest OTLP request, before and after decompression"),
  JOURNAL_SYNC(
      "always",
      "POLICY",
      "when the journal is forced to disk: always, never, or an interval such as 100ms"),
  COMMIT_INTERVAL_SECONDS("30", "SECONDS", "longest time between two commits"),
  SHARDS("0", "NUMBER", "threads that fold spans; 0 takes half the cores"),
  STORE_MEMORY_MIB("128", "MIB", "memory of the telemetry database, outside of the heap"),
  RETENTION_MINUTES_DAYS("7", "DAYS", "how long minutes are kept"),
  RETENTION_HOURS_DAYS("90", "DAYS", "how long hours are kept"),
  RETENTION_DAYS_DAYS("1095", "DAYS", "how long days are kept"),
  RETENTION_TRACES_DAYS("7", "DAYS", "how long raw traces are kept"),
  RETENTION_LOGS_DAYS("7", "DAYS", "how long log records are kept"),
  RETENTION_SLI_DAYS("100", "DAYS", "how long the minutes of SLIs are kept"),
  TENANT_ATTRIBUTES(
      "headroom.tenant", "KEYS", "attributes that name the tenant, by commas, first found wins"),
  SEGMENT_ATTRIBUTES("headroom.segment", "KEYS", "attributes that name the segment"),
  FEATURE_ATTRIBUTES("headroom.feature", "KEYS", "attributes that name the feature"),
  CAP_OPERATIONS("500", "NUMBER", "operations of one service"),
  CAP_EDGES("1000", "NUMBER", "edges of one calling service"),
  CAP_STATEMENTS("500", "NUMBER", "statements of one calling service"),
  CAP_SEGMENTS("200", "NUMBER", "values of one segment dimension on one route"),
  CAP_SERIES("5000", "NUMBER", "metric series of one service"),
  CAP_TEMPLATES("500", "NUMBER", "log templates of one service"),
  CAP_SLI_VALUES("100", "NUMBER", "values of one split of one SLI's bad events"),
  CAP_OPEN_SPANS("1000000", "NUMBER", "spans held in unfinished traces");

  private final String standard;
  private final String label;
  private final String description;

  Setting(String standard, String label, String description) {
    this.standard = standard;
    this.label = label;
    this.description = description;
  }

  /// As on the command line and in the file: `otlp-grpc-port`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// As in the environment: `HEADROOM_OTLP_GRPC_PORT`.
  public String variable() {
    return "HEADROOM_" + name();
  }

  /// What holds when nobody sets it; empty for unset.
  public String standard() {
    return standard;
  }

  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /// The setting with that key.
  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }
}
