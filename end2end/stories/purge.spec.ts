// Purging a room: exactly the messages that were shown go, for everyone, from the disk too.

import { House } from "../house/house.ts";
import { Line } from "../house/line.ts";
import { Folder } from "../house/plain.ts";
import { Server } from "../house/server.ts";
import { expect, type Open, test, unique } from "../house/test.ts";

test("a purge with the room's name typed empties the room for everyone, and a later message survives", async ({
  house,
  owner,
  member,
}) => {
  const room = await house.room({ says: ["one", "two", "three", "four", "five"] });
  await member.room.watch(room);
  await owner.room.open(room);
  const dialog = await owner.room.openPurge();
  await expect(dialog.dialog).toContainText(`5 messages in ${room.name}`);
  await expect(dialog.act).toHaveText("Purge 5 messages");
  await dialog.confirmation.fill(room.name);
  await dialog.confirm({ reason: "A fresh start" });

  await expect(owner.status("5 messages purged.")).toBeVisible();
  for (const person of [owner, member]) {
    await expect(person.page.getByText("No messages", { exact: true })).toBeVisible();
    await expect(person.page.getByText("0 messages · 3 members")).toBeVisible();
  }
  // Told, and shown in the place of what is gone.
  const why = "5 messages purged by a moderator: A fresh start";
  await expect(member.status(why)).toBeAttached();
  await expect(member.page.getByText(why)).toHaveCount(2);

  await member.room.send("after the flood");
  await expect(owner.room.message("after the flood").item).toBeVisible();
  for (const person of [owner, member]) {
    await person.room.open(room);
    await expect(person.room.message("after the flood").item).toBeVisible();
    await expect(person.page.getByText("1 message · 3 members")).toBeVisible();
    await expect(person.room.message("three").item).toHaveCount(0);
  }
});

test("a message that is sent while the dialog is open survives the purge", async ({ house, owner, member }) => {
  const room = await house.room({ says: ["old one", "old two", "old three"] });
  await member.room.watch(room);
  await owner.room.watch(room);
  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill(room.name);
  await member.room.send("just in time");
  await expect(owner.room.message("just in time").item).toBeAttached();
  await expect(dialog.act).toHaveText("Purge 3 messages");
  await dialog.act.click();

  await expect(owner.status("3 messages purged.")).toBeVisible();
  for (const person of [owner, member]) {
    await expect(person.room.message("just in time").item).toBeVisible();
    await expect(person.room.message("old two").item).toHaveCount(0);
    await person.room.open(room);
    await expect(person.room.message("just in time").item).toBeVisible();
    await expect(person.page.getByText("1 message · 3 members")).toBeVisible();
  }
});

test("a purge of what is no longer there is refused, and the dialog shows what is there now", async ({
  house,
  open,
  watch,
}) => {
  watch.allow(/status of 409/);
  const sentence = /^This room has changed since its messages were counted/;
  for (const javaScriptEnabled of [true, false]) {
    const room = await house.room({ says: ["first", "second"] });
    const message = await house.as("member").send(room, "third");
    const person = await open("owner", { javaScriptEnabled });
    // Whoever is told that a message goes while the dialog is open sees it there at once; here nothing tells them.
    const line = await Line.of(person.page);
    await person.room.open(room, "?verb=purge");
    await expect(person.dialog).toContainText(`3 messages in ${room.name}`);
    line.hold();
    const field = person.dialog.getByLabel("Type the room's name");
    await field.fill(room.name);
    await house.as("admin").call("messages/delete", { room: room.id, message, reason: "", note: "", key: "" });
    await person.dialog.getByRole("button", { name: "Purge 3 messages" }).click();
    await expect(person.dialog.getByRole("alert")).toHaveText(sentence);
    await expect(person.dialog).toContainText(`2 messages in ${room.name}`);
    expect(await house.as("owner").audit(room, "purge")).toEqual([]);
    line.release();
    await expect(person.page.getByText("third", { exact: true })).toHaveCount(0);
    await expect(person.dialog).toContainText(`2 messages in ${room.name}`);
    await field.fill(room.name);
    await person.dialog.getByRole("button", { name: "Purge 2 messages" }).click();
    const told = javaScriptEnabled ? "2 messages purged." : "Room purged; its messages are being erased.";
    await expect(person.status(told)).toBeVisible();
  }
});

test("a purge without the right name is refused in the form", async ({ house, owner }) => {
  const room = await house.room({ says: ["still here"] });
  await owner.room.open(room);
  const dialog = await owner.room.openPurge();
  // On what destroys nothing; the name is the first field from there.
  await expect(dialog.cancel).toBeFocused();
  for (const [typed, said] of [
    ["", "The typed name is missing."],
    ["Another room", "The typed name does not match. Type the room's name exactly as it is shown."],
  ] as const) {
    await dialog.confirmation.fill(typed);
    await dialog.act.click();
    await expect(dialog.alert).toHaveText(said);
    await expect(dialog.confirmation).toBeFocused();
  }
  await dialog.cancel.click();
  await expect(owner.dialog).toHaveCount(0);
  await expect(owner.link("Purge room")).toBeFocused();
  await expect(owner.room.message("still here").item).toBeVisible();
  expect(await house.as("owner").audit(room, "purge")).toEqual([]);
});

test("a purge with a wrong name past the form is refused with the field named", async ({ house }) => {
  const room = await house.room();
  const through = await house.as("member").send(room, "still here");
  const form = { room: room.id, through, confirmation: "Another room", reason: "", note: "", key: "" };
  const { status, body } = await house.as("owner").ask("rooms/purge", form);
  expect(status).toBe(400);
  expect(body).toMatchObject({ refused: { invalid: { field: "confirmation" } } });
  expect((await house.as("member").get(`/rooms/${room.id}`)).text).toContain("still here");
});

