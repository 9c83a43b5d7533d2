// How the stories are run: one Chromium that is here already, two workers, and a server of its own for each of them.

import { defineConfig } from "@playwright/test";

import { needed } from "./house/environment.ts";

// Nothing of the browser's own may go looking for a network: many machines that run this have none.
const QUIET = [
  "--disable-background-networking",
  "--disable-client-side-phishing-detection",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "stories",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: true,
  retries: 0,
  workers: 2,
  // Long enough for a machine that does other things at the same time: only what is broken takes so long.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["./house/closing-line.ts"]],
  use: {
    browserName: "chromium",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    screenshot: "off",
    trace: "off",
    launchOptions: {
      executablePath: needed("ROOMKEEPER_CHROMIUM", "the path of a Chromium"),
      args: asRoot ? [...QUIET, "--no-sandbox"] : QUIET,
      // Going back must be tried as people's browsers do it, with pages that are kept whole.
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    },
  },
});
