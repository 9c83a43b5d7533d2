// The audit log: who did what, when and why; never what was removed.

import { readFile } from "node:fs/promises";

import { expect, test, unique } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Presses an export, and reads what was saved. */
async function saved(person: Person, link: string): Promise<{ name: string; text: string }> {
  const download = person.page.waitForEvent("download");
  await person.link(link).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("a first day after the last is told as what it is", async ({ owner }) => {
  await owner.goto("/audit?from=2001-02-02&until=2001-02-01");
  await expect(owner.page.getByText("“From” is after “Until”, so no day is between them. Change one of them.")).toBeVisible();
  await owner.goto("/audit?from=2001-02-01&until=2001-02-02");
  await expect(owner.page.getByText("No entry fits these filters. Clear a filter to see more.")).toBeVisible();
});

test("a removal stands in the log with who, why and the private note, and without its content", async ({
  house,
  owner,
  manager,
}) => {
  const text = unique("unspeakable words");
  const room = await house.room({ says: [text] });
  await manager.room.open(room);
  await manager.room.message(text).redact({ reason: "Harassment", note: "see ticket 4711" });

  await owner.goto(`/audit?room=${room.id}`);
  const row = owner.row("Redact message");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Manuel Brandão");
  await expect(row).toContainText("Manager");
  await expect(row).toContainText("Done");
  await expect(row).toContainText("Harassment");
  await row.getByRole("link", { name: /^Entry / }).click();
  await expect(owner.dialog).toContainText("see ticket 4711");
  await expect(owner.dialog).toContainText("Own hash");
  await expect(owner.dialog).toContainText("Hash before");
  expect(await owner.page.content()).not.toContain(text);
  await owner.page.keyboard.press("Escape");
  await expect(owner.dialog).toHaveCount(0);
  await expect(row.getByRole("link", { name: /^Entry / })).toBeFocused();
});

test("filters narrow the log, stand in the address, and are cleared", async ({ house, owner }) => {
  const room = await house.room();
  const message = await house.as("member").send(room, "off it goes");
  const form = { room: room.id, message, reason: "Spam", note: "", key: "" };
  await house.as("member").ask("messages/delete", form);
  await house.as("manager").call("messages/delete", form);

  await owner.goto("/audit");
  await owner.field("Room").selectOption({ label: room.name });
  await owner.field("What").selectOption({ label: "Delete message" });
  await owner.button("Filter").click();
  await expect(owner.status("2 entries shown")).toBeAttached();
  await owner.field("Refused only").check();
  await owner.button("Filter").click();
  await expect(owner.status("1 entry shown")).toBeAttached();
  await expect(owner.row("Refused: not a moderator of the room")).toContainText("Mina Sørensen");
  await expect.poll(() => owner.url.search).toContain(`room=${room.id}`);
  await expect.poll(() => owner.url.search).toContain("refused=true");

  await owner.page.reload();
  await owner.ready();
  await expect(owner.status("1 entry shown")).toBeAttached();
  await expect(owner.field("Refused only")).toBeChecked();
  await owner.field("Refused only").uncheck();
  await owner.field("Who").selectOption({ label: "Manuel Brandão" });
  await owner.button("Filter").click();
  await expect(owner.row("Manuel Brandão")).toHaveCount(1);
  await owner.field("Until (UTC)").fill("2001-01-01");
  await owner.button("Filter").click();
  await expect(owner.page.getByText("No entry fits these filters. Clear a filter to see more.")).toBeVisible();
  await owner.link("Clear filters").click();
  await expect(owner.row("Create room").first()).toBeVisible();
  await expect.poll(() => owner.url.search).toBe("");
  await expect(owner.field("Who")).toHaveValue("");
});

test("the chain is walked, and every entry fits", async ({ admin, owner }) => {
  await admin.goto("/audit");
  const { text } = await saved(admin, "Export JSON Lines");
  const entries = text.trimEnd().split("\n").length.toLocaleString("en-US");
  await admin.through(() => admin.button("Verify the chain").click(), /verify=1/);
  await expect(admin.status(new RegExp(`^${entries} entries checked; every one fits\\.`))).toBeVisible();
  await admin.goto("/audit?refused=true");
  await admin.through(() => admin.button("Verify the chain").click(), /refused=true.*verify=1/);
  await expect(admin.page.getByLabel("Refused only"), "the filters stay").toBeChecked();
  await owner.goto("/audit");
  await expect(owner.button("Verify the chain")).toHaveCount(0);
});

test("the log is exported as CSV and as JSON Lines, with the filters of the page", async ({ house, owner }) => {
  const text = unique("not for export");
  const room = await house.room({ says: [text] });
  await owner.room.open(room);
  await owner.room.message(text).delete({ reason: '=cmd|"quoted", yes', note: "kept apart" });
  await owner.goto(`/audit?room=${room.id}&action=delete`);

  const csv = await saved(owner, "Export CSV");
  expect(csv.name).toBe("audit.csv");
  const lines = csv.text.trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^number,at,actor_id,actor,role,/);
  expect(lines[1]).toContain(`,"'=cmd|""quoted"", yes",kept apart,`);

  const json = await saved(owner, "Export JSON Lines");
  expect(json.name).toBe("audit.jsonl");
  const entries = json.text.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ action: "delete", outcome: "done", note: "kept apart" });
  expect(csv.text + json.text).not.toContain(text);
});

