// On a telephone: nothing scrolls sideways, and everything can be done.

import { expect, test, unique } from "../house/test.ts";

const TELEPHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** The narrowest window that the panel is made for. */
const NARROWEST = { ...TELEPHONE, viewport: { width: 360, height: 740 } };

test("no page scrolls sideways at 360 pixels", async ({ house, watch, open }) => {
  watch.allow(/status of 404/);
  const room = await house.room({
    name: `${unique("A room with a rather long name")} ${"x".repeat(120)}`,
    says: ["short", `${"long".repeat(120)}`, "https://example.com/" + "path/".repeat(60), "off"],
  });
  const session = house.as("owner");
  const message = await house.as("member").send(room, "to be redacted");
  await session.call("messages/redact", { room: room.id, message, reason: "y".repeat(256), note: "z".repeat(900), key: "" });
  const [entry] = await session.audit(room, "redact");
  const visitor = await open("nobody", NARROWEST);
  for (const path of ["/sign-in", `/set-up/${"x".repeat(44)}`]) {
    await visitor.goto(path);
    await visitor.expectNoSidewaysScroll();
  }
  const answered = await house.as("member").send(room, "to be answered");
  const through = await house.as("member").send(room, "the last one");
  const purged = await house.room({ says: ["a", "b"] });
  const last = await house.as("member").send(purged, "c");
  const purge = { room: purged.id, through: last, confirmation: purged.name, reason: "w".repeat(256), note: "", key: "" };
  const { job } = await session.call<{ job: string }>("rooms/purge", purge);
  const admin = await open("admin", NARROWEST);
  for (const path of [
    "/",
    "/rooms",
    "/rooms/new",
    `/rooms/${room.id}`,
    `/rooms/${room.id}?verb=purge`,
    `/rooms/${room.id}?verb=redact&message=${through}`,
    `/rooms/${room.id}?verb=delete&message=${through}`,
    `/rooms/${room.id}?reply=${answered}`,
    `/rooms/${room.id}?at=${answered}`,
    `/rooms/${room.id}?help=keys`,
    `/rooms/${room.id}/members`,
    `/rooms/${room.id}/settings`,
    "/jobs",
    `/jobs?job=${job}`,
    `/audit?room=${room.id}`,
    "/audit?verify=1",
    `/audit?room=${room.id}&entry=${entry?.number ?? 0}`,
    "/users",
    "/users?new=1",
    "/settings",
    "/keys?whose=all",
    "/keys?new=1",
    "/no/such/page",
  ]) {
    await admin.goto(path);
    await expect(admin.page.getByRole("main").or(admin.dialog).first()).toBeVisible();
    await admin.expectNoSidewaysScroll();
  }
  await admin.goto("/keys");
  await admin.keys.make({ label: "k".repeat(100), scope: "One room", room: room.id });
  await admin.expectNoSidewaysScroll();
});

test("a removal works at 390 pixels", async ({ house, open, member }) => {
  const room = await house.room({ says: ["small screen", "big effect"] });
  await member.room.watch(room);
  const owner = await open("owner", TELEPHONE);
  await owner.goto("/");
  await owner.button("Menu").tap();
  await owner.link("Rooms").tap();
  await owner.link(room.name).tap();
  const message = owner.room.message("small screen");
  await message.actions.tap();
  await message.entry("Redact message").tap();
  const dialog = owner.room.removal;
  await expect(dialog.act).toBeInViewport();
  await dialog.reason.fill("Spam");
  await dialog.act.tap();
  await expect(owner.room.tombstone("reason: Spam")).toBeVisible();
  await expect(member.room.tombstone("reason: Spam")).toBeVisible();
});

test("in a low window a dialog shows what it asks and the way out", async ({ house, owner }) => {
  const room = await house.room({ says: ["low window"] });
  await owner.page.setViewportSize({ width: 844, height: 390 });
  await owner.room.open(room);
  const dialog = await owner.room.message("low window").openDelete();
  await expect(dialog.dialog.getByRole("heading", { name: "Delete this message for everyone?" })).toBeInViewport();
  await expect(dialog.cancel).toBeInViewport({ ratio: 1 });
  await expect(dialog.act).toBeInViewport({ ratio: 1 });
  await dialog.cancel.click();
  const purge = await owner.room.openPurge();
  await expect(purge.dialog.getByRole("heading", { name: "Purge room for everyone?" })).toBeInViewport();
  await expect(purge.cancel).toBeInViewport({ ratio: 1 });
});
