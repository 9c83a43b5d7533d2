// Reading a long room: only what is near is in the page, however long the room is.

import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Elements that a page of a room may hold, whatever was read in it. */
const NODES_MAX = 3_000;
/** Pages of 50 messages that are read by scrolling: 10,000 messages of the 100,000. */
const PAGES = 200;

test("10,000 messages are read by scrolling up, and the page stays small all the way", async ({ house, owner }) => {
  test.setTimeout(600_000);
  const room = house.sampleRoom(({ name }) => name.startsWith("Harbour Night live"));
  let pages = 0;
  owner.page.on("response", (response) => {
    pages += response.url().endsWith("/api/messages/page") && response.ok() ? 1 : 0;
  });
  await owner.room.open(room);
  const watched = await mostElements(owner);
  const times = owner.room.messages.getByRole("time");
  const moment = async () => Date.parse((await times.first().getAttribute("datetime")) ?? "");
  const before = await moment();
  await owner.room.messages.hover();
  await expect(async () => {
    await owner.page.mouse.wheel(0, -4_000);
    expect(pages).toBeGreaterThanOrEqual(PAGES);
  }).toPass({ intervals: [25], timeout: 540_000 });
  expect(await moment()).toBeLessThan(before);
  const { frames, most } = await watched();
  expect(frames).toBeGreaterThan(PAGES);
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThanOrEqual(NODES_MAX);

  await owner.link("Jump to newest").click();
  await expect(owner.link("Jump to newest")).toHaveCount(0);
  const [newest] = room.messages;
  const last = owner.room.messages.getByRole("listitem").last();
  await expect(last).toBeInViewport();
  await expect(last).toHaveAttribute("id", `m-${newest}`);
});

/** Counts the elements of the page before every frame from now on; tells how often, and how many there were at most. */
async function mostElements(person: Person): Promise<() => Promise<{ frames: number; most: number }>> {
  const counted = await person.page.evaluateHandle(() => {
    const counted = { frames: 0, most: 0 };
    const count = () => {
      counted.frames += 1;
      counted.most = Math.max(counted.most, document.querySelectorAll("*").length);
      requestAnimationFrame(count);
    };
    count();
    return counted;
  });
  return () => counted.jsonValue();
}

test("a page that comes when another window is shown is left out, with what was removed meanwhile", async ({
  house,
  owner,
}) => {
  const room = await house.room();
  const ids: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    ids.push(await house.as("member").send(room, `line ${n}.`));
  }
  // The first older page is read by the server at once, and comes when it is let through.
  const older: string[] = [];
  let pass = (): void => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await owner.page.route("**/api/messages/page", async (route) => {
    const asks = route.request().postData() ?? "";
    if (older.length > 0 || !asks.includes("before")) {
      await route.continue();
      return;
    }
    older.push(asks);
    const response = await route.fetch();
    await passed;
    await route.fulfill({ response });
  });
  await owner.room.watch(room, `?at=${ids[100]}`);
  const up = async (done: () => Promise<void>) => {
    await owner.room.messages.hover();
    await expect(async () => {
      await owner.page.mouse.wheel(0, -300);
      await done();
    }).toPass({ intervals: [100], timeout: 60_000 });
  };
  const held = owner.page.waitForRequest((request) => request.postData()?.includes("before") ?? false);
  await up(async () => expect(older).toHaveLength(1));
  await held;
  await house.as("owner").call("messages/delete", { room: room.id, message: ids[60] ?? "", reason: "", note: "", key: "" });
  await owner.link("Jump to newest").click();
  await expect(owner.room.message("line 199.").item).toBeInViewport();
  const came = owner.page.waitForResponse((response) => response.request().postData() === older[0]);
  pass();
  await came;
  // Nothing is left out on the way up, and what was deleted is not there.
  await up(() => expect(owner.room.message("line 120.").item).toBeInViewport({ timeout: 50 }));
  await up(() => expect(owner.room.message("line 61.").item).toBeInViewport({ timeout: 50 }));
  await up(() => expect(owner.room.message("line 59.").item).toBeInViewport({ timeout: 50 }));
  await expect(owner.room.message("line 60.").item).toHaveCount(0);
});

test("a message is gone to by its id", async ({ house, owner }) => {
  const room = await house.room();
  let wanted = "";
  for (let n = 0; n < 120; n += 1) {
    const id = await house.as("member").send(room, `needle or hay ${n}.`);
    wanted = n === 20 ? id : wanted;
  }
  await owner.room.open(room);
  await expect(owner.room.message("needle or hay 20.").item).toHaveCount(0);
  await owner.field("Message ID").fill(wanted);
  await owner.through(() => owner.button("Go to message").click(), /\?at=/);
  await expect(owner.room.message("needle or hay 20.").item).toBeInViewport();
  await expect(owner.field("Message ID")).toHaveValue(wanted);

  await owner.goto(`/rooms/${room.id}?at=not-an-id`);
  await expect(owner.alert).toHaveText("No message can have this ID. Copy one from the menu of a message.");
});

