package io.pra.failback.decision;

import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Side;
import io.pra.failback.api.WaveState;
import io.pra.failback.api.WaveStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The waves of a plan and how they stand. */
final class Waves {
  private Waves() {}

  static List<Pair> pairsOf(String wave, List<Pair> pairs) {
    return pairs.stream()
        .filter(pair -> !pair.waves().isEmpty() && pair.waves().get(0).equals(wave))
        .toList();
  }

  /** One status for each wave of the plan, keeping the state of those that had one. */
  static List<WaveStatus> carriedOver(
      FailbackPlanSpec spec, List<WaveStatus> before, List<Pair> pairs) {
    return spec.waves().stream()
        .map(
            wave -> {
              List<Pair> members = pairsOf(wave.name(), pairs);
              int ready = (int) members.stream().filter(pair -> pair.runs(Side.Primary)).count();
              WaveStatus known = find(before, wave.name());
              return new WaveStatus(
                  wave.name(),
                  known == null ? WaveState.Pending : known.state(),
                  ready,
                  members.size(),
                  known == null ? null : known.since());
            })
        .toList();
  }

  static WaveStatus find(List<WaveStatus> waves, String name) {
    return waves.stream().filter(wave -> wave.name().equals(name)).findFirst().orElse(null);
  }

  /** Whether VMs of one are starting or stopping, or its checks do not pass yet. */
  static boolean areUnderWay(List<WaveStatus> waves) {
    return waves.stream()
        .anyMatch(
            wave ->
                switch (wave.state()) {
                  case Starting, Waiting, TimedOut, Stopping -> true;
                  case Pending, Ready, Stopped -> false;
                });
  }

  static WaveState stateOf(List<WaveStatus> waves, String name) {
    WaveStatus wave = find(waves, name);
    return wave == null ? WaveState.Pending : wave.state();
  }

  static List<WaveStatus> with(List<WaveStatus> waves, String name, WaveState state, Instant now) {
    return waves.stream()
        .map(
            wave ->
                wave.name().equals(name) && wave.state() != state
                    ? new WaveStatus(
                        name, state, wave.ready(), wave.total(), begins(state) ? now : wave.since())
                    : wave)
        .toList();
  }

  /** A wave's clock runs from when it begins to start, or to stop. */
  private static boolean begins(WaveState state) {
    return state == WaveState.Starting || state == WaveState.Stopping;
  }

  static List<WaveStatus> allPending(List<WaveStatus> waves) {
    return waves.stream()
        .map(
            wave ->
                new WaveStatus(wave.name(), WaveState.Pending, wave.ready(), wave.total(), null))
        .toList();
  }

  static boolean sameStates(List<WaveStatus> one, List<WaveStatus> other) {
    return one.size() == other.size()
        && one.stream()
            .allMatch(
                wave -> {
                  WaveStatus twin = find(other, wave.name());
                  return twin != null
                      && twin.state() == wave.state()
                      && Objects.equals(twin.since(), wave.since());
                });
  }
}
