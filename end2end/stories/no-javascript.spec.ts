// Without JavaScript everything that matters still works: plain links and forms.

import { expect, test, unique } from "../house/test.ts";

const PLAIN = { javaScriptEnabled: false };

test("signing in, the overview, the list of rooms and a room, without JavaScript", async ({ house, open }) => {
  const room = await house.room({ says: ["plain and simple"] });
  const visitor = await open("nobody", PLAIN);
  await visitor.goto("/rooms");
  await visitor.signIn({ ...house.person("member"), password: "not the password" });
  await expect(visitor.alert).toHaveText("E-mail address or password is wrong.");
  await visitor.signIn(house.person("member"));
  await expect(visitor.heading("Rooms").or(visitor.heading("Overview"))).toBeVisible();
  await visitor.link("Rooms").click();
  await visitor.field("Search").fill(room.name);
  await visitor.button("Apply").click();
  await expect(visitor.page.getByRole("status").filter({ hasText: "1 room shown" })).toBeAttached();
  await visitor.link(room.name).click();
  await expect(visitor.heading(room.name)).toBeVisible();
  await expect(visitor.room.message("plain and simple").item).toBeVisible();
  await visitor.room.send("sent without a script");
  await expect(visitor.room.message("sent without a script").item).toBeVisible();
  await visitor.button("Sign out").click();
  await expect(visitor.heading("Sign in")).toBeVisible();
});

test("a whole redaction through the confirmation page, without JavaScript", async ({ house, open, member }) => {
  const room = await house.room({ says: ["before", "take this down", "after"] });
  await member.room.watch(room);
  const owner = await open("owner", PLAIN);
  await owner.room.open(room);
  await owner.room.message("take this down").choose("Redact message");
  const dialog = owner.room.removal;
  await expect(dialog.dialog).toContainText("take this down");
  await dialog.cancel.click();
  await expect(owner.dialog).toHaveCount(0);
  await expect(owner.room.message("take this down").item).toBeVisible();

  await owner.room.message("take this down").choose("Redact message");
  await dialog.confirm({ reason: "x".repeat(257) });
  await expect(dialog.alert).toHaveText("The reason is too long: at most 256 characters.");
  await dialog.confirm({ reason: "Off topic", note: "by hand" });
  await expect(owner.status("Message redacted.")).toBeVisible();
  await expect(owner.room.tombstone("reason: Off topic")).toBeVisible();
  await expect(member.room.tombstone("reason: Off topic")).toBeVisible();
  const [entry] = await house.as("owner").audit(room, "redact");
  expect(entry).toMatchObject({ reason: "Off topic", note: "by hand" });
});

test("a delete and a purge, without JavaScript", async ({ house, open, member }) => {
  const room = await house.room({ says: ["one", "two", "three"] });
  await member.room.watch(room);
  const owner = await open("owner", PLAIN);
  await owner.room.open(room);
  await owner.room.message("two").choose("Delete message");
  await owner.room.removal.confirm();
  await expect(owner.status("Message deleted.")).toBeVisible();
  await expect(owner.room.message("two").item).toHaveCount(0);

  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill("something else");
  await dialog.confirm();
  await expect(dialog.alert).toHaveText(
    "The typed name does not match. Type the room's name exactly as it is shown.",
  );
  await dialog.confirmation.fill(room.name);
  await dialog.confirm();
  await expect(owner.status("Room purged")).toBeVisible();
  await expect(owner.page.getByText("No messages", { exact: true })).toBeVisible();
  await expect(member.page.getByText("No messages", { exact: true })).toBeVisible();
});

