// The live feed: what happens in a room is seen by whoever looks, and what was removed is never seen again.

import { expect, test, unique } from "../house/test.ts";
import { Line } from "../house/line.ts";
import { Paint } from "../house/paint.ts";
import { place, restingPlace } from "../house/place.ts";

test("a new message arrives at everybody who looks", async ({ house, owner, member }) => {
  const room = await house.room();
  await owner.room.watch(room);
  await member.room.watch(room);
  await member.room.send("hello from here");
  await expect(owner.room.message("hello from here").item).toBeVisible();
  await expect(owner.room.message("hello from here").item).toContainText("Mina Sørensen");
  await owner.room.send("and back");
  await expect(member.room.message("and back").item).toBeVisible();
  await expect(member.page.getByText("2 messages · 3 members")).toBeVisible();
  await expect(member.room.field).toHaveValue("");
  await expect(owner.room.message("and back").item).toHaveCount(1);
});

test("an edit arrives, and nothing of the old text stays", async ({ house, owner, member }) => {
  const [before, after] = [unique("mistaken"), unique("corrected")];
  const room = await house.room({ says: [before] });
  await owner.room.watch(room);
  await member.room.open(room);
  await member.room.message(before).choose("Edit message");
  await expect(member.room.field).toHaveValue(before);
  await member.room.field.fill(after);
  await member.button("Save").click();
  for (const person of [owner, member]) {
    await expect(person.room.message(after).item).toContainText("(edited)");
    await expect(person.page.getByText(before)).toHaveCount(0);
  }
});

test("a new name of the room arrives", async ({ house, owner, member }) => {
  const room = await house.room();
  const name = unique("Renamed");
  await member.room.watch(room);
  await owner.goto(`/rooms/${room.id}/settings`);
  await owner.field("Room name").fill(name);
  await owner.button("Rename room").click();
  await expect(owner.status("The room has its new name.")).toBeVisible();
  await expect(member.heading(name)).toBeVisible();
  await expect(member.page).toHaveTitle(`${name} · Roomkeeper`);
});

test("a new role arrives: what it allows appears, and goes again with it", async ({ house, member }) => {
  const room = await house.room({ says: ["for moderators"] });
  await member.room.watch(room);
  await expect(member.link("Purge room")).toHaveCount(0);
  await house.setRole(room, house.person("member"), "manager");
  await expect(member.link("Purge room")).toBeVisible();
  await member.room.message("for moderators").redact({ reason: "My first" });
  await house.setRole(room, house.person("member"), "member");
  await expect(member.link("Purge room")).toHaveCount(0);
});

test("an archived room takes no more messages, at once", async ({ house, owner, member }) => {
  const room = await house.room();
  await member.room.watch(room);
  await owner.goto(`/rooms/${room.id}/settings`);
  await owner.through(() => owner.link("Archive room").click(), /do=archive/);
  await owner.dialog.getByRole("button", { name: "Archive room" }).click();
  await expect(owner.status("The room is archived. Nobody can write in it.")).toBeVisible();
  await expect(member.page.getByText("This room is archived: nothing can be written to it.")).toBeVisible();
  await expect(member.room.field).toHaveCount(0);
});

test("a removed member is cut off at once", async ({ house, watch, owner, member }) => {
  watch.allow(/status of 40[134]/, /WebSocket connection .* failed/);
  const text = unique("not for you any more");
  const room = await house.room({ says: [text] });
  await member.room.watch(room);
  await expect(member.room.message(text).item).toBeVisible();
  await owner.goto(`/rooms/${room.id}/members`);
  await owner.through(() => owner.link("Remove Mina Sørensen").click(), /remove=/);
  await owner.dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(owner.status("The person is no longer a member.")).toBeVisible();

  await expect(member.heading("Not found")).toBeVisible();
  await expect(member.page.getByText(text)).toHaveCount(0);
  await house.as("owner").send(room, "among ourselves");
  expect((await member.goto(`/rooms/${room.id}`))?.status()).toBe(404);
  expect(await member.page.content()).not.toContain("among ourselves");
});

