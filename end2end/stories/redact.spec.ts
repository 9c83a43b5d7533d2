// Redacting a message: the text goes, a placeholder with the reason stays, for everyone and at once.

import { expect, test, unique } from "../house/test.ts";

test("a viewer sees a redacted message become a tombstone with its reason, live and after a reload", async ({
  house,
  owner,
  member,
}) => {
  const text = unique("the secret recipe");
  const room = await house.room({ says: ["before", text, "after"] });
  await member.room.watch(room);
  await owner.room.open(room);
  await expect(member.room.message(text).item).toBeVisible();

  await owner.room.message(text).redact({ reason: "Spam", note: "third time today" });

  await expect(member.room.tombstone("reason: Spam")).toBeVisible();
  await expect(member.room.message(text).item).toHaveCount(0);
  await expect(member.room.message("before").item).toBeVisible();
  await expect(member.status(/^Message by .+ redacted by a moderator: Spam$/)).toBeAttached();
  for (const person of [owner, member]) {
    await person.room.open(room);
    await expect(person.room.tombstone("reason: Spam")).toBeVisible();
    await expect(person.page.getByText("third time today")).toHaveCount(0);
    expect(await person.page.content()).not.toContain(text);
  }
});

test("a manager redacts in their own room", async ({ house, manager }) => {
  const room = await house.room({ says: ["off with this"] });
  await manager.room.open(room);
  await manager.room.message("off with this").redact({ reason: "Off topic" });
  await expect(manager.room.tombstone("reason: Off topic")).toBeVisible();
});

test("a preset fills the reason in, and the counter counts it", async ({ house, owner }) => {
  const room = await house.room({ says: ["buy cheap watches"] });
  await owner.room.open(room);
  const dialog = await owner.room.message("buy cheap watches").openRedact();
  await dialog.dialog.getByRole("button", { name: "Harassment", exact: true }).click();
  await expect(dialog.reason).toHaveValue("Harassment");
  await expect(dialog.dialog.getByText("10 of 256 characters")).toBeVisible();
  await dialog.confirm();
  await expect(owner.room.tombstone("reason: Harassment")).toBeVisible();
});

test("Escape and Cancel change nothing, and the focus returns to the button that opened the dialog", async ({
  house,
  owner,
  member,
}) => {
  const room = await house.room({ says: ["stays as it is"] });
  await member.room.watch(room);
  await owner.room.open(room);
  const message = owner.room.message("stays as it is");
  for (const close of ["Escape", "Cancel"]) {
    const dialog = await message.openRedact();
    await expect(dialog.cancel).toBeFocused();
    await dialog.reason.fill("not meant");
    if (close === "Escape") {
      await owner.page.keyboard.press("Escape");
    } else {
      await dialog.cancel.click();
    }
    await expect(owner.dialog).toHaveCount(0);
    await expect(message.actions).toBeFocused();
    await expect.poll(() => owner.url.search).toBe("");
  }
  await expect(message.item).toBeVisible();
  await expect(member.room.message("stays as it is").item).toBeVisible();
  expect(await house.as("owner").audit(room, "redact")).toEqual([]);
});

test("a reason of 256 characters is taken", async ({ house, owner, member }) => {
  const room = await house.room({ says: ["wordy"] });
  const reason = `${"ä".repeat(255)}.`;
  await member.room.watch(room);
  await owner.room.open(room);
  const dialog = await owner.room.message("wordy").openRedact();
  await dialog.reason.fill(reason);
  await expect(dialog.dialog.getByText("256 of 256 characters")).toBeVisible();
  await dialog.confirm();
  await expect(member.room.tombstone(reason)).toBeVisible();
});

test("a reason of 257 characters is refused in the form, and nothing is lost", async ({ house, owner }) => {
  const room = await house.room({ says: ["wordier"] });
  await owner.room.open(room);
  const dialog = await owner.room.message("wordier").openRedact();
  await dialog.confirm({ reason: "x".repeat(257) });
  await expect(dialog.alert).toHaveText("The reason is too long: at most 256 characters.");
  await expect(dialog.reason).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.reason).toBeFocused();
  await expect(dialog.reason).toHaveValue("x".repeat(257));

  await dialog.confirm({ reason: "x".repeat(256) });
  await expect(owner.room.tombstone("x".repeat(256))).toBeVisible();
});

test("a reason of 257 characters past the form is refused with the field named", async ({ house }) => {
  const room = await house.room();
  const message = await house.as("member").send(room, "wordiest");
  for (const reason of ["x".repeat(257), "two\nlines"]) {
    const { status, body } = await house
      .as("owner")
      .ask("messages/redact", { room: room.id, message, reason, note: "", key: "" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ refused: { invalid: { field: "reason" } } });
  }
  expect(await house.as("owner").audit(room, "redact")).toEqual([]);
});

