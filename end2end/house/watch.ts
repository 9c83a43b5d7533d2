// Watches every page of a test: whatever the browser complains about, and whatever the server breaks on, fails the test.

import type { BrowserContext, ConsoleMessage, Page } from "@playwright/test";

export class Watch {
  private readonly complaints: string[] = [];
  private readonly allowed: RegExp[] = [];

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