test("a viewer who was offline sees the tombstone, and the text never comes back", async ({ house, watch, open }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/, /WebSocket/);
  const member = await open("member");
  const line = await Line.of(member.page);
  const text = unique("said before the tunnel");
  const room = await house.room();
  const message = await house.as("member").send(room, text);
  await member.room.watch(room);
  await expect(member.room.message(text).item).toBeVisible();

  await member.page.context().setOffline(true);
  await expect(member.page.getByText("Connection lost. This page may be out of date; reconnecting…")).toBeVisible();
  const form = { room: room.id, message, reason: "While you were away", note: "", key: "" };
  await house.as("owner").call("messages/redact", form);
  await house.as("owner").send(room, "you missed something");
  const paint = await Paint.of(member.page, text);
  // Nobody could tell this page yet: the text is still there, which also shows that the watching works.
  await expect.poll(() => paint.result.seen).toBeGreaterThan(0);
  // From here on every frame counts, those before the replay has come too.
  await paint.forgetUntilOnline();
  line.hold();
  await member.page.context().setOffline(false);
  await expect.poll(() => paint.result.frames).toBeGreaterThan(5);
  line.release();

  await expect(member.room.tombstone("While you were away")).toBeVisible();
  await expect(member.room.message("you missed something").item).toBeVisible();
  await expect(member.page.getByText("Connection lost.")).toHaveCount(0);
  await member.page.reload();
  await member.ready();
  await expect(member.room.tombstone("While you were away")).toBeVisible();
  await house.as("owner").send(room, "and one more");
  await expect(member.room.message("and one more").item).toBeVisible();
  await expect.poll(() => paint.result.frames).toBeGreaterThan(5);
  expect(paint.result.seen).toBe(0);
});

test("a viewer who was offline and missed a whole purge sees none of it again", async ({ house, watch, member }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const text = unique("flooded");
  const room = await house.room();
  const through = await house.as("member").send(room, text);
  await member.room.watch(room);
  await member.page.context().setOffline(true);
  await expect(member.page.getByText("Connection lost.")).toBeVisible();
  const form = { room: room.id, through, confirmation: room.name, reason: "", note: "", key: "" };
  await house.as("owner").call("rooms/purge", form);
  await member.page.context().setOffline(false);
  await expect(member.page.getByText("No messages", { exact: true })).toBeVisible();
  await expect(member.page.getByText(text)).toHaveCount(0);
});

test("viewers who missed more than 500 events are up to date when they are back, and see nothing that was removed", async ({
  house,
  watch,
  manager,
  member,
}) => {
  test.slow();
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const [seen, missed] = [unique("seen before"), unique("came and went")];
  const room = await house.room({ says: ["first of all"] });
  const old = await house.as("member").send(room, seen);
  for (const person of [manager, member]) {
    await person.room.watch(room);
    await expect(person.room.message(seen).item).toBeVisible();
    await person.page.context().setOffline(true);
    await expect(person.page.getByText("Connection lost.")).toBeVisible();
  }
  // One looks out for what stood on the page when the line was cut, the other for what was never on it.
  const [ofSeen, ofMissed] = [await Paint.of(manager.page, seen), await Paint.of(member.page, missed)];
  const remove = (message: string) =>
    house.as("owner").call("messages/delete", { room: room.id, message, reason: "", note: "", key: "" });
  await remove(old);
  const MISSED = 260;
  for (let n = 0; n < MISSED; n += 20) {
    const ids = await Promise.all(Array.from({ length: 20 }, () => house.as("member").send(room, missed)));
    await Promise.all(ids.map(remove));
  }
  for (const text of ["still here: one", "still here: two"]) {
    await house.as("owner").send(room, text);
  }
  await expect.poll(() => ofSeen.result.seen).toBeGreaterThan(0);

  await ofSeen.forgetUntilOnline();
  for (const person of [manager, member]) {
    await person.page.context().setOffline(false);
    await expect(person.room.message("still here: two").item).toBeVisible();
    // In the very moment in which the page is up to date, nothing of the old is left on it.
    expect(await person.page.getByText(seen).count()).toBe(0);
    await expect(person.page.getByText("Connection lost.")).toHaveCount(0);
  }
  for (const person of [manager, member]) {
    await expect(person.room.messages.getByRole("listitem").filter({ hasText: /first of all|still here/ })).toHaveCount(3);
    await expect(person.page.getByText("3 messages · 3 members")).toBeVisible();
  }
  await house.as("owner").send(room, "and on we go");
  for (const person of [manager, member]) {
    await expect(person.room.message("and on we go").item).toBeVisible();
  }
  await expect.poll(() => ofMissed.result.frames).toBeGreaterThan(10);
  expect(ofMissed.result.seen).toBe(0);
  await expect.poll(() => ofSeen.result.frames).toBeGreaterThan(5);
  expect(ofSeen.result.seen).toBe(0);
});

