// Watches what a page paints: before every frame, whether a text can be seen on it. "Not for a frame" is meant so.

import type { Page } from "@playwright/test";

/** What was painted since the last question; works over reloads and over going back. */
export class Paint {
  private static made = 0;
  private frames = 0;
  private seen = 0;
  /** Frames count from this era of the page's on. */
  private era = 0;

  private constructor(
    private readonly page: Page,
    /** What the page calls before a frame. */
    private readonly report: string,
  ) {}

  /** Watches a page, the open one and every one that it goes to, for a text. */
  static async of(page: Page, text: string): Promise<Paint> {
    Paint.made += 1;
    const paint = new Paint(page, `reportFrame${Paint.made}`);
    await page.exposeFunction(paint.report, (seen: boolean, era: number) => {
      if (era >= paint.era) {
        paint.frames += 1;
        paint.seen += seen ? 1 : 0;
      }
    });
    const watching = { text, name: paint.report };
    await page.addInitScript(watchFrames, watching);
    await page.evaluate(watchFrames, watching);
    return paint;
  }

  /** Forgets what was painted until now. */
  forget(): void {
    this.frames = 0;
    this.seen = 0;
  }

  /** Forgets what was painted until the browser says that its line is back; what comes from that moment on counts, to the frame. */
  async forgetUntilOnline(): Promise<void> {
    this.era += 1;
    // In the tab, so that it outlives a reload.
    await this.page.evaluate(
      ([name, era]) => window.addEventListener("online", () => sessionStorage.setItem(name, era), { once: true }),
      [this.report, String(this.era)] as const,
    );
    this.forget();
  }

  /** Frames that were painted, and on how many of them the text stood. */
  get result(): { frames: number; seen: number } {
    return { frames: this.frames, seen: this.seen };
  }
}

/** Runs in the page. */
function watchFrames({ text, name }: { text: string; name: string }): void {
  const page = window as unknown as Record<string, unknown>;
  const report = page[name] as (seen: boolean, era: number) => void;
  const visible = (node: Node) =>
    node.parentElement?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ?? false;
  const painted = () => {
    if (document.body === null) {
      return false;
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() !== null) {
      const node = texts.currentNode as Text;
      if (node.data.includes(text) && visible(node)) {
        return true;
      }
    }
    return false;
  };
  const look = () => {
    report(painted(), Number(sessionStorage.getItem(name) ?? 0));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
