// Users and access, for admins; and one's own settings.

import { expect, test, unique } from "../house/test.ts";

test("an admin makes a user, who signs in, is disabled, and is out at once", async ({ house, watch, open, admin }) => {
  watch.allow(/status of 40[0134]/, /WebSocket connection .* failed/);
  const who = { name: unique("Nora New"), email: `${unique("nora").replace(" ", "-")}@example.com`, password: "nora's own password" };
  await admin.goto("/users");
  await admin.link("New user").click();
  const form = admin.page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("Name", { exact: true }).fill(who.name);
  await form.getByLabel("E-mail", { exact: true }).fill(who.email);
  await form.getByLabel("Password", { exact: true }).fill("short");
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(form.getByRole("alert").filter({ hasText: "at least 10 characters" })).toBeVisible();
  await form.getByLabel("Password", { exact: true }).fill(who.password);
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(admin.status("The user was made.")).toBeVisible();

  const room = await house.room();
  await house.add(room, { ...who, id: "" });
  const nora = await open("nobody");
  await nora.goto("/sign-in");
  await nora.signIn(who);
  await nora.page.waitForURL(`${house.url}/`);
  await nora.room.watch(room);

  await admin.goto("/users");
  await admin.field("Search").fill(who.email);
  await admin.button("Search").click();
  await admin.link(`Disable: ${who.name}`).click();
  await admin.dialog.getByRole("button", { name: "Disable user" }).click();
  await expect(admin.status("The user's access was changed.")).toBeVisible();
  await expect(admin.row(who.name)).toContainText("Disabled");

  await expect(nora.heading(/^(You are signed out|Not found)$/)).toBeVisible();
  await expect(nora.heading(room.name)).toHaveCount(0);
  await nora.goto("/rooms");
  await expect(nora.heading("Sign in")).toBeVisible();
  await nora.signIn(who);
  await expect(nora.alert).toBeVisible();

  await admin.link(`Enable: ${who.name}`).click();
  await admin.dialog.getByRole("button", { name: "Enable user" }).click();
  await expect(admin.row(who.name)).not.toContainText("Disabled");
  await nora.signIn(who);
  await expect(nora.heading("Rooms").or(nora.heading("Overview"))).toBeVisible();
});

test("an address that is taken is told beside its field", async ({ house, watch, admin }) => {
  watch.allow(/status of 409/);
  const who = await house.newcomer();
  await admin.goto("/users?new=1");
  const form = admin.page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("Name", { exact: true }).fill("Somebody Else");
  await form.getByLabel("E-mail", { exact: true }).fill(who.email.toUpperCase());
  await form.getByLabel("Password", { exact: true }).fill("long enough, surely");
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(form.getByText("Somebody with this e-mail address is here already.")).toBeVisible();
  await expect(form.getByLabel("E-mail", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(form.getByLabel("Name", { exact: true })).toHaveValue("Somebody Else");
});

test("an admin sets another password: sessions end, the old password no longer fits", async ({ house, open, admin }) => {
  const who = await house.newcomer();
  const person = await open(who);
  await person.goto("/");
  await admin.goto(`/users?search=${encodeURIComponent(who.email)}`);
  await admin.link(`Set password: ${who.name}`).click();
  await admin.dialog.getByLabel("New password").fill("another long password");
  await admin.dialog.getByRole("button", { name: "Set password" }).click();
  await expect(admin.status("The password was set, and all sessions of the user ended.")).toBeVisible();
  await person.goto("/");
  await expect(person.heading("Sign in")).toBeVisible();
  await expect(house.signIn(who)).rejects.toThrow("401");
  await house.signIn({ ...who, password: "another long password" });
});

test("an admin ends the sessions of a user", async ({ house, open, admin }) => {
  const who = await house.newcomer();
  const person = await open(who);
  await person.goto("/");
  await admin.goto(`/users?search=${encodeURIComponent(who.email)}`);
  await admin.link(`End sessions: ${who.name}`).click();
  await admin.dialog.getByRole("button", { name: "End all sessions" }).click();
  await expect(admin.status("All sessions of the user ended.")).toBeVisible();
  await person.goto("/");
  await expect(person.heading("Sign in")).toBeVisible();
});

test("those who are no admins can neither see nor change users", async ({ house, watch, owner }) => {
  watch.allow(/status of 403/);
  const who = await house.newcomer();
  await owner.goto("/users");
  await expect(owner.page.getByText("Only admins can do this. Ask an admin.")).toBeVisible();
  await expect(owner.link("Users")).toHaveCount(0);
  for (const [call, fields] of Object.entries({
    "users/disable": { user: who.id, disabled: "true" },
    "users/password": { user: who.id, password: "taken over by me" },
    "users/sign-out": { user: who.id },
    "users/create": { display_name: "X", email: "x@example.com", password: "long enough!", account: "", standing: "platform_admin" },
  })) {
    expect((await house.as("owner").ask(call, fields)).status, call).toBe(403);
  }
  await house.signIn(who);
});

test("a new password ends the other sessions and keeps this one", async ({ house, watch, open }) => {
  watch.allow(/status of 400/);
  const who = await house.newcomer();
  const [here, elsewhere] = [await open(who), await open(who)];
  await elsewhere.goto("/");
  await here.goto("/settings");
  await here.field("Current password").fill("not it, I think");
  await here.field("New password").fill("the next long password");
  await here.button("Change password").click();
  await expect(here.alert).toHaveText("The current password does not match.");
  await here.field("Current password").fill(who.password);
  await here.field("New password").fill("the next long password");
  await here.button("Change password").click();
  await expect(here.status("Password changed. Your other sessions have ended.")).toBeVisible();
  await here.goto("/");
  await expect(here.heading("Overview")).toBeVisible();
  await elsewhere.goto("/");
  await expect(elsewhere.heading("Sign in")).toBeVisible();
  await elsewhere.signIn({ ...who, password: "the next long password" });
  await expect(elsewhere.heading("Overview")).toBeVisible();
});

test("somebody signs out everywhere else", async ({ house, open }) => {
  const who = await house.newcomer();
  const [here, elsewhere] = [await open(who), await open(who)];
  await elsewhere.goto("/");
  await here.goto("/settings");
  await here.button("Sign out everywhere else").click();
  await expect(here.status("You are signed out everywhere else.")).toBeVisible();
  await expect(here.button("Sign out everywhere else")).toHaveCount(0);
  await elsewhere.goto("/");
  await expect(elsewhere.heading("Sign in")).toBeVisible();
});

test("a theme that is chosen is there on the next page and in the next browser", async ({ house, open }) => {
  const who = await house.newcomer();
  const person = await open(who, { colorScheme: "light" });
  const ground = () => person.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await person.goto("/settings");
  const light = await ground();
  await person.page.getByRole("radio", { name: "Dark" }).check();
  await expect(person.status("Theme saved.")).toBeVisible();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await person.goto("/rooms");
  expect(await ground()).toBe(dark);
  const other = await open(who, { colorScheme: "light" });
  await other.goto("/settings");
  await expect(other.page.getByRole("radio", { name: "Dark" })).toBeChecked();
});
