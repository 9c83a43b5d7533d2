// Everything by keyboard alone, and the single keys.

import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Presses Tab until something has the focus, as somebody without a mouse would. */
async function tabTo(person: Person, target: ReturnType<Person["button"]>, most = 60): Promise<void> {
  for (let n = 0; n < most; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await person.page.keyboard.press("Tab");
  }
  await expect(target, `is not reached with ${most} times Tab`).toBeFocused();
}

test("a whole removal by Tab, arrows and Enter", async ({ house, owner }) => {
  const room = await house.room({ says: ["first", "by keyboard alone", "last"] });
  await owner.goto("/rooms?sort=created");
  await tabTo(owner, owner.link("Skip to content"));
  await owner.page.keyboard.press("Enter");
  await tabTo(owner, owner.link(room.name), 90);
  await owner.through(() => owner.page.keyboard.press("Enter"), `**/rooms/${room.id}`);
  const message = owner.room.message("by keyboard alone");
  await tabTo(owner, message.actions);
  await owner.page.keyboard.press("Enter");
  await expect(message.entry("Copy message ID")).toBeFocused();
  await owner.page.keyboard.press("End");
  await owner.page.keyboard.press("ArrowUp");
  await expect(message.entry("Redact message")).toBeFocused();
  await owner.page.keyboard.press("Enter");

  const dialog = owner.room.removal;
  await expect(dialog.cancel).toBeFocused();
  await tabTo(owner, dialog.reason);
  await owner.page.keyboard.type("Off topic");
  await expect(dialog.act).toBeEnabled();
  await tabTo(owner, dialog.act);
  await owner.page.keyboard.press("Enter");
  await expect(owner.room.tombstone("reason: Off topic")).toBeVisible();
  await expect(owner.dialog).toHaveCount(0);
  await expect.poll(() => owner.page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});

test("a modal dialog keeps the focus inside", async ({ house, owner }) => {
  const room = await house.room({ says: ["inside only"] });
  await owner.room.open(room);
  const dialog = await owner.room.message("inside only").openDelete();
  await expect(dialog.act).toBeEnabled();
  for (let n = 0; n < 25; n += 1) {
    await owner.page.keyboard.press("Tab");
    const where = await owner.page.evaluate(() => {
      const active = document.activeElement;
      // Behind the last control the browser itself has the focus for a moment: its address bar.
      return active === document.body || (active?.closest("dialog") ?? null) !== null;
    });
    expect(where).toBe(true);
  }
});

test("single keys move, redact and delete, and ? lists them", async ({ house, owner }) => {
  const room = await house.room({ says: ["one", "two", "three"] });
  await owner.room.open(room);
  await owner.page.keyboard.press("j");
  await owner.page.keyboard.press("k");
  await owner.page.keyboard.press("k");
  await owner.page.keyboard.press("k");
  await expect(owner.room.message("one").item).toBeFocused();
  await owner.page.keyboard.press("j");
  await expect(owner.room.message("two").item).toBeFocused();
  await owner.page.keyboard.press("r");
  await expect(owner.page.getByRole("dialog", { name: "Redact this message for everyone?" })).toContainText("two");
  await expect(owner.room.removal.cancel).toBeFocused();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await expect(owner.room.message("two").item).toBeFocused();
  await owner.page.keyboard.press("d");
  await expect(owner.page.getByRole("dialog", { name: "Delete this message for everyone?" })).toContainText("two");
  await expect(owner.room.removal.cancel).toBeFocused();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await owner.page.keyboard.press("?");
  await expect(owner.dialog.getByRole("link", { name: "Close" })).toBeFocused();
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await owner.page.keyboard.press("/");
  await expect(owner.field("Message ID")).toBeFocused();
});

test("single keys do nothing while somebody writes, nor when they are switched off", async ({ house, open }) => {
  const who = await house.newcomer();
  const room = await house.room({ says: ["let me be"] });
  await house.add(room, who, "manager");
  const person = await open(who);
  await person.room.open(room);
  await person.room.field.pressSequentially("drjk?/");
  await expect(person.room.field).toHaveValue("drjk?/");
  await expect(person.dialog).toHaveCount(0);

  await person.goto("/settings");
  await person.page.getByRole("switch", { name: "Single keys act on messages" }).uncheck();
  await expect(person.status("Shortcuts saved.")).toBeVisible();
  await person.room.open(room);
  await person.room.message("let me be").item.focus();
  await person.page.keyboard.press("r");
  await person.page.keyboard.press("?");
  await expect(person.dialog).toHaveCount(0);
  await expect.poll(() => person.url.search).toBe("");
});

test("a member's keys remove nothing", async ({ house, member }) => {
  const room = await house.room();
  await house.as("owner").send(room, "out of reach");
  await member.room.open(room);
  await member.room.message("out of reach").item.focus();
  await member.page.keyboard.press("r");
  await member.page.keyboard.press("d");
  await expect(member.dialog).toHaveCount(0);
  await expect.poll(() => member.url.search).toBe("");
});
