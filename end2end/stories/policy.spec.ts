// Who may do what: absent for those who may not, and refused when it is forged. A refusal changes nothing.

import type { House } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { expect, test, unique } from "../house/test.ts";

/** Of a page of users, what these stories look at. */
interface Accounts {
  users: unknown[];
  accounts: { id: string; name: string }[];
}

test("a manager moderates their own room and cannot even see another", async ({ house, watch, manager }) => {
  watch.allow(/status of 404/);
  const own = await house.room({ says: ["mine to moderate"] });
  const foreign = await house.room({ managers: [], says: ["not yours"] });
  await manager.room.open(own);
  await expect(manager.link("Purge room")).toBeVisible();
  await manager.room.message("mine to moderate").redact();

  const answer = await manager.goto(`/rooms/${foreign.id}`);
  expect(answer?.status()).toBe(404);
  await expect(manager.heading("Not found")).toBeVisible();
  await expect(manager.page.getByText("There is no such room, or you are not in it.")).toBeVisible();
  expect(await manager.page.content()).not.toContain("not yours");
  expect(await manager.page.content()).not.toContain(foreign.name);
  for (const page of ["members", "settings"]) {
    expect((await manager.goto(`/rooms/${foreign.id}/${page}`))?.status()).toBe(404);
    await expect(manager.heading("Not found")).toBeVisible();
  }
});

test("a manager's forged calls in a foreign room are answered as if it were not there, and change nothing", async ({
  house,
}) => {
  const foreign = await house.room({ managers: [] });
  const message = await house.as("member").send(foreign, "not yours to take");
  const manager = house.as("manager");
  const calls = {
    "messages/redact": { room: foreign.id, message, reason: "Spam", note: "", key: "" },
    "messages/delete": { room: foreign.id, message, reason: "Spam", note: "", key: "" },
    "rooms/purge": { room: foreign.id, through: message, confirmation: foreign.name, reason: "", note: "", key: "" },
    "rooms/rename": { room: foreign.id, name: "Taken over" },
    "rooms/archive": { room: foreign.id, archived: "true" },
    "rooms/policy": { room: foreign.id, required: "true" },
    "members/add": { room: foreign.id, email: "manager@example.com", role: "owner" },
    "messages/send": { room: foreign.id, content: "I was here", reply_to: "", key: "" },
    "messages/edit": { room: foreign.id, message, content: "I was here" },
    "removals/preview": { room: foreign.id, verb: "redact", message },
    "rooms/one": { room: foreign.id },
    "members/list": { room: foreign.id },
  };
  for (const [call, fields] of Object.entries(calls)) {
    const { status, body } = await manager.ask(call, fields);
    expect(status, call).toBe(404);
    expect(JSON.stringify(body), call).not.toContain("not yours to take");
  }
  const page = await house.as("member").get(`/rooms/${foreign.id}`);
  expect(page.text).toContain("not yours to take");
  expect(page.text).not.toContain("I was here");
  expect(page.text).toContain(foreign.name);
});

test("a message of another room cannot be reached through one's own", async ({ house }) => {
  const own = await house.room();
  const foreign = await house.room({ managers: [] });
  const message = await house.as("member").send(foreign, "next door");
  for (const call of ["messages/redact", "messages/delete"]) {
    const { status } = await house.as("manager").ask(call, { room: own.id, message, reason: "", note: "", key: "" });
    expect(status, call).toBe(404);
  }
  expect((await house.as("member").get(`/rooms/${foreign.id}`)).text).toContain("next door");
});

test("a member is offered no removal, and asking for one by address is refused", async ({ house, watch, open }) => {
  watch.allow(/status of 403/);
  const room = await house.room();
  // Somebody who moderates nowhere: other stories give the sample's member other roles in other rooms.
  const who = await house.newcomer();
  await house.add(room, who);
  const member = await open(who);
  const message = await house.as("owner").send(room, "untouchable");
  await member.room.open(room);
  const shown = member.room.message("untouchable");
  await shown.item.hover();
  await shown.actions.click();
  await expect(shown.entry("Copy message ID")).toBeVisible();
  await expect(shown.entry("Redact message")).toHaveCount(0);
  await expect(shown.entry("Delete message")).toHaveCount(0);
  for (const link of ["Purge room", "Room settings", "Audit of the room"]) {
    await expect(member.link(link)).toHaveCount(0);
  }
  for (const link of ["Jobs", "Audit log", "Users"]) {
    await expect(member.link(link)).toHaveCount(0);
  }
  await member.room.open(room, `?verb=redact&message=${message}`);
  await expect(member.dialog.getByRole("alert")).toHaveText(
    "Only the owner, managers and admins of this room can do this; you are a member. Ask one of them.",
  );
  await expect(member.room.removal.act).toHaveCount(0);
});

