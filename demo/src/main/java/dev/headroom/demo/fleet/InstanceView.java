package dev.headroom.demo.fleet;

/// A running process as shown by the admin endpoint.
public record InstanceView(String service, String version, String instance, long pid, int port) {}