test("an empty room has nothing to purge", async ({ house, owner }) => {
  const room = await house.room();
  await owner.room.open(room, "?verb=purge");
  await expect(owner.dialog.getByRole("alert")).toHaveText("There is no message in this room.");
  await owner.dialog.getByRole("link", { name: "Close" }).click();
  await expect(owner.dialog).toHaveCount(0);
});

test("a double click purges once", async ({ house, owner }) => {
  const room = await house.room({ says: ["a", "b"] });
  await owner.room.open(room);
  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill(room.name);
  await dialog.act.dblclick();
  await expect(owner.status("2 messages purged.")).toBeVisible();
  const entries = await house.as("owner").audit(room, "purge");
  expect(entries.map(({ outcome, count }) => ({ outcome, count }))).toEqual([{ outcome: "done", count: 2 }]);
});

test("the job of a purge ends as erased, with a receipt that names every store", async ({ house, owner }) => {
  const text = unique("burn after reading");
  const room = await house.room({ says: [text, `${text} again`] });
  await owner.room.open(room);
  await owner.room.purge(room, { reason: "Sensitive data" });
  await owner.through(() => owner.link("See the job").click(), /\/jobs\?job=/);

  await expect(owner.heading(`Purge of ${room.name}`)).toBeVisible();
  await expect(owner.status("Everything that was looked at again is clean.")).toBeVisible();
  await expect(owner.page.getByText("2 of 2", { exact: true })).toBeVisible();
  await expect(owner.page.getByText("Erased: no store that was looked at holds anything of it.")).toBeVisible();
  const stores = owner.page.getByRole("table", { name: "Store by store" }).getByRole("row");
  expect(await stores.count()).toBeGreaterThan(1);
  await expect(stores.filter({ hasText: "Messages" })).toContainText("0 of the purged messages are left");
  await expect(stores.filter({ hasText: "Freed pages" })).toContainText("every page that was written was gone over");
  await expect(stores.filter({ hasText: "Write-ahead log" })).toContainText("Emptied after the last message was erased");
  await expect(stores.filter({ hasText: "Something left" })).toHaveCount(0);

  await owner.link("All jobs").click();
  await expect(owner.row(room.name)).toContainText("Erased");
  expect(await owner.page.content()).not.toContain(text);
});

test("the page of a job at work follows it to its end without a reload, and ends with the receipt", async ({ open }) => {
  test.slow();
  // A server of its own: the largest room goes.
  await Folder.with(async (folder) => {
    const server = await Server.start("--data", folder.path);
    try {
      await jobIsFollowed(server, folder, open);
    } finally {
      await server.stop();
    }
  });
});

async function jobIsFollowed(server: Server, folder: Folder, open: Open): Promise<void> {
  const house = await House.open(server);
  const room = house.sampleRoom(({ name }) => name.startsWith("Harbour Night live"));
  const admin = await open("nobody", { baseURL: server.url, storageState: house.as("admin").state });
  await admin.goto("/jobs");
  const [through] = room.messages;
  const form = { room: room.id, through, confirmation: room.name, reason: "", note: "", key: "" };
  const asked = () => house.as("admin").call<{ count: number; job: string }>("rooms/purge", form);
  // Somebody reads the log that is to be emptied: however quick the machine is, the job is at work until they are done.
  const purged = await folder.read(async () => {
    const purged = await asked();
    await admin.page.goto(`/jobs?job=${purged.job}`);
    await admin.mark();
    await expect(admin.page.getByText("The receipt is written when the job ends.")).toBeVisible();
    return purged;
  });
  const bar = admin.page.getByRole("progressbar", { name: `Messages of ${room.name} erased` });
  await expect(admin.status("Everything that was looked at again is clean.")).toBeVisible();
  expect(await bar.evaluate((bar: HTMLProgressElement) => bar.value)).toBe(purged.count);
  const all = purged.count.toLocaleString("en-GB");
  await expect(admin.page.getByText(`${all} of ${all}`, { exact: true })).toBeVisible();
  await expect(admin.page.getByText("Erased: no store that was looked at holds anything of it.")).toBeVisible();
  await expect(admin.page.getByRole("table", { name: "Store by store" }).getByText("Clean").first()).toBeVisible();
  await admin.expectNotReloaded();

  await admin.goto(`/audit?room=${room.id}&action=purge`);
  await admin.row("Purge room").first().getByRole("link", { name: /^Entry / }).click();
  await admin.through(
    () => admin.dialog.getByRole("link", { name: "See its job" }).click(),
    `**/jobs?job=${purged.job}`,
  );
  await expect(admin.heading(`Purge of ${room.name}`)).toBeVisible();
}

test("what was purged cannot be redacted, answered or found afterwards", async ({ house, owner }) => {
  const room = await house.room();
  const message = await house.as("member").send(room, "gone for good");
  await owner.room.open(room);
  await owner.room.purge(room);
  await expect(owner.status("1 message purged.")).toBeVisible();
  const form = { room: room.id, message, reason: "", note: "", key: "" };
  expect((await house.as("owner").ask("messages/redact", form)).status).toBe(404);
  expect((await house.as("owner").ask("messages/delete", form)).status).toBe(404);
  const answer = { room: room.id, content: "what did you say?", reply_to: message, key: "" };
  const { status, body } = await house.as("member").ask("messages/send", answer);
  expect(`${status} ${JSON.stringify(body)}`).not.toContain("gone for good");
});