test("a member's forged redaction is refused, and the owner finds the refusal in the audit log", async ({
  house,
  owner,
}) => {
  const room = await house.room();
  const message = await house.as("owner").send(room, "nice try");
  const form = { room: room.id, message, reason: "because I can", note: "", key: "" };
  for (const call of ["messages/redact", "messages/delete"]) {
    const { status, body } = await house.as("member").ask(call, form);
    expect(status).toBe(403);
    expect(body).toEqual({ refused: { denied: { not_a_moderator: { role: "member" } } } });
  }

  await owner.room.open(room);
  await expect(owner.room.message("nice try").item).toBeVisible();
  await owner.through(() => owner.link("Audit of the room").click(), /\/audit\?room=/);
  const refusals = owner.row("Refused: not a moderator of the room");
  await expect(refusals).toHaveCount(2);
  await expect(refusals.filter({ hasText: "Redact message" })).toContainText(message);
  await expect(refusals.filter({ hasText: "Delete message" })).toContainText("Member");
});

test("a manager who is demoted while the dialog is open is told so in the dialog, and nothing goes", async ({
  house,
  watch,
  manager,
}) => {
  watch.allow(/status of 403/);
  const room = await house.room({ says: ["safe after all"] });
  await manager.room.watch(room);
  const dialog = await manager.room.message("safe after all").openRedact();
  await dialog.reason.fill("Spam");
  await house.setRole(room, house.person("manager"), "member");
  await dialog.act.click();
  await expect(dialog.alert).toHaveText(
    "Only the owner, managers and admins of this room can do this; you are a member. Ask one of them.",
  );
  await manager.page.keyboard.press("Escape");
  await expect(manager.dialog).toHaveCount(0);
  await expect(manager.room.message("safe after all").item).toBeVisible();
  await expect(manager.link("Purge room")).toHaveCount(0);
});

test("owners appoint managers, and managers appoint nobody", async ({ house, owner, manager }) => {
  const room = await house.room();
  const member = house.person("member");
  const forged = await house.as("manager").ask("members/role", { room: room.id, user: member.id, role: "manager" });
  expect(forged.status).toBe(403);

  await manager.goto(`/rooms/${room.id}/members`);
  await expect(manager.heading("Members")).toBeVisible();
  await expect(manager.page.getByLabel(/^Role of /)).toHaveCount(0);
  await expect(manager.field("Role").getByRole("option")).toHaveText(["Member"]);
  expect((await manager.goto(`/rooms/${room.id}/settings`))?.status()).toBe(200);
  await expect(manager.page.getByText("Only the owner and admins of this room can change its settings.")).toBeVisible();
  await expect(manager.button("Rename room")).toHaveCount(0);

  await owner.goto(`/rooms/${room.id}/members`);
  const row = owner.row("Mina Sørensen");
  await row.getByLabel("Role of Mina Sørensen").selectOption("Manager");
  await row.getByRole("button", { name: "Change role: Mina Sørensen" }).click();
  await expect(owner.status("The role is set.")).toBeVisible();
  const message = await house.as("owner").send(room, "your first one");
  const form = { room: room.id, message, reason: "", note: "", key: "" };
  expect((await house.as("member").ask("messages/redact", form)).status).toBe(200);
});

test("a room keeps at least one owner", async ({ house, watch, owner }) => {
  watch.allow(/status of 409/);
  const room = await house.room();
  await owner.goto(`/rooms/${room.id}/members`);
  await owner.through(() => owner.link("Leave room").click(), /remove=/);
  await owner.dialog.getByRole("button", { name: "Leave room" }).click();
  await expect(owner.dialog.getByRole("alert")).toHaveText(
    "A room keeps at least one owner. Make somebody else an owner first.",
  );
});

test("an admin moderates a room they are not in, and does not write there", async ({ house, admin }) => {
  const room = await house.room({ says: ["seen from above"] });
  await admin.room.open(room);
  await expect(admin.page.getByText("You can read this room. Only its members can write here.")).toBeVisible();
  await admin.room.message("seen from above").redact({ reason: "House rules" });
  await expect(admin.room.tombstone("House rules")).toBeVisible();
  const [entry] = await house.as("owner").audit(room, "redact");
  expect(entry).toMatchObject({ role: "platform_admin", outcome: "done" });
});

