// Forms that answer in place: a refusal leaves everything as it was typed, and a success is seen where one is.

import { expect, test, unique } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** The form for a new user, with what is read on it. */
class NewUser {
  constructor(private readonly admin: Person) {}

  get dialog() {
    return this.admin.page.getByRole("dialog", { name: "New user" });
  }

  field(label: string) {
    return this.dialog.getByLabel(label, { exact: true });
  }

  button(name: string) {
    return this.dialog.getByRole("button", { name, exact: true });
  }

  async fill(typed: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(typed)) {
      await this.field(label).fill(text);
    }
  }
}

test("a refused form keeps what was typed, says why beside the field, and is sent again from there", async ({
  house,
  watch,
  admin,
}) => {
  watch.allow(/status of 409/);
  const taken = await house.newcomer();
  const name = unique("Second of the name");
  const typed = { Name: name, "E-mail": taken.email.toUpperCase(), Password: "long enough, surely" };
  await admin.goto("/users");
  await admin.mark();
  await admin.link("New user").click();
  const form = new NewUser(admin);
  await form.fill(typed);
  await form.field("Account").selectOption({ label: "Harbour Books" });
  await form.field("Standing").selectOption({ label: "Account admin" });
  await form.button("Create user").click();

  const refusal = "Somebody with this e-mail address is here already.";
  await expect(form.field("E-mail")).toHaveAccessibleDescription(refusal);
  await expect(form.dialog.getByRole("alert").filter({ hasText: refusal })).toBeVisible();
  await expect(form.field("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(form.field("E-mail")).toBeFocused();
  for (const [label, text] of Object.entries(typed)) {
    await expect(form.field(label)).toHaveValue(text);
  }
  await expect(form.field("Account").getByRole("option", { selected: true })).toHaveText("Harbour Books");
  await expect(form.field("Standing").getByRole("option", { selected: true })).toHaveText("Account admin");
  await expect(form.field("Name")).not.toHaveAttribute("aria-invalid");
  await expect(form.field("Password")).not.toHaveAttribute("aria-invalid");
  await expect(form.button("Create user")).toBeEnabled();
  await expect.poll(() => admin.url.search).toBe("?new=1");
  await admin.expectNotReloaded();

  await form.field("E-mail").fill(`second-${taken.email}`);
  await form.field("E-mail").press("Enter");
  await expect(admin.status("The user was made.")).toBeVisible();
  await admin.expectNotReloaded();
  await expect(admin.dialog).toHaveCount(0);
  await admin.goto(`/users?search=${encodeURIComponent(name)}`);
  await expect(admin.row(name)).toContainText("Harbour Books");
});

test("a form says that it runs, a double click sends it once, and the list shows what was made", async ({ admin }) => {
  const word = unique("once").replace(" ", "-");
  const sent: string[] = [];
  admin.page.on("request", (request) => {
    if (request.url().endsWith("/api/users/create")) {
      sent.push(request.postData() ?? "");
    }
  });
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  // A slow line: what the button says meanwhile is not to be missed.
  await admin.page.route("**/api/users/create", async (route) => {
    await held;
    await route.continue();
  });
  await admin.goto(`/users?search=${word}`);
  await expect(admin.page.getByText("No users", { exact: true })).toBeVisible();
  await admin.mark();
  await admin.link("New user").click();
  const form = new NewUser(admin);
  await form.fill({ Name: `Una ${word}`, "E-mail": `${word}@example.com`, Password: "long enough, surely" });
  await form.button("Create user").dblclick();
  await expect(form.button("Creating…")).toBeDisabled();
  await form.field("Name").press("Enter");
  await expect(form.button("Creating…")).toBeVisible();
  letGo();

  await expect(admin.status("The user was made.")).toBeVisible();
  await expect(admin.dialog).toHaveCount(0);
  await expect(admin.row(word)).toHaveCount(1);
  expect(sent).toHaveLength(1);
  await admin.expectFocusSomewhere();

  await admin.page.goBack();
  await expect(admin.status("The user was made.")).toHaveCount(0);
  await expect.poll(() => admin.url.search).toBe(`?search=${word}`);
  await expect(admin.dialog).toHaveCount(0);
  await expect(admin.row(word)).toHaveCount(1);
  // What was done is told once.
  await admin.page.goForward();
  await expect(admin.row(word)).toHaveCount(1);
  await expect(admin.status("The user was made.")).toHaveCount(0);
  await expect(admin.dialog).toHaveCount(0);
  await admin.expectNotReloaded();
});

test("a form that cannot reach the server says so, and goes through when it can", async ({ house, watch, owner }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const room = await house.room();
  const name = unique("Named in a tunnel");
  await owner.goto(`/rooms/${room.id}/settings`);
  await owner.mark();
  await owner.page.context().setOffline(true);
  await owner.field("Room name").fill(name);
  await owner.button("Rename room").click();
  await expect(owner.alert).toHaveText("The server cannot be reached. Check the connection and try again.");
  await expect(owner.field("Room name")).toHaveValue(name);
  await owner.page.context().setOffline(false);
  await owner.button("Rename room").click();
  await expect(owner.status("The room has its new name.")).toBeVisible();
  await expect(owner.link(name)).toBeVisible();
  await owner.expectNotReloaded();
});
