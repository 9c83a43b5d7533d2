// Access keys: made, shown once, used by a program, disabled; one's own, and for platform admins everybody's.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { Program } from "../house/program.ts";
import { PlainServer, binary } from "../house/server.ts";
import { expect, test, unique } from "../house/test.ts";

const PLAIN = { javaScriptEnabled: false };

test("a member makes a key, sees it once, a program uses it, and it is refused once it is disabled", async ({
  house,
  open,
}) => {
  const who = await house.newcomer();
  const room = await house.room({ says: ["not for this key to delete"] });
  await house.add(room, who);
  const message = await house.as("member").send(room, "stays");
  const person = await open(who);
  const label = unique("nightly report");
  await person.goto("/settings");
  await person.through(() => person.link("Access keys").click(), "**/keys");
  await expect(person.page.getByText("No access keys yet")).toBeVisible();
  const program = new Program(house.url, await person.keys.make({ label, scope: "Read only" }));
  expect(program.key.accessKeyId).toMatch(/^RK[A-Z0-9]{18}$/);
  expect(program.key.secretAccessKey).toHaveLength(40);
  await expect(person.row(label)).toContainText("Read only");
  await expect(person.row(label)).toContainText("Active");
  await expect(person.row(label)).toContainText("Never");
  expect(person.page.url()).not.toContain(program.key.secretAccessKey);

  expect(await program.chimeRoom(room)).toBe(200);
  expect(await program.imkitDelete(room, message), "it may only read").toBe(403);

  await person.page.reload();
  await person.ready();
  await expect(person.keys.shownBefore).toBeVisible();
  await expect(person.keys.shown).toHaveCount(0);
  const text = await person.page.content();
  for (const secret of [program.key.secretAccessKey, program.key.clientToken]) {
    expect(text).not.toContain(secret);
  }
  await expect(person.row(label)).not.toContainText("Never");

  await person.keys.disable(label);
  await expect(person.row(label)).toContainText("Disabled");
  await expect(person.row(label)).not.toContainText("Never");
  await expect(person.link(`Disable: ${label}`)).toHaveCount(0);
  expect(await program.chimeRoom(room)).not.toBe(200);
  expect(await program.imkitDelete(room, message)).toBe(401);
});

test("going back, forth or away never brings the secrets back", async ({ open, house }) => {
  const person = await open(await house.newcomer());
  await person.goto("/keys");
  const { secretAccessKey } = await person.keys.make({ label: "in place" });
  await person.page.goBack();
  await expect(person.keys.shown).toHaveCount(0);
  await person.page.goForward();
  await expect(person.keys.shownBefore).toBeVisible();

  await person.goto("/keys");
  const other = await person.keys.make({ label: "and away" });
  await person.through(() => person.link("Settings").click(), "**/settings");
  await person.page.goBack();
  await expect(person.keys.shownBefore).toBeVisible();
  for (const secret of [secretAccessKey, other.secretAccessKey, other.clientToken]) {
    await expect(person.page.getByText(secret)).toHaveCount(0);
  }
});

test("a page that is left keeps no secrets, whatever the browser keeps of it", async ({ house, open }) => {
  const person = await open(await house.newcomer());
  await person.goto("/keys");
  const { secretAccessKey, clientToken } = await person.keys.make({ label: "left" });
  // As browsers say it that keep pages whole where Chromium does not.
  await person.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  const left = await person.page.content();
  expect(left).toContain("The new access key");
  expect([secretAccessKey, clientToken].filter((secret) => left.includes(secret))).toEqual([]);
});

test("nobody but the session that made a key is shown its secrets", async ({ house, open }) => {
  const who = await house.newcomer();
  const made = await (await house.signIn(who)).ask("keys/create", { label: "", scope: "read" });
  expect(made.status).toBe(200);
  const person = await open(who);
  await person.goto("/keys");
  const [row] = await person.page.locator("tbody th code").allTextContents();
  await person.goto(`/keys?made=${row}`);
  await expect(person.keys.shownBefore).toBeVisible();
  await expect(person.keys.shown).toHaveCount(0);
});