test("pages for moderators and admins are closed to a member", async ({ house, watch, open }) => {
  watch.allow(/status of 40[34]/);
  const member = await open(await house.newcomer());
  for (const path of ["/users", "/audit?entry=1"]) {
    await member.goto(path);
    await expect(member.page.getByRole("table").getByRole("row")).toHaveCount(0);
  }
});

test.describe("an account admin", () => {
  /** An admin of the account that the four people belong to. */
  const accountAdmin = (house: House) =>
    house.newcomer(unique("Account Admin"), { account: house.server.sample.account_id, standing: "account_admin" });

  test("sees the rooms and users of the own account, and no others", async ({ house, watch, open }) => {
    watch.allow(/status of 404/);
    const word = unique("ledger").split(" ")[1] ?? "";
    const account = house.server.sample.account_id;
    const own = await house.room({ name: `Own ${word}`, account });
    const unmanaged = await house.room({ name: `Unmanaged ${word}`, says: ["not for you"] });
    const foreign = house.sampleRoom(({ name }) => name === "Build room");
    const stranger = await house.newcomer(`Stranger ${word}`);
    const colleague = await house.newcomer(`Colleague ${word}`, { account });
    const person = await open(await accountAdmin(house));

    await person.goto(`/rooms?search=${word}`);
    await expect(person.page.getByRole("rowheader")).toHaveText([own.name]);
    await person.goto("/rooms?search=Build+room");
    await expect(person.page.getByText("No room matches")).toBeVisible();
    for (const room of [unmanaged, foreign]) {
      expect((await person.goto(`/rooms/${room.id}`))?.status()).toBe(404);
      await expect(person.heading("Not found")).toBeVisible();
    }
    expect(await person.page.content()).not.toContain("not for you");

    await person.goto(`/users?search=${word}`);
    await expect(person.page.getByRole("rowheader")).toContainText([colleague.name]);
    for (const outsider of [stranger.email, "petra@lumen.example.test", "admin@example.com"]) {
      await person.goto(`/users?search=${encodeURIComponent(outsider)}`);
      await expect(person.page.getByText("No users", { exact: true }), outsider).toBeVisible();
    }
    await person.goto("/users");
    const rows = person.page.getByRole("row").filter({ has: person.page.getByRole("rowheader") });
    expect(await rows.count()).toBeGreaterThan(1);
    await expect(rows.filter({ hasNotText: "Harbour Books" })).toHaveCount(0);
  });

  test("moderates every room of the account without being in it, and no other", async ({ house, open }) => {
    const room = await house.room({ account: house.server.sample.account_id, says: ["redact me", "delete me", "rest"] });
    const foreign = await house.room();
    const message = await house.as("member").send(foreign, "out of reach");
    const who = await accountAdmin(house);
    const person = await open(who);
    await person.room.open(room);
    await expect(person.page.getByText("You can read this room. Only its members can write here.")).toBeVisible();
    await person.room.message("redact me").redact({ reason: "House rules" });
    await person.room.message("delete me").delete();
    await person.room.purge(room);
    await expect(person.status("2 messages purged.")).toBeVisible();
    for (const action of ["redact", "delete", "purge"]) {
      const [entry] = await house.as("owner").audit(room, action);
      expect(entry, action).toMatchObject({ role: "account_admin", outcome: "done", actor: { name: who.name } });
    }
    const session = await house.signIn(who);
    const form = { room: foreign.id, message, reason: "", note: "", key: "" };
    expect((await session.ask("messages/redact", form)).status).toBe(404);
    expect((await house.as("member").get(`/rooms/${foreign.id}`)).text).toContain("out of reach");
  });

  test("makes users in the own account, and can neither make a platform admin nor reach beyond", async ({
    house,
    open,
  }) => {
    const who = await accountAdmin(house);
    const person = await open(who);
    const name = unique("Hired");
    const email = `${name.replace(" ", "-").toLowerCase()}@example.com`;
    await person.goto(`/users?search=${encodeURIComponent(name)}`);
    await person.link("New user").click();
    const form = person.page.getByRole("dialog", { name: "New user" });
    await expect(form.getByLabel("Account").getByRole("option")).toHaveText(["Harbour Books"]);
    await expect(form.getByLabel("Standing").getByRole("option")).toHaveText(["Member", "Account admin"]);
    await form.getByLabel("Name", { exact: true }).fill(name);
    await form.getByLabel("E-mail", { exact: true }).fill(email);
    await form.getByLabel("Password", { exact: true }).fill("long enough, surely");
    await form.getByRole("button", { name: "Create user" }).click();
    await expect(person.status("The user was made.")).toBeVisible();
    await expect(person.row(name)).toContainText("Harbour Books");

    const [own, forged] = [await house.signIn(who), unique("forged").replace(" ", "-")];
    const everybody = await house.as("admin").call<Accounts>("users/list", { query: { search: "", after: null } }, true);
    const foreign = everybody.accounts.find(({ name }) => name === "Lumen Games")?.id ?? "";
    expect(foreign).not.toBe("");
    const account = house.server.sample.account_id;
    for (const place of [
      { account: "", standing: "platform_admin" },
      { account, standing: "platform_admin" },
      { account: "", standing: "member" },
      { account: foreign, standing: "member" },
      { account: foreign, standing: "account_admin" },
    ]) {
      const user = { display_name: forged, email: `${forged}@example.com`, password: "long enough, surely", ...place };
      expect((await own.ask("users/create", user)).status, JSON.stringify(place)).toBe(403);
    }
    const found = { query: { search: forged, after: null } };
    expect((await house.as("admin").call<Accounts>("users/list", found, true)).users).toEqual([]);

    const outsider = house.samplePerson("petra@lumen.example.test");
    for (const [call, fields] of Object.entries({
      "users/disable": { user: outsider.id, disabled: "true" },
      "users/password": { user: outsider.id, password: "taken over by me" },
      "users/sign-out": { user: house.person("admin").id },
    })) {
      expect((await own.ask(call, fields)).status, call).toBe(403);
    }
    await house.signIn(outsider);
  });
});

