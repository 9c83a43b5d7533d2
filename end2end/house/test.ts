// The fixtures: a server with its people for each worker, and a browser of their own for everybody in a story.

import { type BrowserContextOptions, expect, test as base } from "@playwright/test";

import { Person } from "../pages/person.ts";
import { type Credentials, House, ROLES, type RoleName } from "./house.ts";
import { Server } from "./server.ts";
import { Watch } from "./watch.ts";

export { expect };
export { unique } from "./house.ts";

/** Opens a browser: of one of the four, of somebody else, or of nobody. */
export type Open = (who: RoleName | Credentials | "nobody", options?: BrowserContextOptions) => Promise<Person>;

interface Stories extends Record<RoleName, Person> {
  /** Complaints of browsers; checked when the test ends. */
  watch: Watch;
  open: Open;
}

interface Worker {
  house: House;
}

export const test = base.extend<Stories, Worker>({
  house: [
    async ({}, use) => {
      const server = await Server.start();
      await use(await House.open(server));
      const ending = await server.stop();
      expect(ending.code, `how the server ended\n${server.log}`).toBe(0);
      expect(server.log, "what the server complained about").not.toMatch(/panicked|ERROR/);
    },
    { scope: "worker", timeout: 300_000 },
  ],

  watch: [
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      expect(watch.unexpected, "complaints of browsers").toEqual([]);
    },
    { auto: true },
  ],

  open: async ({ browser, house, watch }, use) => {
    const opened: Person[] = [];
    await use(async (who, options = {}) => {
      const person = who === "nobody" ? undefined : typeof who === "string" ? house.as(who) : await house.signIn(who);
      const name = person?.who.name ?? "nobody";
      const context = await browser.newContext({
        baseURL: house.url,
        locale: "en-GB",
        timezoneId: "UTC",
        ...(person === undefined ? {} : { storageState: person.state }),
        ...options,
      });
      await watch.over(context, name);
      const made = new Person(name, await context.newPage(), options.javaScriptEnabled ?? true);
      opened.push(made);
      return made;
    });
    for (const person of opened) {
      await person.page.context().close();
    }
  },

  ...people(),
});

function people() {
  const fixture = (role: RoleName) => async ({ open }: { open: Open }, use: (person: Person) => Promise<void>) => {
    await use(await open(role));
  };
  return { admin: fixture(ROLES[0]), owner: fixture(ROLES[1]), manager: fixture(ROLES[2]), member: fixture(ROLES[3]) };
}
