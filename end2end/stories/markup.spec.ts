// What people write is text, wherever it is shown: in messages, names and reasons.

import { expect, test, unique } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Markup that would do something if it were taken for markup. */
const TRICKS = [
  '<img src="/x" onerror="document.title=`taken over`">',
  "</textarea><script>document.title='taken over'</script>",
  '"><svg onload="document.title=`taken over`">',
  "<!-- &amp; <b>bold</b> {{braces}}",
];

async function expectUntouched(person: Person): Promise<void> {
  expect(await person.page.title()).not.toBe("taken over");
  const made = await person.page.evaluate(
    () => document.querySelectorAll("[onerror], [onload], main b, main script:not([nonce])").length,
  );
  expect(made, `elements made of text on ${person.url.pathname}`).toBe(0);
}

test("markup in a message stays text: live, after a reload, in a quote and in the dialog", async ({
  house,
  owner,
  member,
}) => {
  const room = await house.room();
  await owner.room.watch(room);
  await member.room.open(room);
  for (const trick of TRICKS) {
    await member.room.send(trick);
    await expect(owner.room.message(trick).item).toBeVisible();
  }
  await expectUntouched(owner);
  await owner.room.message(TRICKS[1] ?? "").choose("Reply");
  await owner.room.send("I saw that");
  await expect(owner.room.message("I saw that").item).toContainText("</textarea><script>");
  const dialog = await owner.room.message(TRICKS[0] ?? "").openDelete();
  await expect(dialog.dialog).toContainText(TRICKS[0] ?? "");
  await expectUntouched(owner);
  await dialog.cancel.click();
  await owner.room.open(room);
  for (const trick of TRICKS) {
    await expect(owner.room.message(trick).item.first()).toBeVisible();
  }
  await expectUntouched(owner);
});

test("markup in an edited message stays text in the field that it is changed in", async ({ house, member }) => {
  const room = await house.room({ says: [TRICKS[1] ?? ""] });
  await member.room.open(room);
  await member.room.message(TRICKS[1] ?? "").choose("Edit message");
  await expect(member.room.field).toHaveValue(TRICKS[1] ?? "");
  await member.page.reload();
  await member.ready();
  await expect(member.room.field).toHaveValue(TRICKS[1] ?? "");
  await expectUntouched(member);
});

test("markup in a reason stays text: in the tombstone, in the audit log and in its entry", async ({
  house,
  owner,
  member,
}) => {
  for (const trick of TRICKS) {
    const room = await house.room({ says: ["to be redacted"] });
    await member.room.watch(room);
    await owner.room.open(room);
    await owner.room.message("to be redacted").redact({ reason: trick, note: trick });
    await expect(member.room.tombstone(trick)).toBeVisible();
    await member.page.reload();
    await expect(member.room.tombstone(trick)).toBeVisible();
    await owner.goto(`/audit?room=${room.id}&action=redact`);
    await expect(owner.row(trick)).toHaveCount(1);
    await owner.row(trick).getByRole("link", { name: /^Entry / }).click();
    await expect(owner.dialog.getByText(trick)).toHaveCount(2);
    await expectUntouched(member);
    await expectUntouched(owner);
  }
});

test("markup in the names of rooms and people stays text on every page that shows them", async ({ house, open, owner }) => {
  const trick = TRICKS[0] ?? "";
  const who = await house.newcomer(`${trick} ${unique("Person")}`);
  const room = await house.room({ name: `${trick} ${unique("Room")}` });
  await house.add(room, who);
  const person = await open(who);
  await owner.room.watch(room);
  await person.room.open(room);
  await expect(person.heading(room.name)).toBeVisible();
  await person.room.send("my name is odd");
  await expect(owner.room.message("my name is odd").item).toContainText(who.name);
  await expectUntouched(person);
  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill(room.name);
  await dialog.confirm({ reason: trick });
  await expect(owner.status("1 message purged.")).toBeVisible();
  await expectUntouched(owner);
  for (const page of ["/rooms", `/rooms/${room.id}/members`, `/rooms/${room.id}/settings`, "/jobs", "/audit", "/"]) {
    await owner.goto(page);
    await expect(owner.page.getByText(trick).or(owner.page.locator(`input[value*="onerror"]`)).first(), page).toBeAttached();
    await expectUntouched(owner);
  }
});
