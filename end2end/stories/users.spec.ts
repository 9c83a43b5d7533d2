// Users and access, for admins; and one's own settings.

import AxeBuilder from "@axe-core/playwright";

import { expect, test, unique } from "../house/test.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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
  await admin.through(() => admin.button("Search").click(), /\?/);
  await admin.choose("Disable", who.name);
  await admin.dialog.getByRole("button", { name: "Disable user" }).click();
  await expect(admin.status("The user was disabled, and all their sessions ended.")).toBeVisible();
  await expect(admin.row(who.name)).toContainText("Disabled");

  await expect(nora.heading(/^(You are signed out|Not found)$/)).toBeVisible();
  await expect(nora.heading(room.name)).toHaveCount(0);
  await nora.goto("/rooms");
  await expect(nora.heading("Sign in")).toBeVisible();
  await nora.signIn(who);
  await expect(nora.alert).toBeVisible();

  await admin.choose("Enable", who.name);
  await admin.dialog.getByRole("button", { name: "Enable user" }).click();
  await expect(admin.row(who.name)).not.toContainText("Disabled");
  await nora.signIn(who);
  await expect(nora.heading("Rooms").or(nora.heading("Overview"))).toBeVisible();
});

test("a row of users is one line, with what can be done behind one button, also by keys and without scripts", async ({
  house,
  open,
}) => {
  const name = `${unique("Wilhelmina Featherstonehaugh-Cholmondeley")} of the Harbour Office`;
  const who = await house.newcomer(name, { account: house.server.sample.account_id });
  await house.signIn(who);
  const where = `/users?search=${encodeURIComponent(who.email)}`;
  for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]] as const) {
    const admin = await open("admin", { colorScheme, viewport: { width, height: 800 } });
    await admin.goto(where);
    const button = admin.actions(name);
    await expect(admin.link(`Disable: ${name}`)).toHaveCount(0);
    if (width === 1280) {
      const short = await open("admin", { viewport: { width, height: 800 } });
      await short.goto("/users?search=mina");
      const row = await short.row("Mina Sørensen").boundingBox();
      expect(row?.height, "a row of one line").toBeLessThan(56);
    }
    await admin.expectNoSidewaysScroll();
    // By keys: the button, then the entries one after another, the sharpest last.
    await button.focus();
    await admin.page.keyboard.press("Enter");
    const entries = admin.page.getByRole("list").filter({ has: admin.link(`Disable: ${name}`) }).getByRole("link");
    await expect(entries).toHaveText(["Access keys", "Set password", "End sessions", "Disable"]);
    await admin.page.keyboard.press("Tab");
    await expect(entries.first()).toBeFocused();
    for (const box of await Promise.all([entries.first(), entries.last()].map((entry) => entry.boundingBox()))) {
      expect(box !== null && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 800).toBe(true);
    }
    expect((await new AxeBuilder({ page: admin.page }).withTags(RULES).analyze()).violations).toEqual([]);
    await admin.page.keyboard.press("Escape");
    await expect(entries).toHaveCount(0);
    await expect(button).toBeFocused();
    await admin.choose("Disable", name);
    await expect(admin.page.getByRole("dialog", { name: `Disable ${name}?` })).toBeVisible();
    await admin.page.keyboard.press("Escape");
    await expect(button).toBeFocused();
  }
  const plain = await open("admin", { javaScriptEnabled: false });
  await plain.goto(where);
  await plain.choose("Disable", name);
  await expect(plain.page.getByRole("dialog", { name: `Disable ${name}?` })).toBeVisible();
});

test("who is disabled already is not disabled again from a tab that does not know it yet", async ({ house, open }) => {
  const who = await house.newcomer();
  const [quick, slow] = [await open("admin"), await open("admin")];
  for (const admin of [slow, quick]) {
    await admin.goto(`/users?search=${encodeURIComponent(who.email)}`);
  }
  await quick.choose("Disable", who.name);
  await quick.dialog.getByRole("button", { name: "Disable user" }).click();
  await expect(quick.status("The user was disabled, and all their sessions ended.")).toBeVisible();
  await slow.choose("Disable", who.name);
  await expect(slow.dialog).toContainText(`${who.name} is disabled already.`);
  await expect(slow.dialog.getByRole("button", { name: "Disable user" })).toHaveCount(0);
  await expect(slow.row(who.name)).toContainText("Disabled");
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
  await admin.choose("Set password", who.name);
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
  await admin.choose("End sessions", who.name);
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
  await expect(here.alert).toHaveText("The current password does not match. Type it again.");
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