test("a room that wants a reason gets one", async ({ house, owner }) => {
  const room = await house.room({ says: ["without a word"] });
  await house.as("owner").call("rooms/policy", { room: room.id, required: "true" });
  await owner.room.open(room);
  const dialog = await owner.room.message("without a word").openRedact();
  await expect(dialog.reason).toBeFocused();
  await dialog.confirm();
  await expect(dialog.alert).toHaveText("This room asks for a reason before a message is redacted. Write one.");
  await dialog.confirm({ reason: "Sensitive data" });
  await expect(owner.room.tombstone("reason: Sensitive data")).toBeVisible();
});

test("a double click makes one operation", async ({ house, owner }) => {
  const room = await house.room({ says: ["click click"] });
  await owner.room.open(room);
  const dialog = await owner.room.message("click click").openRedact();
  await expect(dialog.act).toBeEnabled();
  await dialog.act.dblclick();
  await expect(owner.room.tombstone()).toBeVisible();
  const entries = await house.as("owner").audit(room, "redact");
  expect(entries.map((entry) => entry.outcome)).toEqual(["done"]);
});

test("the second click of a double click on the menu confirms nothing", async ({ house, owner }) => {
  const room = await house.room({ says: ["careful now"] });
  await owner.room.open(room);
  const message = owner.room.message("careful now");
  await message.item.hover();
  await message.actions.click();
  await message.entry("Redact message").dblclick();
  await expect(owner.room.removal.dialog).toBeVisible();
  await expect(message.item).toBeVisible();
  expect(await house.as("owner").audit(room, "redact")).toEqual([]);
});

test("the same form sent twice with the same key removes once and answers alike", async ({ house }) => {
  const room = await house.room();
  const message = await house.as("member").send(room, "once");
  const form = { room: room.id, message, reason: "Spam", note: "", key: "one-key-for-both" };
  const [first, second] = [
    await house.as("owner").ask("messages/redact", form),
    await house.as("owner").ask("messages/redact", form),
  ];
  expect(first.status).toBe(200);
  expect(second).toEqual(first);
  expect(await house.as("owner").audit(room, "redact")).toHaveLength(1);
});

test("a quote in a reply goes with the message that it quotes", async ({ house, owner, member }) => {
  const text = unique("quoted words");
  const room = await house.room();
  const id = await house.as("member").send(room, text);
  await house.as("manager").send(room, "I answer that", id);
  await member.room.watch(room);
  await expect(member.room.message("I answer that").item.getByText(text)).toBeVisible();

  await owner.room.open(room, `?verb=redact&message=${id}`);
  await owner.room.removal.confirm({ reason: "Spam" });

  await expect(member.room.message("I answer that").item.getByText("Message removed", { exact: true })).toBeVisible();
  await expect(member.page.getByText(text)).toHaveCount(0);
});

test("somebody else redacts while the dialog is open: the dialog says so and shows nothing any more", async ({
  house,
  watch,
  owner,
}) => {
  // The dialog asks again what it would do, and is told that there is nothing left to do.
  watch.allow(/status of 40[49]/);
  const text = unique("gone meanwhile");
  const room = await house.room();
  const message = await house.as("member").send(room, text);
  await owner.room.watch(room, `?verb=redact&message=${message}`);
  await expect(owner.room.removal.dialog.getByText(text)).toBeVisible();

  await house.as("manager").call("messages/redact", { room: room.id, message, reason: "", note: "", key: "" });

  await expect(owner.room.removal.alert).toBeVisible();
  await expect(owner.page.getByText(text)).toHaveCount(0);
  await expect(owner.room.removal.act).toHaveCount(0);
});

test("each dialog says what stays, who can still see it and whether it comes back", async ({ house, owner }) => {
  const room = await house.room({ says: ["about to go"] });
  await owner.room.open(room);
  const copied = "People may have read or copied what was written; no removal can reach that.";
  const nobody = "After this nobody can see it here, no moderator and no admin either, and it cannot be brought back.";
  for (const [open, said] of [
    [() => owner.room.message("about to go").openRedact(), ["a placeholder stays in the conversation.", nobody, copied]],
    [() => owner.room.message("about to go").openDelete(), ["for everyone; nothing stays.", nobody, copied]],
    [
      () => owner.room.openPurge(),
      [
        "from the disk too; it cannot be undone.",
        "After this nobody can see them here, no moderator and no admin either.",
        copied,
      ],
    ],
  ] as const) {
    const dialog = await open();
    for (const sentence of said) {
      await expect(dialog.dialog).toContainText(sentence);
    }
    await dialog.cancel.click();
    await expect(owner.dialog).toHaveCount(0);
  }
});
