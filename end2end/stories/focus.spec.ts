// Where the focus and the reader's place stay when what they were on goes.

import { expect, test, unique } from "../house/test.ts";
import type { House, RoomRef } from "../house/house.ts";
import type { Person } from "../pages/person.ts";

/** What has the focus, as somebody would say it. */
const focused = (person: Person) =>
  person.page.evaluate(() => {
    const active = document.activeElement;
    return active === document.body ? "nothing" : (active?.getAttribute("aria-label") ?? active?.textContent ?? "");
  });

/** A room of so many messages, numbered from 1. */
async function numbered(house: House, count: number): Promise<{ room: RoomRef; ids: string[] }> {
  const room = await house.room();
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    ids.push(await house.as("member").send(room, `line ${n}.`));
  }
  return { room, ids };
}

const remove = (house: House, verb: "redact" | "delete", room: RoomRef, message: string | undefined) =>
  house.as("admin").call(`messages/${verb}`, { room: room.id, message, reason: "", note: "", key: "" });

test("the keys for the next and the previous message stop at a fold, and go on behind it", async ({ house, owner }) => {
  const { room, ids } = await numbered(house, 6);
  for (const id of ids.slice(1, 5)) {
    await remove(house, "redact", room, id);
  }
  await owner.room.open(room);
  const fold = owner.page.getByText("4 removed messages", { exact: true });
  await owner.room.message("line 1.").item.focus();
  await owner.page.keyboard.press("j");
  await expect(fold).toBeFocused();
  await owner.page.keyboard.press("j");
  await expect(owner.room.message("line 6.").item).toBeFocused();
  await owner.page.keyboard.press("k");
  await expect(fold).toBeFocused();
  await owner.page.keyboard.press("Enter");
  await owner.page.keyboard.press("j");
  await expect(owner.room.tombstone().nth(1), "the first in the fold, which is one itself").toBeFocused();
  await fold.focus();
  await owner.page.keyboard.press("k");
  await expect(owner.room.message("line 1.").item).toBeFocused();
});

test("what is read stays in its place when a closed fold above it shrinks", async ({ house, owner }) => {
  const { room, ids } = await numbered(house, 40);
  for (const id of ids.slice(10, 15)) {
    await remove(house, "redact", room, id);
  }
  await owner.room.watch(room);
  const fold = owner.page.getByText("5 removed messages", { exact: true });
  // Just above what is in sight.
  await fold.evaluate((line) => {
    const list = line.closest("[role=region]");
    list?.scrollBy(0, line.getBoundingClientRect().bottom - list.getBoundingClientRect().top + 12);
  });
  await expect(fold).not.toBeInViewport();
  const read = owner.room.message("line 20.").item;
  const place = async () => Math.round((await read.boundingBox())?.y ?? -1);
  const before = await place();
  for (const [gone, left] of [[10, "4 removed messages"], [11, "3 removed messages"]] as const) {
    await remove(house, "delete", room, ids[gone]);
    await expect(owner.page.getByText(left, { exact: true })).toBeAttached();
    await expect.poll(place).toBe(before);
  }
  // The fold dissolves: two are no fold any more.
  await remove(house, "delete", room, ids[12]);
  await expect(owner.page.getByText("removed messages")).toHaveCount(0);
  await expect.poll(place).toBe(before);
});

test("messages that came unseen and were deleted are not counted as new", async ({ house, owner }) => {
  const { room } = await numbered(house, 40);
  await owner.room.watch(room);
  await owner.room.messages.evaluate((list) => list.scrollBy(0, -600));
  await expect(owner.link("Jump to newest")).toBeVisible();
  const ids = [];
  for (const text of ["one", "two", "three"]) {
    ids.push(await house.as("member").send(room, `new ${text}`));
  }
  await expect(owner.link("3 new messages")).toBeVisible();
  await remove(house, "delete", room, ids[1]);
  await expect(owner.link("2 new messages")).toBeVisible();
  await remove(house, "delete", room, ids[0]);
  await remove(house, "delete", room, ids[2]);
  await expect(owner.link("Jump to newest")).toBeVisible();
});

test("a message that comes before the browser has told of the scrolling counts as new", async ({ house, owner }) => {
  const { room } = await numbered(house, 40);
  await owner.room.watch(room);
  // It never tells.
  await owner.page.evaluate(() => addEventListener("scroll", (event) => event.stopImmediatePropagation(), true));
  await owner.room.messages.evaluate((list) => list.scrollBy(0, -list.clientHeight * 2));
  await house.as("member").send(room, "unseen");
  await expect(owner.link("1 new message")).toBeVisible();
});

