package io.pra.failback.report;

import java.util.List;

/** What people add to the facts. */
final class PostMortem {
  private PostMortem() {}

  /** A part of it, and what is asked for. */
  record Part(String heading, String prompt) {}

  static final List<Part> SKELETON =
      List.of(
          new Part(
              "Impact",
              "Who could not do what, from when to when? Which data was lost or written twice?"),
          new Part("Causes", "For each deviation above: why, and why was it not noticed before?"),
          new Part("What went well", ""),
          new Part("Where we were lucky", ""),
          new Part("Actions", "What | who | until when"),
          new Part("Signed", "Name | role | date"));
}
