// Nothing jumps: not when the WASM arrives, and not while something is on its way.

import type { Page, Route } from "@playwright/test";

import { Halves } from "../house/halves.ts";
import type { House, RoomRef } from "../house/house.ts";
import { place, restingPlace } from "../house/place.ts";
import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** How far a page may have moved in all, as browsers measure it: nobody sees less. */
const SHIFT_MAX = 0.01;

/** Adds up what moves in a page, on every page that is gone to from now on. */
async function measureShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moved = { sum: 0, what: [] as string[] };
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        sources?: { node?: Node | null }[];
      })[]) {
        moved.sum += entry.value;
        const nodes = (entry.sources ?? []).map(({ node }) => (node instanceof Element ? node.outerHTML : node?.nodeName));
        moved.what.push(...nodes.map((node) => String(node).slice(0, 80)));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  // The page is painted as the server drew it before the WASM comes.
  await page.route(/\.wasm$/, async (route) => {
    await frames(page, 3);
    await route.continue();
  });
}

async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    for (let n = 0; n < count; n += 1) {
      await new Promise(requestAnimationFrame);
    }
  }, count);
}

async function expectNoShift(person: Person): Promise<void> {
  // What comes after the WASM has taken over comes within some frames.
  await frames(person.page, 15);
  const { sum, what } = await person.page.evaluate(
    () => (window as unknown as { moved: { sum: number; what: string[] } }).moved,
  );
  expect(sum, `${person.url.pathname}${person.url.search} moved: ${what.join("\n")}`).toBeLessThanOrEqual(SHIFT_MAX);
}

