// What happens in a room while somebody has a dialog open or is writing: nothing that they have filled in is lost.

import type { Locator } from "@playwright/test";

import { expect, test, unique } from "../house/test.ts";

const FILLED = { reason: "Typed so far", note: "For the file" };

/** Counts how often a live region speaks. */
async function spoken(region: Locator): Promise<() => Promise<number>> {
  const count = await region.evaluateHandle((element) => {
    const count = { times: 0 };
    new MutationObserver(() => (count.times += 1)).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return count;
  });
  return () => count.evaluate(({ times }) => times);
}

test("removals of others leave what is typed for a purge where it is", async ({ house, owner }) => {
  const room = await house.room({ says: ["stays"] });
  const [redacted, deleted] = [await house.as("member").send(room, "one"), await house.as("member").send(room, "two")];
  await owner.room.watch(room);
  const dialog = await owner.room.openPurge();
  await dialog.reason.fill(FILLED.reason);
  await dialog.note.fill(FILLED.note);
  await dialog.confirmation.pressSequentially(room.name);
  const kept = async () => {
    await expect(dialog.confirmation).toBeFocused();
    await expect(dialog.confirmation).toHaveValue(room.name);
    await expect(dialog.reason).toHaveValue(FILLED.reason);
    await expect(dialog.note).toHaveValue(FILLED.note);
  };
  const form = { room: room.id, reason: "By another", note: "", key: "" };
  await house.as("admin").call("messages/redact", { ...form, message: redacted });
  await expect(owner.room.tombstone("By another")).toBeAttached();
  await kept();
  await expect(dialog.act).toHaveText("Purge 3 messages");
  await expect(dialog.dialog.getByText("The room has changed")).toHaveCount(0);

  await house.as("admin").call("messages/delete", { ...form, message: deleted });
  await expect(dialog.dialog.getByRole("status")).toHaveText("The room has changed: 2 messages now.");
  await expect(dialog.dialog).toContainText(`2 messages in ${room.name}`);
  await kept();
  await owner.page.keyboard.press("Tab");
  await expect(dialog.reason).toBeFocused();
  await dialog.dialog.getByRole("button", { name: "Purge 2 messages" }).click();
  await expect(owner.status("2 messages purged.")).toBeVisible();
  const [entry] = await house.as("owner").audit(room, "purge");
  expect({ reason: entry?.reason, note: entry?.note }).toEqual(FILLED);
});

test("a purge that is refused because the room has changed keeps what was typed", async ({ house, owner, watch }) => {
  watch.allow(/status of 409/);
  const room = await house.room({ says: ["stays"] });
  const message = await house.as("member").send(room, "goes");
  await owner.room.watch(room);
  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill(room.name);
  await dialog.reason.fill(FILLED.reason);
  // It is deleted while the purge is on its way.
  const overtake = { room: room.id, message, reason: "", note: "", key: "" };
  await owner.page.route(
    "**/api/rooms/purge",
    async (route) => {
      await house.as("admin").call("messages/delete", overtake);
      await route.continue();
    },
    { times: 1 },
  );
  await dialog.act.click();
  await expect(dialog.alert).toHaveText(/^This room has changed since its messages were counted/);
  await expect(dialog.act).toHaveText("Purge 1 message");
  await expect(dialog.confirmation).toHaveValue(room.name);
  await expect(dialog.reason).toHaveValue(FILLED.reason);
  await dialog.act.click();
  await expect(owner.status("1 message purged.")).toBeVisible();
});

test("a message that is redacted by another can still be deleted with the reason that was typed", async ({
  house,
  owner,
}) => {
  const text = unique("not for long");
  const room = await house.room();
  const message = await house.as("member").send(room, text);
  await owner.room.watch(room);
  const dialog = await owner.room.message(text).openDelete();
  await dialog.note.fill(FILLED.note);
  await dialog.reason.pressSequentially(FILLED.reason);
  await house.as("admin").call("messages/redact", { room: room.id, message, reason: "Quicker", note: "", key: "" });
  await expect(dialog.dialog).toContainText("This message was redacted; its placeholder is what would go.");
  await expect(owner.page.getByText(text)).toHaveCount(0);
  await expect(dialog.reason).toBeFocused();
  await expect(dialog.reason).toHaveValue(FILLED.reason);
  await expect(dialog.note).toHaveValue(FILLED.note);
  await dialog.act.click();
  await expect(owner.status("Message deleted.")).toBeVisible();
});