test("a public channel is read by everybody of its account, written in by its members, and not there for others", async ({
  house,
  watch,
  open,
}) => {
  watch.allow(/status of 40[34]/);
  const account = house.server.sample.account_id;
  const maker = await house.newcomer(unique("Maker"), { account });
  const making = await open(maker);
  await making.goto("/keys");
  const program = new Program(house.url, await making.keys.make({ label: "channels", scope: "Everything" }));
  const name = unique("Town square");
  const room = { id: await program.channel(name, "PUBLIC", maker), name };
  const back = unique("Back room");
  const closed = { id: await program.channel(back, "PRIVATE", maker), name: back };
  await (await house.signIn(maker)).send(room, "for everybody to read");

  const colleague = await house.newcomer(unique("Colleague"), { account });
  const person = await open(colleague);
  await person.room.watch(room);
  await expect(person.heading(name)).toBeVisible();
  await expect(person.page.getByText("Public", { exact: true })).toBeVisible();
  await expect(person.room.message("for everybody to read").item).toBeVisible();
  await expect(person.page.getByText("You can read this room. Only its members can write here.")).toBeVisible();
  await expect(person.room.field).toHaveCount(0);
  await (await house.signIn(maker)).send(room, "and live");
  await expect(person.room.message("and live").item).toBeVisible();
  const session = await house.signIn(colleague);
  const forged = await session.ask("messages/send", { room: room.id, content: "may I?", reply_to: "", key: "" });
  expect(forged.status).toBe(403);

  // It is found in the list, by its mark and by what is shown; a room of one's own is not among the public ones.
  const own = unique("My own");
  await session.call("rooms/create", { name: own, kind: "room", account: "", people: "" });
  await person.goto("/rooms");
  await expect(person.row(name)).toContainText("Public");
  await expect(person.row(name)).toContainText("Can read");
  await expect(person.row(own)).not.toContainText("Public");
  await expect(person.row(closed.name)).toHaveCount(0);
  await person.field("Search").fill(name);
  await person.field("Show").selectOption({ label: "Public rooms" });
  await expect(person.page.getByRole("rowheader")).toHaveCount(1);
  await person.field("Show").selectOption({ label: "Rooms I am in" });
  await expect(person.page.getByText("No room matches")).toBeVisible();
  await person.field("Search").fill("");
  await expect(person.page.getByRole("rowheader")).toHaveCount(1);
  await expect(person.row(own)).toBeVisible();
  await person.field("Show").selectOption({ label: "All rooms" });
  await person.row(name).getByRole("link", { name }).click();
  await expect(person.heading(name)).toBeVisible();

  for (const [who, what] of [
    [colleague, closed],
    [await house.newcomer(), room],
  ] as const) {
    expect((await (await house.signIn(who)).get(`/rooms/${what.id}`)).status).toBe(404);
  }
  await house.as("admin").call("members/add", { room: room.id, email: colleague.email, role: "member" });
  await person.room.open(room);
  await person.room.send("now I may");
  await expect(person.room.message("now I may").item).toBeVisible();
});
