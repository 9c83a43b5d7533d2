// Somebody with a browser: goes to pages, and finds things on them by the names that people read.

import { expect, type Locator, type Page, type Response } from "@playwright/test";

import type { Credentials } from "../house/house.ts";
import { KeysPage } from "./keys.ts";
import { RoomPage } from "./room.ts";

export class Person {
  readonly room: RoomPage;
  readonly keys: KeysPage;

  constructor(
    readonly name: string,
    readonly page: Page,
    /** Whether the browser runs scripts. */
    private readonly scripts: boolean,
  ) {
    this.room = new RoomPage(this);
    this.keys = new KeysPage(this);
  }

  /** Goes to an address, and waits until the page is alive. */
  async goto(path: string): Promise<Response | null> {
    const response = await this.page.goto(path);
    await this.ready();
    return response;
  }

  /** Waits until the WASM has taken the page over: clicks before that belong to the stories without JavaScript. */
  async ready(): Promise<void> {
    if (this.scripts) {
      await this.page.locator("html[data-hydrated]").waitFor({ state: "attached" });
    }
  }

  /** Follows a link or presses a button that leads to another page, and waits until that is alive. */
  async through(act: () => Promise<unknown>, to: RegExp | string): Promise<void> {
    await act();
    await this.page.waitForURL(to);
    await this.ready();
  }

  /** Marks the page as it is now: loading it anew wipes the mark away. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { marked: true }));
  }

  /** The page is the one that was marked. */
  async expectNotReloaded(): Promise<void> {
    expect(await this.page.evaluate(() => "marked" in window), "whether the page is the one from before").toBe(true);
  }

  async signIn(who: Pick<Credentials, "email" | "password">): Promise<void> {
    await this.field("E-mail").fill(who.email);
    await this.field("Password").fill(who.password);
    await this.button("Sign in").click();
  }

  get url(): URL {
    return new URL(this.page.url());
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  get alert(): Locator {
    return this.page.getByRole("alert").filter({ hasText: /\S/ });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { name, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole("link", { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** A row of a table, by anything that stands in it. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole("row").filter({ hasText: text });
  }

  /** Opens the menu of a row and chooses. */
  async choose(entry: string, name: string): Promise<void> {
    await this.actions(name).click();
    await this.link(`${entry}: ${name}`).click();
  }

  /** The button of a row's menu. */
  actions(name: string): Locator {
    return this.button(`Actions for ${name}`);
  }

  /** A line that says politely what was done. */
  status(text: string | RegExp): Locator {
    return this.page.getByRole("status").filter({ hasText: text });
  }

  /** Keys must go somewhere: the focus is on a part of the page, not on the page itself. */
  async expectFocusSomewhere(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  }

  /** Nothing may stand out to the right: people would have to scroll in two directions. */
  async expectNoSidewaysScroll(): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth > clientWidth ? `${scrollWidth} px in a window of ${clientWidth} px` : "";
    });
    expect(wide, `${this.url.pathname} is too wide`).toBe("");
  }
}