test("whoever jumps to the newest messages is in the list, and the address says what is shown", async ({ house, owner }) => {
  const { room, ids } = await numbered(house, 130);
  await owner.room.open(room, `?at=${ids[3]}`);
  await owner.link("Jump to newest").press("Enter");
  await expect(owner.room.message("line 130.").item).toBeInViewport();
  await expect(owner.room.messages).toBeFocused();
  await expect.poll(() => owner.url.search).toBe("");
  await owner.room.messages.evaluate((list) => list.scrollTo(0, -list.scrollHeight));
  await expect(owner.room.message("line 30.").item).toBeAttached();
  await owner.room.messages.evaluate((list) => list.scrollTo(0, -list.scrollHeight));
  await expect(owner.room.message("line 1.").item).toBeAttached();
});

test("a refused message leaves the focus on the button that sent it, and the words go with the next letter", async ({
  house,
  member,
  watch,
}) => {
  watch.allow(/status of 404/);
  const { room, ids } = await numbered(house, 2);
  await member.room.watch(room, `?reply=${ids[0]}`);
  await member.room.field.fill("an answer");
  await member.page.route("**/api/messages/send", async (route) => {
    await remove(house, "delete", room, ids[0]);
    await route.continue();
  });
  await member.page.keyboard.press("Tab");
  await expect(member.button("Send")).toBeFocused();
  await member.page.keyboard.press("Enter");
  await expect(member.alert).toBeVisible();
  await expect(member.button("Send")).toBeFocused();
  await expect(member.room.field).toHaveValue("an answer");
  await member.room.field.press("End");
  await member.page.keyboard.type("!");
  await expect(member.alert).toHaveCount(0);
  await expect(member.room.field).not.toHaveAttribute("aria-invalid", "true");
});

test("an act on a row of a list leaves the focus in that row, and is told once", async ({ house, admin }) => {
  const who = await house.newcomer(unique("Rowan"));
  await admin.goto(`/users?search=${encodeURIComponent(who.email)}`);
  await admin.choose("Disable", who.name);
  await admin.dialog.getByRole("button", { name: "Disable user" }).click();
  await expect(admin.status("The user was disabled, and all their sessions ended.")).toBeVisible();
  await expect.poll(() => focused(admin)).toBe(`Actions for ${who.name}`);
  expect(admin.url.search).not.toContain("done");
  await admin.page.reload();
  await expect(admin.row(who.name)).toContainText("Disabled");
  await expect(admin.status(/disabled/)).toHaveCount(0);
  await admin.choose("Enable", who.name);
  await admin.dialog.getByRole("button", { name: "Enable user" }).click();
  await expect(admin.status("The user can sign in again.")).toBeVisible();
  await expect.poll(() => focused(admin)).toBe(`Actions for ${who.name}`);
});

test("a room that is archived and brought back leaves the focus where that was done", async ({ house, owner }) => {
  const room = await house.room();
  await owner.goto(`/rooms/${room.id}/settings`);
  await owner.link("Archive room").press("Enter");
  await owner.dialog.getByRole("button", { name: "Archive room" }).click();
  await expect(owner.link("Bring room back")).toBeFocused();
  await owner.link("Bring room back").press("Enter");
  await owner.dialog.getByRole("button", { name: "Bring room back" }).click();
  await expect(owner.link("Archive room")).toBeFocused();
});

test("a moderator who is demoted on the way to the purge keeps the focus on the page", async ({ house, manager }) => {
  const room = await house.room({ says: ["still here"] });
  await manager.room.watch(room);
  await manager.link("Purge room").focus();
  await house.setRole(room, house.person("manager"), "member");
  await expect(manager.link("Purge room")).toHaveCount(0);
  await manager.expectFocusSomewhere();
});

test("the way to new messages goes with them, and the focus stays on the page", async ({ house, owner }) => {
  const { room } = await numbered(house, 40);
  await owner.room.watch(room);
  await owner.room.messages.evaluate((list) => list.scrollBy(0, -list.clientHeight * 2));
  const through = await house.as("member").send(room, "unseen");
  const pill = owner.link("1 new message");
  await pill.focus();
  const confirmed = { confirmation: room.name, reason: "", note: "", key: "" };
  await house.as("admin").call("rooms/purge", { room: room.id, through, ...confirmed });
  await expect(pill).toHaveCount(0);
  await owner.expectFocusSomewhere();
});

test("whoever is taken out of a room while writing is told so, and keys go somewhere", async ({
  house,
  member,
  watch,
}) => {
  watch.allow(/status of 404/);
  const room = await house.room({ says: ["see you"] });
  await member.room.watch(room);
  await member.room.field.fill("I was about to say");
  await house.as("owner").call("members/remove", { room: room.id, user: house.person("member").id });
  await expect(member.alert).toContainText("Not found");
  await expect(member.page).toHaveTitle("Roomkeeper");
  await member.expectFocusSomewhere();
});
