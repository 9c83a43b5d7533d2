// Watches what a page paints: before every frame, whether a text can be seen on it. "Not for a frame" is meant so.

import type { Page } from "@playwright/test";

/** What was painted since the last question; works over reloads and over going back. */
export class Paint {
  private frames = 0;
  private seen = 0;

  private constructor() {}

  /** Watches a page, the open one and every one that it goes to, for a text. */
  static async of(page: Page, text: string): Promise<Paint> {
    const paint = new Paint();
    await page.exposeFunction("reportFrame", (seen: boolean) => {
      paint.frames += 1;
      paint.seen += seen ? 1 : 0;
    });
    await page.addInitScript(watchFrames, text);
    await page.evaluate(watchFrames, text);
    return paint;
  }

  /** Forgets what was painted until now. */
  forget(): void {
    this.frames = 0;
    this.seen = 0;
  }

  /** Frames that were painted, and on how many of them the text stood. */
  get result(): { frames: number; seen: number } {
    return { frames: this.frames, seen: this.seen };
  }
}

/** Runs in the page. */
function watchFrames(text: string): void {
  const report = (window as unknown as { reportFrame: (seen: boolean) => void }).reportFrame;
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
    report(painted());
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
