// axe finds nothing on any page, light and dark.

import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";

import type { House, RoomRef } from "../house/house.ts";
import { Folder } from "../house/plain.ts";
import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function expectNothingFound(person: Person, without: string[] = []): Promise<void> {
  // What fades in is looked at when it is there; of what went away meanwhile there is nothing to look at.
  await person.page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page: person.page }).withTags(RULES).disableRules(without).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} | ${node.target.join(" ")} | ${node.failureSummary ?? ""}`),
  );
  expect(found, `${person.url.pathname}${person.url.search}`).toEqual([]);
}

/** The ids of the admin's access keys, newest first. */
async function ownKeys(house: House): Promise<string[]> {
  const query = { all: false, user: null, standing: null, after: null };
  const page = await house.as("admin").call<{ keys: { id: string }[] }>("keys/list", { query }, true);
  return page.keys.map((key) => key.id);
}

/** A room with everything in it that a room can show. */
async function livelyRoom(house: House): Promise<{ room: RoomRef; quoted: string }> {
  const room = await house.room({ says: ["hello", "see https://example.com/ for more"] });
  const quoted = await house.as("member").send(room, "quoted");
  await house.as("manager").send(room, "an answer", quoted);
  for (let n = 0; n < 4; n += 1) {
    const message = await house.as("member").send(room, `to be redacted ${n}`);
    const form = { room: room.id, message, reason: n % 2 === 0 ? "Spam" : "", note: "", key: "" };
    await house.as("owner").call("messages/redact", form);
    if (n === 0) {
      await house.as("member").send(room, "between");
    }
  }
  return { room, quoted };
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test("axe finds nothing on the pages in front of the door", async ({ watch, open }) => {
      watch.allow(/status of 401/);
      const visitor = await open("nobody", { colorScheme });
      await visitor.goto("/sign-in");
      await expectNothingFound(visitor);
      await visitor.signIn({ email: "nobody-at-all@example.com", password: "not the password" });
      await expect(visitor.alert).toBeVisible();
      await expectNothingFound(visitor);
    });

    test("axe finds nothing on the page that makes the first admin", async ({ watch, open }) => {
      watch.allow(/status of 40[04]/);
      await Folder.with((folder) =>
        folder.serve(async (server) => {
          const visitor = await open("nobody", { colorScheme });
          await visitor.goto(server.setUpLink);
          await expect(visitor.heading("Set up this server")).toBeVisible();
          await expectNothingFound(visitor);
          await visitor.field("Name").fill("First Admin");
          await visitor.field("E-mail").fill("first@example.com");
          await visitor.field("Password").fill("short");
          await visitor.button("Create admin").click();
          await expect(visitor.field("Password")).toHaveAttribute("aria-invalid", "true");
          await expectNothingFound(visitor);
          await visitor.goto(`${server.url}/set-up/${"x".repeat(44)}`);
          await expect(visitor.page.getByText("This set-up link was used before, or is not valid.")).toBeVisible();
          await expectNothingFound(visitor);
        }),
      );
    });

    test("axe finds nothing on a room with tombstones, quotes and an open menu", async ({ house, open }) => {
      const { room, quoted } = await livelyRoom(house);
      const owner = await open("owner", { colorScheme });
      await owner.room.open(room);
      await expectNothingFound(owner);
      await owner.page.getByText("3 removed messages").click();
      await owner.room.message("hello").item.hover();
      await owner.room.message("hello").actions.click();
      await expect(owner.room.message("hello").entry("Delete message")).toBeVisible();
      await expectNothingFound(owner);
      for (const query of [`?reply=${quoted}`, `?at=${quoted}`]) {
        await owner.room.open(room, query);
        await expectNothingFound(owner);
      }
      const member = await open("member", { colorScheme });
      await member.room.open(room);
      await expectNothingFound(member);
    });

    test("axe finds nothing on the dialogs of a room", async ({ house, open }) => {
      const { room, quoted } = await livelyRoom(house);
      const owner = await open("owner", { colorScheme });
      for (const query of [`?verb=delete&message=${quoted}`, "?verb=purge", "?help=keys"]) {
        await owner.room.open(room, query);
        await expect(owner.dialog).toBeVisible();
        await expectNothingFound(owner);
      }
      await owner.room.open(room, `?verb=redact&message=${quoted}`);
      await expectNothingFound(owner);
      await owner.room.removal.confirm({ reason: "x".repeat(257) });
      await expect(owner.room.removal.alert).toBeVisible();
      await expectNothingFound(owner);
    });

    test("axe finds nothing on the other pages of a room", async ({ house, open }) => {
      const room = await house.room();
      const member = house.person("member");
      const owner = await open("owner", { colorScheme });
      for (const path of [
        "/members",
        `/members?remove=${member.id}`,
        "/settings",
        "/settings?do=archive",
        "",
      ]) {
        await owner.goto(`/rooms/${room.id}${path}`);
        await expectNothingFound(owner);
      }
    });

    test("axe finds nothing on the overview, the lists of rooms and what is not there", async ({ watch, open }) => {
      watch.allow(/status of 404/);
      const admin = await open("admin", { colorScheme });
      for (const path of ["/", "/rooms", "/rooms?search=no+such+room+at+all", "/rooms/new", "/no/such/page"]) {
        await admin.goto(path);
        await expectNothingFound(admin);
      }
    });

    test("axe finds nothing on jobs and the audit log", async ({ house, open }) => {
      const room = await house.room({ says: ["one", "two"] });
      const through = await house.as("member").send(room, "three");
      const form = { room: room.id, through, confirmation: room.name, reason: "", note: "note", key: "" };
      const purged = await house.as("admin").call<{ job: string | null }>("rooms/purge", form);
      const [entry] = await house.as("admin").audit(room, "purge");
      const admin = await open("admin", { colorScheme });
      for (const path of [
        "/jobs",
        `/jobs?job=${purged.job ?? ""}`,
        "/audit",
        "/audit?verify=1",
        "/audit?action=purge&from=2001-01-01&until=2001-01-02",
        `/audit?entry=${entry?.number ?? 0}`,
      ]) {
        await admin.goto(path);
        await expectNothingFound(admin);
      }
    });

    test("axe finds nothing on access keys", async ({ house, watch, open }) => {
      watch.allow(/status of 404/);
      const fresh = await open(await house.newcomer(), { colorScheme });
      await fresh.goto("/keys");
      await expectNothingFound(fresh);
      const admin = await open("admin", { colorScheme });
      await admin.goto("/keys");
      await admin.keys.make({ label: "for axe", scope: "One room", room: (await house.room()).id });
      await expectNothingFound(admin);
      const [key] = await ownKeys(house);
      for (const path of ["/keys?new=1", "/keys?whose=all", "/keys?state=pending", `/keys?key=${key}&do=disable`]) {
        await admin.goto(path);
        await expectNothingFound(admin);
      }
      await admin.goto("/keys?new=1");
      await admin.keys.fill({ label: "x", scope: "One room", room: "no-such-room", lastDay: "2020-01-01" });
      await expect(admin.alert).toBeVisible();
      await expectNothingFound(admin);
    });

    test("axe finds nothing on users and settings", async ({ house, open }) => {
      const member = house.person("member");
      const admin = await open("admin", { colorScheme });
      for (const path of [
        "/users",
        "/users?new=1",
        `/users?search=${member.email}&user=${member.id}&do=disable`,
        `/users?search=${member.email}&user=${member.id}&do=password`,
        "/settings",
      ]) {
        await admin.goto(path);
        await expectNothingFound(admin);
      }
    });
  });
}

test("axe finds nothing on a narrow screen", async ({ house, open }) => {
  const room = await house.room({ says: ["hello"] });
  const admin = await open("admin", { viewport: { width: 390, height: 844 } });
  for (const path of ["/", "/rooms", `/rooms/${room.id}`, "/audit", "/users", "/settings", "/keys?whose=all"]) {
    await admin.goto(path);
    await expectNothingFound(admin);
  }
  await admin.button("Menu").click();
  await expect(admin.link("Settings")).toBeVisible();
  await expectNothingFound(admin);
});

/** Controls that are shown and have no border: where the system picks the colours, nobody sees where they are. */
async function boundless(person: Person): Promise<string[]> {
  const controls = person.page.locator("button, .button, input:not([type=hidden]), select, textarea").filter({ visible: true });
  expect(await controls.count()).toBeGreaterThan(0);
  return controls.evaluateAll((elements) =>
    elements
      .filter((element) => {
        // Boxes and dots are drawn by the browser.
        const native = element.matches("[type=checkbox], [type=radio]");
        const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element);
        const ground = getComputedStyle(document.documentElement).backgroundColor;
        return !native && (borderTopStyle === "none" || parseFloat(borderTopWidth) === 0 || borderTopColor === ground);
      })
      .map((element) => element.getAttribute("aria-label") ?? element.textContent),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`with the system's own few colours (${colorScheme}) every control has its bounds and its name`, async ({
    house,
    open,
  }) => {
    test.slow();
    const { room, quoted } = await livelyRoom(house);
    const admin = await open("admin", { colorScheme, forcedColors: "active" });
    for (const path of [
      "/",
      "/rooms",
      `/rooms/${room.id}`,
      `/rooms/${room.id}?verb=delete&message=${quoted}`,
      `/rooms/${room.id}/members`,
      "/audit",
      "/users?new=1",
      "/keys?new=1",
      "/settings",
    ]) {
      await admin.goto(path);
      // The colours are the system's, and axe does not see through that.
      await expectNothingFound(admin, ["color-contrast"]);
      expect(await boundless(admin), path).toEqual([]);
    }
    await admin.goto("/rooms");
    await admin.page.keyboard.press("Tab");
    await admin.page.keyboard.press("Tab");
    const focused = admin.page.locator(":focus");
    expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe("none");
  });
}

test("danger is said with words and with a mark beside them that is not read out", async ({ house, owner }) => {
  const room = await house.room({ says: ["in danger"] });
  const mark = (of: Locator) =>
    of.evaluate((element) => {
      const { content, inlineSize } = getComputedStyle(element, "::before");
      return content.startsWith('"!"') && Number.parseFloat(inlineSize) > 10;
    });
  const marked = async (of: Locator) => {
    await expect(of).toBeVisible();
    expect(await mark(of), `the mark of ${await of.textContent()}`).toBe(true);
  };
  await owner.room.open(room);
  await marked(owner.heading("Danger zone"));
  await marked(owner.link("Purge room"));
  for (const verb of ["redact", "delete", "purge"]) {
    const message = verb === "purge" ? "" : `&message=${await house.as("member").send(room, verb)}`;
    await owner.room.open(room, `?verb=${verb}${message}`);
    await marked(owner.room.removal.act);
    expect(await mark(owner.room.removal.cancel)).toBe(false);
  }
  await owner.goto(`/rooms/${room.id}/settings`);
  await marked(owner.heading("Danger zone"));
  await marked(owner.link("Purge room"));
});