test("moderators see the entries of their rooms and of themselves, and no others", async ({ house, open, manager }) => {
  const foreign = await house.room({ managers: [] });
  await manager.goto("/audit");
  await expect(manager.field("Room").getByRole("option", { name: foreign.name })).toHaveCount(0);
  expect(await house.as("manager").audit(foreign)).toEqual([]);
  const lines = await house.as("manager").get("/audit/export.jsonl");
  expect(lines.status).toBe(200);
  expect(lines.text).not.toContain(foreign.id);
  const newcomer = await open(await house.newcomer());
  await newcomer.goto("/");
  await expect(newcomer.heading("Overview")).toBeVisible();
  await expect(newcomer.link("Audit log")).toHaveCount(0);
});

test("signing in stands in the log, without the password", async ({ house, admin }) => {
  const who = await house.newcomer();
  await house.signIn(who);
  await admin.goto(`/audit?action=session.sign_in&actor=${who.id}`);
  await expect(admin.row(who.name).filter({ hasText: "Sign in" })).toHaveCount(1);
  expect(await admin.page.content()).not.toContain(who.password);
});

test("a sign-in that failed stands in the log, and what was typed does not", async ({ house, watch, open, admin }) => {
  watch.allow(/status of 401/);
  const who = await house.newcomer();
  const password = unique("mistyped secret").replaceAll(" ", "-");
  const nobody = `${unique("nobody").replace(" ", "-")}@example.com`;
  const visitor = await open("nobody");
  for (const email of [who.email, nobody]) {
    await visitor.goto("/sign-in");
    await visitor.signIn({ email, password });
    await expect(visitor.alert).toHaveText("E-mail address or password is wrong.");
  }

  await admin.goto("/audit?action=session.sign_in&refused=true");
  const row = admin.row(who.name);
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Sign in");
  await expect(row).toContainText("Refused: wrong e-mail address, password or key");
  // Nobody is named where there is nobody, and it stands in the log all the same.
  const refused = admin.row("Refused: wrong e-mail address, password or key");
  await expect.poll(() => refused.count()).toBeGreaterThanOrEqual(2);
  await row.getByRole("link", { name: /^Entry / }).click();
  await expect(admin.dialog).toContainText(who.name);
  const lines = await house.as("admin").get("/audit/export.jsonl?action=session.sign_in&refused=true");
  expect(lines.text).toContain(who.id);
  for (const text of [lines.text, await admin.page.content()]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(nobody);
  }
});

test("an admin finds a member's forged removals in the log, of one message and of all", async ({ house, admin }) => {
  const text = unique("still here");
  const room = await house.room();
  const message = await house.as("owner").send(room, text);
  const member = house.as("member");
  const one = { room: room.id, message, reason: "because I can", note: "", key: "" };
  const all = { room: room.id, through: message, confirmation: room.name, reason: "", note: "", key: "" };
  expect((await member.ask("messages/redact", one)).status).toBe(403);
  expect((await member.ask("messages/delete", one)).status).toBe(403);
  expect((await member.ask("rooms/purge", all)).status).toBe(403);

  await admin.goto(`/audit?room=${room.id}&refused=true`);
  const refusals = admin.row("Refused: not a moderator of the room").filter({ hasText: "Mina Sørensen" });
  await expect(refusals).toHaveCount(3);
  for (const [act, what] of [
    ["Redact message", message],
    ["Delete message", message],
    ["Purge room", room.name],
  ] as const) {
    await expect(refusals.filter({ hasText: act }).filter({ hasText: what })).toHaveCount(1);
  }
  await admin.room.open(room);
  await expect(admin.room.message(text).item).toBeVisible();
  await expect(admin.room.tombstone()).toHaveCount(0);
});

test("the entry of a purge leads to its own job", async ({ house, owner }) => {
  const purged: { name: string; id: string; job: string | null }[] = [];
  for (const size of [1, 2]) {
    const room = await house.room();
    let through = "";
    for (let n = 0; n < size; n += 1) {
      through = await house.as("member").send(room, `of ${size}`);
    }
    const form = { room: room.id, through, confirmation: room.name, reason: "", note: "", key: "" };
    const { job } = await house.as("owner").call<{ job: string | null }>("rooms/purge", form);
    purged.push({ ...room, job });
  }
  for (const [index, room] of purged.entries()) {
    await owner.goto(`/audit?room=${room.id}`);
    await owner.row("Purge room").getByRole("link", { name: /^Entry / }).click();
    await owner.through(() => owner.dialog.getByRole("link", { name: "See its job" }).click(), `**/jobs?job=${room.job}`);
    await expect(owner.heading(`Purge of ${room.name}`)).toBeVisible();
    await expect(owner.page.getByText(`${index + 1} of ${index + 1}`, { exact: true })).toBeVisible();
  }
});

test("older entries are a page away", async ({ house, owner }) => {
  const room = await house.room();
  for (let n = 0; n < 60; n += 1) {
    await house.as("owner").call("rooms/policy", { room: room.id, required: n % 2 === 0 ? "true" : "false" });
  }
  await owner.goto(`/audit?room=${room.id}`);
  await expect(owner.row("Change policy")).toHaveCount(50);
  await owner.link("Older entries").click();
  await expect(owner.row("Create room")).toHaveCount(1);
  await expect(owner.row("Change policy")).toHaveCount(10);
  await owner.link("First page").click();
  await expect(owner.row("Change policy")).toHaveCount(50);
});
