// Deleting a message: it goes away for everyone, and nothing stays.

import { expect, test, unique } from "../house/test.ts";

test("a viewer sees a deleted message go, live, and it is not there after a reload", async ({ house, owner, member }) => {
  const text = unique("never said this");
  const room = await house.room({ says: ["before", text, "after"] });
  await member.room.watch(room);
  await owner.room.open(room);

  await owner.room.message(text).delete({ reason: "Harassment" });

  for (const person of [owner, member]) {
    await expect(person.page.getByText(text)).toHaveCount(0);
    await expect(person.room.message("before").item).toBeVisible();
    await expect(person.room.message("after").item).toBeVisible();
    await expect(person.room.tombstone()).toHaveCount(0);
    await expect(person.page.getByText("2 messages · 3 members")).toBeVisible();
  }
  await expect(member.status(/^Message by .+ deleted by a moderator: Harassment$/)).toBeAttached();
  for (const person of [owner, member]) {
    await person.room.open(room);
    await expect(person.room.message("after").item).toBeVisible();
    expect(await person.page.content()).not.toContain(text);
  }
});

test("after a delete the focus is on a neighbour, never on nothing", async ({ house, owner }) => {
  const room = await house.room({ says: ["first", "second", "third"] });
  await owner.room.open(room);
  await owner.room.message("second").delete();
  await expect(owner.room.message("second").item).toHaveCount(0);
  await expect(owner.room.message("third").item).toBeFocused();
});

test("a tombstone can be deleted too, and nothing stays", async ({ house, owner, member }) => {
  const room = await house.room({ says: ["two steps"] });
  await member.room.watch(room);
  await owner.room.open(room);
  await owner.room.message("two steps").redact({ reason: "First the text" });
  await expect(member.room.tombstone("First the text")).toBeVisible();
  await owner.room.message("First the text").delete();
  await expect(member.room.tombstone()).toHaveCount(0);
  await expect(member.page.getByText("No messages", { exact: true })).toBeVisible();
});

test("a message that was deleted cannot be found by its id", async ({ house, owner, watch }) => {
  watch.allow(/status of 404/);
  const room = await house.room({ says: ["something else"] });
  const message = await house.as("member").send(room, "soon gone");
  await house.as("owner").call("messages/delete", { room: room.id, message, reason: "", note: "", key: "" });
  expect((await owner.goto(`/rooms/${room.id}?at=${message}`))?.status()).toBe(404);
  await expect(owner.alert).toHaveText("There is no such message in this room. It may have been deleted.");
  await expect(owner.page.getByText("soon gone")).toHaveCount(0);
});

test("whoever goes to a message that was deleted is where it was", async ({ house, owner, watch }) => {
  watch.allow(/status of 404/);
  const room = await house.room();
  const ids: string[] = [];
  for (let n = 1; n <= 80; n += 1) {
    ids.push(await house.as("member").send(room, `line ${n}.`));
  }
  await house.as("owner").call("messages/delete", { room: room.id, message: ids[29], reason: "", note: "", key: "" });
  await owner.goto(`/rooms/${room.id}?at=${ids[29]}`);
  await expect(owner.room.message("line 29.").item).toBeInViewport();
  await expect(owner.room.message("line 31.").item).toBeInViewport();
});

test("Escape and Cancel delete nothing", async ({ house, owner }) => {
  const room = await house.room({ says: ["not so fast"] });
  await owner.room.open(room);
  const message = owner.room.message("not so fast");
  const first = await message.openDelete();
  await expect(first.cancel).toBeFocused();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  const second = await message.openDelete();
  await second.cancel.click();
  await expect(owner.dialog).toHaveCount(0);
  await owner.page.reload();
  await expect(message.item).toBeVisible();
  expect(await house.as("owner").audit(room, "delete")).toEqual([]);
});