test("the lines to paste are copied by a button, and the page that shows them is kept by nobody", async ({ house, open }) => {
  const person = await open(await house.newcomer(), { permissions: ["clipboard-read", "clipboard-write"] });
  await person.goto("/keys");
  const shown = person.page.waitForResponse((response) => response.url().includes("made="));
  const key = await person.keys.make({ label: "to paste", scope: "Everything" });
  expect((await shown).headers()["cache-control"]).toBe("no-store");
  await person.button("Copy: For the AWS CLI and SDKs").click();
  await expect(person.status("Copied: For the AWS CLI and SDKs.")).toBeVisible();
  expect(await person.page.evaluate(() => navigator.clipboard.readText())).toBe(
    [
      `export AWS_ACCESS_KEY_ID=${key.accessKeyId}`,
      `export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
      `export AWS_ENDPOINT_URL=${house.url}`,
      "export AWS_DEFAULT_REGION=us-east-1",
    ].join("\n"),
  );
  await person.button("Copy: Secret access key").click();
  await expect.poll(() => person.page.evaluate(() => navigator.clipboard.readText())).toBe(key.secretAccessKey);
});

test("an admin sees everybody's keys, makes one for somebody, and disables it", async ({ house, admin }) => {
  const who = await house.newcomer();
  const room = await house.room();
  await house.add(room, who);
  const label = unique("by an admin");
  await admin.goto("/keys");
  const key = await admin.keys.make({ label, scope: "One room", room: room.id, whose: who.email });
  const program = new Program(house.url, key);
  expect(await program.chimeRoom(room)).toBe(200);
  await expect(admin.row(label)).toContainText(who.name);
  await expect(admin.row(label)).toContainText(`One room: ${room.name}`);

  await admin.goto(`/users?search=${encodeURIComponent(who.email)}`);
  await admin.through(() => admin.choose("Access keys", who.name), `**/keys?whose=${who.id}`);
  await expect(admin.page.locator("tbody tr")).toHaveCount(1);
  await admin.keys.disable(label);
  await expect(admin.page, "the list is the same").toHaveURL(new RegExp(`whose=${who.id}`));
  await expect(admin.row(label)).toContainText("Disabled");
  expect(await program.chimeRoom(room)).not.toBe(200);
  await admin.field("State").selectOption("Active");
  await admin.button("Apply").click();
  await expect(admin.page.getByText("No key fits this filter.")).toBeVisible();

  await admin.goto("/audit?action=key.disable");
  await expect(admin.row(who.name).first()).toContainText("Disable access key");
});

test("those who are no platform admins see and touch no keys but their own", async ({ house, watch, owner }) => {
  watch.allow(/status of 40[34]/);
  const who = await house.newcomer();
  await (await house.signIn(who)).call("keys/create", { label: "theirs", scope: "read" });
  const query = { all: false, user: who.id, standing: null, after: null };
  const page = await house.as("admin").call<{ keys: { id: string }[] }>("keys/list", { query }, true);
  const id = page.keys[0]?.id ?? "";
  await owner.goto("/keys");
  await expect(owner.field("Whose")).toHaveCount(0);
  await owner.goto("/keys?whose=all");
  await expect(owner.page.getByText("Only admins can do this. Ask an admin.")).toBeVisible();
  const session = house.as("owner");
  for (const [call, fields] of Object.entries({
    "keys/disable": { access_key: id },
    "keys/approve": { access_key: id },
    "keys/create": { scope: "all", email: who.email },
  })) {
    expect((await session.ask(call, fields)).status, call).toBe(403);
  }
  expect((await session.ask("keys/list", { query }, true)).status).toBe(403);
});

for (const [name, options] of [["", {}], [", without JavaScript", PLAIN]] as const) {
  test(`what is not valid is told beside its field, and what was typed stays${name}`, async ({ watch, admin: _, open }) => {
    watch.allow(/status of 40[04]/);
    const admin = await open("admin", options);
    const { keys } = admin;
    await admin.goto("/keys?new=1");
    const typed = { label: "careful", scope: "One room", room: "zzzzzzzzzzzz", lastDay: "2020-02-29" } as const;
    const beside = (field: string, id: string) => expect(keys.field(field)).toHaveAttribute("aria-describedby", new RegExp(id));
    await keys.fill(typed);
    await expect(admin.alert).toHaveText("There is no such room, or you are not in it.");
    await beside("Room", (await admin.alert.getAttribute("id")) ?? "none");
    await expect(keys.field("Room")).toHaveAttribute("aria-invalid", "true");
    await expect(keys.field("Room")).toHaveValue(typed.room);
    await expect(keys.field("Label")).toHaveValue(typed.label);
    await expect(keys.field("Last day (UTC)")).toHaveValue(typed.lastDay);
    await expect(keys.form.getByRole("radio", { name: typed.scope })).toBeChecked();

    await keys.fill({ label: "careful", scope: "Read only" });
    await expect(admin.alert).toHaveText("The last day is over already. Choose today (UTC) or a later day.");
    await beside("Last day (UTC)", (await admin.alert.getAttribute("id")) ?? "none");
    await expect(keys.field("Last day (UTC)")).toHaveValue(typed.lastDay);

    await keys.fill({ label: "careful", lastDay: "", whose: "nobody-at-all@example.com" });
    await expect(admin.alert).toHaveText("There is no such user.");
    await beside("Whose (e-mail)", (await admin.alert.getAttribute("id")) ?? "none");
    await keys.fill({ label: "careful", whose: "" });
    await expect(keys.shown).toBeVisible();
  });
}

test("a key is made, shown once and disabled without JavaScript", async ({ house, open }) => {
  const who = await house.newcomer();
  const room = await house.room();
  await house.add(room, who);
  const person = await open(who, PLAIN);
  await person.goto("/keys");
  const program = new Program(house.url, await person.keys.make({ label: "plain", scope: "One room", room: room.id }));
  expect(await program.chimeRoom(room)).toBe(200);
  await expect(person.button(/^Copy/)).toHaveCount(0);
  await person.link("Settings").click();
  await person.page.goBack();
  await expect(person.keys.shownBefore).toBeVisible();
  await expect(person.page.getByText(program.key.secretAccessKey)).toHaveCount(0);
  // The form is a page that browsers keep whole: going back to it loads nothing.
  await person.page.goBack({ waitUntil: "commit" });
  await expect(person.keys.form).toBeVisible();
  await expect(person.page.getByText(program.key.secretAccessKey)).toHaveCount(0);
  await person.goto("/keys");
  await person.keys.disable("plain");
  expect(await program.chimeRoom(room)).not.toBe(200);
});

test("a key that waits for approval opens nothing until an admin approves it", async ({ open }) => {
  const folder = await mkdtemp(join(tmpdir(), "roomkeeper-"));
  const server = await PlainServer.start(folder);
  try {
    const admin = await open("nobody", { baseURL: server.url });
    await admin.goto(server.setUpLink);
    await admin.field("Name").fill("First Admin");
    await admin.field("E-mail").fill("first@example.com");
    await admin.field("Password").fill("the very first password");
    await admin.through(() => admin.button("Create admin").click(), `${server.url}/`);
    const words = ["key", "create", "--user", "first@example.com", "--label", "waits", "--pending", "--json"];
    const { stdout } = await promisify(execFile)(binary(), [...words, "--data", folder]);
    const made = JSON.parse(stdout) as Record<string, string>;
    const program = new Program(server.url, {
      accessKeyId: made["access_key_id"] ?? "",
      secretAccessKey: made["secret_access_key"] ?? "",
      clientKey: made["client_key"] ?? "",
      clientToken: made["client_token"] ?? "",
    });
    const nowhere = { id: "000000000001" };
    expect(await program.chimeRoom(nowhere)).toBe(401);
    await admin.goto("/keys?whose=all&state=pending");
    await expect(admin.row("waits")).toContainText("Pending");
    await admin.link("Approve: waits").click();
    await admin.dialog.getByRole("button", { name: "Approve key" }).click();
    await expect(admin.status("The key was approved.")).toBeVisible();
    expect(await program.chimeRoom(nowhere), "let in, and there is no such room").toBe(404);
    await admin.goto("/audit?action=key");
    await expect(admin.row("Approve access key")).toHaveCount(1);
    await admin.row("Approve access key").getByRole("link", { name: /^Entry / }).click();
    await expect(admin.dialog).toContainText(program.key.accessKeyId);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
