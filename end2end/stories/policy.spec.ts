// Who may do what: absent for those who may not, and refused when it is forged. A refusal changes nothing.

import { expect, test } from "../house/test.ts";

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
    "Only the owner, managers and admins of this room can remove messages; you are a member. Ask one of them.",
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
    "Only the owner, managers and admins of this room can remove messages; you are a member. Ask one of them.",
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
  await expect(owner.status("The role was changed.")).toBeVisible();
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
