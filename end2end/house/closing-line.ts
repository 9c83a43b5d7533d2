// The last word of a run: one plain line that scripts can read.

import type { Reporter, Suite, TestCase } from "@playwright/test/reporter";

export default class ClosingLine implements Reporter {
  private suite: Suite | undefined;
  private homeless = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  /** What went wrong outside of any test, as a server that did not stop well. */
  onError(): void {
    this.homeless += 1;
  }

  // Not `onEnd`: other reporters print their summaries there, and this comes last.
  async onExit(): Promise<void> {
    const tests = this.suite?.allTests() ?? [];
    // The tests were listed, not run.
    if (this.homeless === 0 && tests.every((test) => test.results.length === 0)) {
      return;
    }
    const outcomes = tests.map(outcome);
    const count = (wanted: string) => outcomes.filter((one) => one === wanted).length;
    const failed = count("failed") + this.homeless;
    process.stdout.write(`\n${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** A test that was to be run and was not has not passed. */
function outcome(test: TestCase): "passed" | "failed" | "skipped" {
  switch (test.outcome()) {
    case "expected":
    case "flaky":
      return "passed";
    case "unexpected":
      return "failed";
    case "skipped":
      return test.expectedStatus === "skipped" ? "skipped" : "failed";
  }
}