for (const [name, options] of [
  ["wide", { viewport: { width: 1280, height: 800 } }],
  ["narrow", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
] as const) {
  test(`no page moves when the WASM arrives, in a ${name} window`, async ({ house, open }) => {
    test.slow();
    const { room, quoted } = await busyRoom(house);
    const visitor = await open("nobody", options);
    await measureShifts(visitor.page);
    await visitor.goto("/sign-in");
    await expectNoShift(visitor);
    const admin = await open("admin", options);
    await measureShifts(admin.page);
    for (const path of [
      "/",
      "/rooms",
      "/rooms/new",
      `/rooms/${room.id}`,
      `/rooms/${room.id}?at=${quoted}`,
      `/rooms/${room.id}?verb=redact&message=${quoted}`,
      `/rooms/${room.id}?verb=purge`,
      `/rooms/${room.id}/members`,
      `/rooms/${room.id}/settings`,
      "/jobs",
      "/audit",
      "/users",
      "/keys",
      "/settings",
    ]) {
      await admin.goto(path);
      await expectNoShift(admin);
    }
  });
}

test("a page that comes in pieces is painted once it is there, and nothing moves in it", async ({ house, watch, open }) => {
  // The door is for pages only.
  watch.allow(/WebSocket connection .* failed/);
  const { room, quoted } = await busyRoom(house);
  const door = await Halves.of(house.url, `id="m-${quoted}"`);
  const admin = await open("admin");
  await measureShifts(admin.page);
  try {
    await admin.page.goto(`${door.url}/rooms/${room.id}`, { waitUntil: "commit" });
    await expect(admin.room.message("message 19").item).toBeAttached();
    // Whatever would be painted by now is: there is nothing else to wait for.
    await admin.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(await admin.page.evaluate(() => performance.getEntriesByType("paint").map(({ name }) => name))).toEqual([]);
    door.complete();
    await admin.ready();
    await expect(admin.room.message("an answer").item).toBeVisible();
    await expectNoShift(admin);
  } finally {
    await door.close();
  }
});

test("what is loaded ahead is what the page takes: every part of the site is fetched once", async ({ open }) => {
  const visitor = await open("nobody");
  const fetched: string[] = [];
  visitor.page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await visitor.goto("/sign-in");
  for (const kind of ["css", "js", "wasm"]) {
    expect(fetched.filter((path) => path.endsWith(`.${kind}`)), kind).toHaveLength(1);
  }
});

test("while older messages are on their way the page says so, and what is read stays where it is", async ({
  house,
  owner,
}) => {
  const room = await house.room();
  for (let n = 0; n < 12; n += 1) {
    await Promise.all(Array.from({ length: 10 }, () => house.as("member").send(room, `one of many ${n}`)));
  }
  const release = await hold(owner.page, /\/api\/messages\/page$/);
  await owner.room.open(room);
  await owner.room.messages.hover();
  await owner.page.mouse.wheel(0, -20_000);
  const loading = owner.link("Loading…");
  await expect(loading).toBeInViewport();
  await expect(loading).toHaveAttribute("aria-busy", "true");
  const first = owner.page.locator(`#${await owner.room.messages.locator("li[id]").first().getAttribute("id")}`);
  const before = await restingPlace(first);
  release();
  await expect(owner.room.messages.getByText("one of many 3").first()).toBeAttached();
  await expect(loading).toHaveCount(0);
  expect(Math.abs((await place(first)) - before)).toBeLessThanOrEqual(1);
});

test("while the server is asked what would go the dialog is there, with nothing to confirm in it", async ({
  house,
  owner,
}) => {
  const room = await house.room({ says: ["slowly"] });
  await owner.room.open(room);
  const release = await hold(owner.page, /\/api\/removals\/preview$/);
  await owner.room.message("slowly").choose("Redact message");
  const dialog = owner.room.removal;
  const waiting = owner.dialog.getByRole("status").filter({ hasText: "Looking up what would be removed…" });
  await expect(waiting).toBeVisible();
  await expect(dialog.act).toHaveCount(0);
  await expect(owner.dialog.getByRole("link", { name: "Cancel" })).toBeFocused();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await expect(owner.room.message("slowly").actions).toBeFocused();

  await owner.room.message("slowly").choose("Redact message");
  await expect(waiting).toBeVisible();
  const height = async () => (await owner.dialog.boundingBox())?.height ?? 0;
  const before = await height();
  release();
  await expect(dialog.act).toBeEnabled();
  await expect(waiting).toHaveCount(0);
  await expect(dialog.cancel).toBeFocused();
  expect(Math.abs((await height()) - before)).toBeLessThanOrEqual(48);
  await dialog.confirm({ reason: "Spam" });
  await expect(owner.room.tombstone("reason: Spam")).toBeVisible();
  await expect(owner.dialog).toHaveCount(0);
});

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`where removed messages stood something empty fades, with ${reducedMotion} as to motion`, async ({
    house,
    open,
  }) => {
    const room = await house.room({ says: ["stays"] });
    const ids = [await house.as("member").send(room, "goes first"), await house.as("member").send(room, "goes later")];
    const member = await open("member", { reducedMotion });
    await member.room.watch(room);
    await expect(member.room.message("goes later").item).toBeVisible();
    await member.page.evaluate(() => {
      const shells: { text: string; high: boolean; fades: boolean; gone: boolean }[] = [];
      Object.assign(window, { shells });
      const layer = document.getElementById("timeline-shells") as HTMLElement;
      new MutationObserver((changes) => {
        for (const node of changes.flatMap((change) => [...change.addedNodes])) {
          const shell = node as HTMLElement;
          shells.push({
            text: shell.textContent ?? "",
            high: shell.getBoundingClientRect().height > 10,
            fades: shell.getAnimations().length > 0,
            gone: !document.body.textContent?.includes("goes first"),
          });
        }
      }).observe(layer, { childList: true });
    });
    const remove = (message: string) =>
      house.as("owner").call("messages/delete", { room: room.id, message, reason: "", note: "", key: "" });
    await remove(ids[0] ?? "");
    await expect(member.room.message("goes first").item).toHaveCount(0);
    await remove(ids[1] ?? "");
    await expect(member.room.message("goes later").item).toHaveCount(0);
    const moves = reducedMotion === "no-preference";
    const seen = { text: "", high: moves, fades: moves, gone: true };
    const shells = () => member.page.evaluate(() => (window as unknown as { shells: object[] }).shells);
    await expect.poll(shells).toEqual([seen, seen]);
    // And nothing of them stays.
    await expect(member.page.locator("#timeline-shells > *")).toHaveCount(0);
    await expect(member.room.message("stays").item).toBeVisible();
  });
}

/** Holds up the answers to some calls until they are released. */
async function hold(page: Page, calls: RegExp): Promise<() => void> {
  const held: Route[] = [];
  let holding = true;
  await page.route(calls, async (route) => {
    if (holding) {
      held.push(route);
    } else {
      await route.continue();
    }
  });
  return () => {
    holding = false;
    held.splice(0).forEach((route) => void route.continue().catch(() => {}));
  };
}

/** A room with everything in it that is drawn in its own way. */
async function busyRoom(house: House): Promise<{ room: RoomRef; quoted: string }> {
  // One page of them: of a list that goes on above the window, browsers count as moved what nobody sees.
  const room = await house.room({ says: Array.from({ length: 20 }, (_, n) => `message ${n}`) });
  const quoted = await house.as("member").send(room, "quoted");
  await house.as("owner").send(room, "an answer", quoted);
  for (let n = 0; n < 4; n += 1) {
    const message = await house.as("member").send(room, `to be redacted ${n}`);
    await house.as("owner").call("messages/redact", { room: room.id, message, reason: "Spam", note: "", key: "" });
  }
  return { room, quoted };
}