test("while it is not known what was removed during a cut nothing is painted, and who writes goes on writing", async ({
  house,
  watch,
  open,
}) => {
  watch.allow(/WebSocket/);
  const [gone, stays] = [unique("taken away meanwhile"), unique("stays all the while")];
  const room = await house.room({ says: [stays] });
  const message = await house.as("member").send(room, gone);
  const member = await open("member");
  const line = await Line.of(member.page);
  await member.room.watch(room, `?reply=${message}`);
  await expect(member.page.getByText("Reply to")).toContainText(gone);
  const [ofGone, ofStays] = [await Paint.of(member.page, gone), await Paint.of(member.page, stays)];
  await expect.poll(() => Math.min(ofGone.result.seen, ofStays.result.seen)).toBeGreaterThan(0);
  await member.room.field.pressSequentially("half a ");

  line.hold();
  await line.cut();
  const form = { room: room.id, message, reason: "While the line was cut", note: "", key: "" };
  await house.as("owner").call("messages/redact", form);
  await expect.poll(() => line.said.join("")).toContain("since");
  // The line is back. What came through it is held up, and the page does not know yet.
  for (const paint of [ofGone, ofStays]) {
    paint.forget();
  }
  await member.page.keyboard.type("sentence");
  await expect(member.room.field).toBeFocused();
  await expect(member.room.field).toHaveValue("half a sentence");
  await expect.poll(() => ofStays.result.frames).toBeGreaterThan(20);
  expect(ofStays.result.seen).toBe(0);

  line.release();
  await expect(member.room.tombstone("While the line was cut")).toBeVisible();
  await expect.poll(() => ofStays.result.seen).toBeGreaterThan(0);
  expect(ofGone.result.seen).toBe(0);
  await member.page.keyboard.type(", whole");
  await expect(member.room.field).toHaveValue("half a sentence, whole");
});

test("a page that cannot reach the server keeps what it shows, and says that it may be out of date", async ({
  house,
  watch,
  open,
}) => {
  watch.allow(/WebSocket/, /ERR_INTERNET_DISCONNECTED/);
  const text = unique("better than nothing");
  const room = await house.room({ says: [text] });
  const member = await open("member");
  const line = await Line.of(member.page);
  await member.room.watch(room);
  line.lead("refused");
  await line.cut();
  await expect(member.page.getByText("Connection lost.")).toBeVisible();
  const attempts = line.attempts;
  await member.page.context().setOffline(true);
  await member.page.context().setOffline(false);
  await expect.poll(() => line.attempts).toBeGreaterThan(attempts);
  const paint = await Paint.of(member.page, text);
  await expect.poll(() => paint.result.seen).toBeGreaterThan(5);

  line.lead("through");
  await expect(member.page.getByText("Connection lost.")).toHaveCount(0);
  paint.forget();
  await expect.poll(() => paint.result.seen).toBeGreaterThan(5);
});

for (const leave of ["within the panel", "for a page that is loaded anew"] as const) {
  test(`going back to a room, left ${leave}, never paints what was removed in the meantime`, async ({
    house,
    member,
  }) => {
    const text = unique("do not look back");
    const room = await house.room({ says: [text] });
    const through = await house.as("member").send(room, `${text} either`);
    await member.room.watch(room);
    await expect(member.room.message(`${text} either`).item).toBeVisible();
    if (leave === "within the panel") {
      await member.link("Rooms").click();
      await expect(member.heading("Rooms")).toBeVisible();
    } else {
      await member.goto("/settings");
    }
    const form = { room: room.id, through, confirmation: room.name, reason: "", note: "", key: "" };
    await house.as("owner").call("rooms/purge", form);
    await house.as("owner").send(room, "a clean page");

    const paint = await Paint.of(member.page, text);
    await member.page.goBack();
    await expect(member.room.message("a clean page").item).toBeVisible();
    await expect.poll(() => paint.result.frames).toBeGreaterThan(1);
    expect(paint.result.seen).toBe(0);
  });
}

test("what a reader reads stays in its place when messages above and below it go", async ({ house, member }) => {
  const room = await house.room();
  const ids: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    ids.push(await house.as("member").send(room, `line ${n} of sixty`));
  }
  await member.room.watch(room);
  const reading = member.room.message("line 30 of sixty").item;
  await reading.scrollIntoViewIfNeeded();
  await expect(member.room.message("line 0 of sixty").item).toBeAttached();
  const before = await restingPlace(reading);
  for (const gone of [2, 5, 9, 55]) {
    const form = { room: room.id, message: ids[gone] ?? "", reason: "", note: "", key: "" };
    await house.as("owner").call("messages/delete", form);
    await expect(member.room.message(`line ${gone} of sixty`).item).toHaveCount(0);
  }
  expect(Math.abs((await place(reading)) - before)).toBeLessThanOrEqual(1);

  await house.as("owner").send(room, "down here");
  await expect(member.link("1 new message")).toBeVisible();
  expect(Math.abs((await place(reading)) - before)).toBeLessThanOrEqual(1);
  await member.link("1 new message").click();
  await expect(member.room.message("down here").item).toBeInViewport();
});
