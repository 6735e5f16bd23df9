package dev.headroom.demo.traffic;

/// What the traffic generator did so far.
///
/// @param sent requests sent
/// @param answered answers below status 500
/// @param failed answers of status 500 and above, and requests without an answer
/// @param dropped arrivals not sent because too many requests were open
public record TrafficCounts(long sent, long answered, long failed, long dropped) {}