test("what was filled in comes back when it is refused, without JavaScript", async ({ house, open }) => {
  const admin = await open("admin", PLAIN);
  await admin.goto("/rooms/new");
  const name = `kept & "quoted" ${unique("room")}`;
  await admin.field("Name").fill(name);
  await admin.page.getByRole("radio", { name: "Channel" }).check();
  const people = [house.person("member").email, "nobody-at-all@example.com", "</textarea><img src=x onerror=alert(1)> &lt;"];
  await admin.field("People").fill(people.slice(0, 2).join("\n"));
  await admin.button("Create room").click();
  await expect(admin.alert).toHaveText("There is no user with address 2 of the list.");
  await expect(admin.field("Name")).toHaveValue(name);
  await expect(admin.page.getByRole("radio", { name: "Channel" })).toBeChecked();
  await expect(admin.field("People")).toHaveValue(people.slice(0, 2).join("\n"));
  await admin.field("People").fill(people.join("\n"));
  await admin.button("Create room").click();
  await expect(admin.alert).toHaveText("Address 3 of the list must look like name@example.com.");
  await expect(admin.field("People")).toHaveValue(people.join("\n"));
  await admin.field("People").fill("");
  await admin.button("Create room").click();
  await expect(admin.heading(name)).toBeVisible();

  await admin.goto("/users?new=1");
  await admin.field("Name").fill("Somebody New");
  await admin.field("E-mail").fill(house.person("member").email);
  await admin.field("Password").fill("long enough to be taken");
  await admin.field("Standing").selectOption("Account admin");
  await admin.field("Account").selectOption({ index: 1 });
  const account = await admin.field("Account").inputValue();
  await admin.button("Create user").click();
  await expect(admin.alert).toHaveText("Somebody with this e-mail address is here already.");
  await expect(admin.field("Name")).toHaveValue("Somebody New");
  await expect(admin.field("E-mail")).toHaveValue(house.person("member").email);
  await expect(admin.field("Standing")).toHaveValue("account_admin");
  await expect(admin.field("Account")).toHaveValue(account);
  await expect(admin.field("Password")).toHaveValue("");
  expect(admin.page.url()).not.toContain("long");
});

test("members are listed, added, changed and removed without JavaScript", async ({ house, open }) => {
  const room = await house.room({ members: [] });
  const owner = await open("owner", PLAIN);
  await owner.room.open(room);
  await owner.link("Members").click();
  await expect(owner.row("Manuel Brandão")).toBeVisible();
  await owner.field("E-mail").fill("nobody-at-all@example.com");
  await owner.button("Add member").click();
  await expect(owner.alert).toHaveText("There is no such user.");
  await owner.field("E-mail").fill("member@example.com");
  await owner.button("Add member").click();
  await expect(owner.status("The person is a member now.")).toBeVisible();

  const row = owner.row("Mina Sørensen");
  await row.getByLabel("Role of Mina Sørensen").selectOption("Manager");
  await row.getByRole("button", { name: /^Change role/ }).click();
  await expect(owner.status("The role is set.")).toBeVisible();
  await expect(row.getByLabel("Role of Mina Sørensen")).toHaveValue("manager");

  await owner.link("Remove Mina Sørensen").click();
  await owner.dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(owner.status("The person is no longer a member.")).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("older messages and the jobs and audit pages are there without JavaScript", async ({ house, open }) => {
  const room = await house.room();
  for (let n = 0; n < 60; n += 1) {
    await house.as("member").send(room, `plain line ${n}.`);
  }
  const owner = await open("owner", PLAIN);
  await owner.room.open(room);
  await expect(owner.room.message("plain line 59.").item).toBeVisible();
  await owner.link("Older messages").click();
  await expect(owner.room.message("plain line 0.").item).toBeVisible();
  await owner.goto("/jobs");
  await expect(owner.heading("Jobs")).toBeVisible();
  await owner.goto(`/audit?room=${room.id}`);
  await expect(owner.row("Create room")).toBeVisible();
  await owner.link(/^Entry /).first().click();
  await expect(owner.dialog).toContainText("Own hash");
  await owner.dialog.getByRole("link", { name: "Close" }).click();
  await expect(owner.dialog).toHaveCount(0);
});
