// Watches every page of a test: whatever the browser complains about, and whatever the server breaks on, fails the test.

import type { BrowserContext, ConsoleMessage, Page } from "@playwright/test";

/** A browser goes by its own watch here, and says it on a busy machine of what is in order too. That nothing is loaded ahead in
 * vain, a story about the layout of pages looks after. */
const LATE = /was preloaded using link preload but not used within a few seconds/;

export class Watch {
  private readonly complaints: string[] = [];
  private readonly allowed = [LATE];

  /** Declares a complaint that this test brings about on purpose. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** Begins to watch. */
  async over(context: BrowserContext, who: string): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`Content-Security-Policy: ${event.violatedDirective} forbids ${event.blockedURI}`);
      });
    });
    context.on("console", (message) => this.hear(who, message));
    context.on("weberror", (error) => {
      this.complaints.push(`${who}: uncaught ${error.error().stack ?? String(error.error())}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 500) {
        this.complaints.push(`${who}: ${response.status()} for ${response.request().method()} ${response.url()}`);
      }
    });
    context.on("page", (page) => this.look(page, who));
  }

  /** What nobody declared. */
  get unexpected(): string[] {
    return this.complaints.filter((line) => !this.allowed.some((pattern) => pattern.test(line)));
  }

  private look(page: Page, who: string): void {
    page.on("crash", () => this.complaints.push(`${who}: the page crashed`));
  }

  private hear(who: string, message: ConsoleMessage): void {
    if (message.type() === "error" || message.type() === "warning") {
      this.complaints.push(`${who}: console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  }
}