test("a room that is renamed under the dialog of its purge asks for the new name", async ({ house, owner }) => {
  const room = await house.room({ says: ["stays the same"] });
  const name = unique("Renamed");
  await owner.room.watch(room);
  const dialog = await owner.room.openPurge();
  await dialog.reason.fill(FILLED.reason);
  await dialog.confirmation.fill(room.name);
  await house.as("admin").call("rooms/rename", { room: room.id, name });
  await expect(dialog.dialog.getByRole("status")).toHaveText(`The room was renamed: it is called ${name} now.`);
  await expect(dialog.dialog).toContainText(`1 message in ${name}`);
  await expect(dialog.confirmation).toHaveValue(room.name);
  await dialog.act.click();
  await expect(dialog.alert).toHaveText("The typed name does not match. Type the room's name exactly as it is shown.");
  await dialog.confirmation.fill(name);
  await expect(dialog.reason).toHaveValue(FILLED.reason);
  await dialog.act.click();
  await expect(owner.status("1 message purged.")).toBeVisible();
});

test("what is typed while a message is on its way stays, in the draft too", async ({ house, member }) => {
  const room = await house.room();
  const [first, more] = [unique("sent"), unique("typed meanwhile")];
  await member.room.watch(room);
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await member.page.route("**/api/messages/send", async (route) => {
    await held;
    await route.continue();
  });
  await member.room.send(first);
  await expect(member.button("Sending…")).toBeVisible();
  await member.room.field.focus();
  await member.page.keyboard.press("End");
  await member.room.field.pressSequentially(` ${more}`);
  go();
  await expect(member.button("Send")).toBeVisible();
  await expect(member.room.field).toHaveValue(more);
  await expect(member.room.message(first).item).toHaveCount(1);
  await member.page.reload();
  await member.ready();
  await expect(member.room.field).toHaveValue(more);
});

test("an answer in progress survives every dialog, and goes out as an answer", async ({ house, owner }) => {
  const room = await house.room({ says: ["the question"] });
  const other = unique("another one");
  await house.as("member").send(room, other);
  await owner.room.watch(room);
  await owner.room.message("the question").choose("Reply");
  const answer = unique("the answer");
  await owner.room.field.fill(answer);
  const strip = owner.page.getByText("Reply to Mina Sørensen the question");
  await expect(strip).toBeVisible();
  await owner.link("Keyboard shortcuts").click();
  await expect(owner.dialog).toBeVisible();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await expect(strip).toBeVisible();
  await owner.room.message(other).redact({ reason: "Off topic" });
  await expect(owner.dialog).toHaveCount(0);
  await expect(strip).toBeVisible();
  await expect(owner.room.field).toHaveValue(answer);
  await owner.button("Send").click();
  await expect(owner.room.message(answer).item.getByRole("link", { name: /the question/ })).toBeVisible();
  await expect(strip).toHaveCount(0);
  await expect.poll(() => owner.url.search).toBe("");
});

test("the strip over an answer says that what it answers was deleted meanwhile", async ({ house, owner }) => {
  const room = await house.room({ says: ["stays"] });
  const text = unique("soon gone");
  const message = await house.as("member").send(room, text);
  await owner.room.watch(room);
  await owner.room.message(text).choose("Reply");
  await expect(owner.page.getByText(`Reply to Mina Sørensen ${text}`)).toBeVisible();
  await house.as("admin").call("messages/delete", { room: room.id, message, reason: "", note: "", key: "" });
  await expect(owner.page.getByText("Reply to a message that was removed")).toBeVisible();
  await expect(owner.page.getByText(text)).toHaveCount(0);
});

