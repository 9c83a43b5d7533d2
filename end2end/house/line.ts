// The live line of a page, in the hands of the story: it goes to the real server, and can be cut, held up and refused on
// the way.

import { expect, type Page, type WebSocketRoute } from "@playwright/test";

/** What becomes of a line that a page asks for. */
type Way = "through" | "refused" | "nowhere";

export class Line {
  /** Lines that the page has asked for until now. */
  attempts = 0;
  /** What the page said on the newest line. */
  said: string[] = [];
  private readonly open: WebSocketRoute[] = [];
  private held: (() => void)[] | undefined;
  private way: Way = "through";
  private ended = 0;

  private constructor(private readonly page: Page) {}

  /** Takes the line of a page that has not been opened yet. */
  static async of(page: Page): Promise<Line> {
    const line = new Line(page);
    await page.routeWebSocket(/\/live$/, (socket) => line.take(socket));
    return line;
  }

  /** Cuts what is open, as a network does; the page has noticed. */
  async cut(): Promise<void> {
    this.said = [];
    await Promise.all(this.open.splice(0).map((socket) => socket.close({ code: 1011 })));
    await this.page.evaluate(() => undefined);
  }

  /** From now on nothing that the server says arrives, until it is let through. */
  hold(): void {
    this.held = [];
  }

  /** What was held up arrives, in its order. */
  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    held.forEach((tell) => tell());
  }

  /** From now on every new line is cut as soon as it is there, or never opens, or goes through. */
  lead(way: Way): void {
    this.way = way;
  }

  /** Waits until the page has noticed that so many attempts were refused. */
  async refused(attempts: number): Promise<void> {
    await expect.poll(() => this.ended).toBe(attempts);
    await this.page.evaluate(() => undefined);
  }

  private take(socket: WebSocketRoute): Promise<void> | void {
    this.attempts += 1;
    this.said = [];
    switch (this.way) {
      case "refused":
        // Not in this moment: a line that is closed before it is open tells the page nothing.
        setTimeout(() => void socket.close({ code: 1011 }).then(() => (this.ended += 1)), 0);
        return;
      case "nowhere":
        return new Promise(() => {});
      case "through":
        this.lets(socket);
    }
  }

  private lets(socket: WebSocketRoute): void {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      this.said.push(text.toString());
      server.send(text);
    });
    server.onMessage((text) => {
      if (this.held === undefined) {
        socket.send(text);
      } else {
        this.held.push(() => socket.send(text));
      }
    });
    this.open.push(socket);
  }
}