test("a day is gone to by its date", async ({ house, owner }) => {
  const room = house.sampleRoom(({ name }) => name === "Front desk");
  await owner.room.open(room);
  const dates = await owner.room.messages.getByRole("time").evaluateAll((times) =>
    times.map((time) => time.getAttribute("datetime")?.slice(0, 10) ?? ""),
  );
  const day = dates[0] ?? "";
  await owner.field("Date").fill(day);
  await owner.through(() => owner.button("Go to date").click(), `**/rooms/${room.id}?date=${day}&east=0`);
  const label = new Date(day).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  await expect(owner.room.messages.getByText(new RegExp(`, ${label}$`))).toBeInViewport();
  // Where one is taken is where the keyboard is, too.
  const focused = owner.page.locator("li:focus");
  await expect(focused.getByRole("time")).toHaveAttribute("datetime", new RegExp(`^${day}`));
});

test("a run of tombstones folds into one line with its count, and opens", async ({ house, member }) => {
  const room = await house.room();
  for (let n = 0; n < 4; n += 1) {
    const message = await house.as("member").send(room, `spam ${n}`);
    await house.as("owner").call("messages/redact", { room: room.id, message, reason: `No. ${n}`, note: "", key: "" });
  }
  await member.room.open(room);
  await expect(member.page.getByText("reason: No. 2")).toBeHidden();
  await member.page.getByText("4 removed messages").click();
  await expect(member.page.getByText("reason: No. 2")).toBeVisible();
});

test("a reply shows what it answers, and leads there", async ({ house, owner, member }) => {
  const room = await house.room({ says: ["any questions?"] });
  await owner.room.watch(room);
  await member.room.open(room);
  await member.room.message("any questions?").choose("Reply");
  await expect(member.room.field).toBeFocused();
  await member.room.send("just one");
  const reply = owner.room.message("just one").item;
  await reply.getByRole("link", { name: /any questions\?/ }).click();
  await expect(owner.page).toHaveURL(/\?at=/);
  await expect(owner.room.message("any questions?").item.first()).toBeInViewport();
});

test("a reply is begun once more from the same message, and left with Escape", async ({ house, member }) => {
  const room = await house.room({ says: ["any questions?"] });
  await member.room.open(room);
  for (let time = 0; time < 2; time += 1) {
    await member.room.message("any questions?").choose("Reply");
    await expect(member.room.field).toBeFocused();
    await expect(member.link("Cancel reply")).toBeVisible();
  }
  await member.room.field.fill("well");
  await member.page.keyboard.press("Escape");
  await expect(member.link("Cancel reply")).toHaveCount(0);
  await expect(member.room.field).toBeFocused();
  await expect(member.room.field).toHaveValue("well");
});

test("a day begins where the reader is; without scripts it is that of UTC, and says so", async ({ house, open }) => {
  const room = await house.room({ says: ["said today"] });
  // Where it is already tomorrow, and where it is still yesterday, for at least one of the two at any hour.
  for (const timezoneId of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const reader = await open("member", { timezoneId });
    await reader.room.open(room);
    const [today, tomorrow] = await reader.page.evaluate(() =>
      [0, 1].map((days) => {
        const day = new Date();
        day.setDate(day.getDate() + days);
        const two = (part: number) => String(part).padStart(2, "0");
        return [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join("-");
      }),
    );
    await reader.field("Date").fill(today ?? "");
    await reader.through(() => reader.button("Go to date").click(), /date=.*east=-?\d+$/);
    await expect(reader.field("Date")).toHaveValue(today ?? "");
    await expect(reader.room.message("said today").item).toBeVisible();
    await expect(reader.link("Older messages")).toHaveCount(0);
    await reader.field("Date").fill(tomorrow ?? "");
    await reader.through(() => reader.button("Go to date").click(), new RegExp(`date=${tomorrow}`));
    await expect(reader.link("Show the newest messages")).toBeVisible();
  }
  const plain = await open("member", { javaScriptEnabled: false });
  await plain.room.open(room);
  await plain.field("Date (UTC)").fill("2026-11-21");
  await plain.button("Go to date").click();
  await expect.poll(() => plain.url.search).toBe("?date=2026-11-21");
});

test("a day that nobody can write down is answered like any other", async ({ house }) => {
  const room = await house.room({ says: ["only this"] });
  for (const [kind, day] of [["day", 9e15], ["day", -9e15], ["from", 9e15], ["from", -9e15]] as const) {
    const asked = { room: room.id, anchor: { [kind]: day } };
    expect((await house.as("member").ask("messages/page", asked, true)).status).toBe(200);
  }
});

test("a day after the last message leads back to the newest", async ({ house, member }) => {
  const room = await house.room({ says: ["the newest"] });
  await member.goto(`/rooms/${room.id}?date=2099-01-01`);
  await member.through(() => member.link("Show the newest messages").click(), `${house.url}/rooms/${room.id}`);
  await expect(member.room.message("the newest").item).toBeVisible();
});

test("the id of a message is copied from its menu, and leads back to it", async ({ house, open }) => {
  const room = await house.room({ says: ["not this one"] });
  const id = await house.as("member").send(room, "which one was it?");
  const member = await open("member", { permissions: ["clipboard-read", "clipboard-write"] });
  await member.room.open(room);
  await member.room.message("which one was it?").choose("Copy message ID");
  await expect(member.status("Message ID copied.")).toBeVisible();
  const copied = await member.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(id);
  await member.room.open(room, `?at=${copied}`);
  await expect(member.room.message("which one was it?").item).toHaveAttribute("data-marked", "");
});