test("a change in progress survives dialogs, and the archiving of the room", async ({ house, member }) => {
  const [before, after] = [unique("mistaken"), unique("put right")];
  const room = await house.room({ says: [before] });
  await member.room.watch(room);
  await member.room.message(before).choose("Edit message");
  await member.room.field.fill(after);
  await member.link("Keyboard shortcuts").click();
  await member.dialog.getByRole("link", { name: "Close" }).click();
  await expect(member.dialog).toHaveCount(0);
  await expect(member.button("Save")).toBeVisible();
  await expect(member.room.field).toHaveValue(after);

  await member.room.field.focus();
  await house.as("owner").call("rooms/archive", { room: room.id, archived: "true" });
  await expect(member.page.getByText("This room is archived: nothing can be written to it.")).toBeVisible();
  await member.expectFocusSomewhere();
  await house.as("owner").call("rooms/archive", { room: room.id, archived: "false" });
  await expect(member.room.field).toHaveValue(after);
  await member.button("Save").click();
  await expect(member.room.message(after).item).toContainText("(edited)");
  // Given up, it is given up.
  await member.room.message(after).choose("Edit message");
  await member.room.field.fill("something else");
  await member.link("Cancel editing").click();
  await member.room.message(after).choose("Edit message");
  await expect(member.room.field).toHaveValue(after);
});

test("an open fold of removed messages grows, and keeps the focus", async ({ house, owner }) => {
  const room = await house.room();
  const session = house.as("member");
  const ids: string[] = [];
  for (const text of ["a", "b", "c", "d", "e"]) {
    ids.push(await session.send(room, `message ${text}`));
  }
  const [first, ...rest] = ids;
  const redact = (message: string | undefined) =>
    house.as("admin").call("messages/redact", { room: room.id, message, reason: "Noise", note: "", key: "" });
  for (const message of rest.slice(0, 3)) {
    await redact(message);
  }
  await owner.room.watch(room);
  const gone = owner.room.messages.getByText("reason: Noise").first();
  const line = (count: number) => owner.page.getByText(`${count} removed messages`, { exact: true });
  await line(3).click();
  await expect(gone).toBeVisible();
  await expect(line(3)).toBeFocused();
  // One more at its end, and one before it.
  await redact(rest[3]);
  await expect(line(4)).toBeFocused();
  await expect(gone).toBeVisible();
  await redact(first);
  await expect(line(5)).toBeFocused();
  await expect(gone).toBeVisible();
  await line(5).click();
  await expect(gone).toBeHidden();
});

test("two removals that sound alike are both announced", async ({ house, member }) => {
  const room = await house.room({ says: ["stays"] });
  const ids = [await house.as("member").send(room, "one"), await house.as("member").send(room, "two")];
  await member.room.watch(room);
  const says = "Message by Mina Sørensen deleted by a moderator: Spam";
  const remove = (message: string | undefined) =>
    house.as("admin").call("messages/delete", { room: room.id, message, reason: "Spam", note: "", key: "" });
  await remove(ids[0]);
  await expect(member.status(says)).toBeAttached();
  const times = await spoken(member.status(says));
  await remove(ids[1]);
  await expect(member.room.message("two").item).toHaveCount(0);
  await expect.poll(times).toBeGreaterThan(0);
  await expect(member.status(says)).toHaveText(says);
});

test("the head of a room counts members as they come and go", async ({ house, member }) => {
  const room = await house.room();
  const newcomer = await house.newcomer();
  await member.room.watch(room);
  await expect(member.page.getByText("0 messages · 3 members")).toBeVisible();
  await house.add(room, newcomer);
  await expect(member.page.getByText("0 messages · 4 members")).toBeVisible();
  await house.as("owner").call("members/remove", { room: room.id, user: newcomer.id });
  await expect(member.page.getByText("0 messages · 3 members")).toBeVisible();
});
