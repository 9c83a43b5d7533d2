// A new server: its first start prints a link, and whoever opens it becomes the first admin, once.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PlainServer } from "../house/server.ts";
import { expect, test } from "../house/test.ts";

const ADMIN = { email: "first@example.com", password: "the very first password" };

let folder = "";

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "roomkeeper-"));
});

test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the first start prints a link that makes the first admin, once", async ({ watch, open }) => {
  watch.allow(/status of 40[0149]/);
  const server = await PlainServer.start(folder);
  try {
    const link = server.setUpLink;
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/set-up\/[A-Za-z0-9]{40,}$/);
    const there = { baseURL: server.url };
    const late = await open("nobody", there);
    await late.goto(link);

    const visitor = await open("nobody", there);
    await visitor.goto(link);
    await expect(visitor.heading("Set up this server")).toBeVisible();
    await visitor.mark();
    await visitor.field("Name").fill("First Admin");
    await visitor.field("E-mail").fill(ADMIN.email);
    await visitor.field("Password").fill("short");
    await visitor.button("Create admin").click();
    await expect(visitor.field("Password")).toHaveAccessibleDescription(/The password is too short: at least 10 characters/);
    await expect(visitor.field("Password")).toHaveAttribute("aria-invalid", "true");
    await expect(visitor.field("Password")).toBeFocused();
    await expect(visitor.field("Name")).toHaveValue("First Admin");
    await expect(visitor.field("E-mail")).toHaveValue(ADMIN.email);
    await visitor.expectNotReloaded();

    await visitor.field("Password").fill(ADMIN.password);
    await visitor.through(() => visitor.button("Create admin").click(), `${server.url}/`);
    await expect(visitor.heading("Overview")).toBeVisible();
    await visitor.goto("/users");
    await expect(visitor.row("First Admin")).toContainText("Platform admin");
    await visitor.goto("/audit");
    await expect(visitor.row("Set up the server")).toHaveCount(1);

    // Somebody who had the page open, and somebody who finds the link.
    await late.field("Name").fill("Late Admin");
    await late.field("E-mail").fill("late@example.com");
    await late.field("Password").fill("too late for this one");
    await late.button("Create admin").click();
    await expect(late.alert).toBeVisible();
    await late.goto(link);
    await expect(late.page.getByText("This set-up link was used before, or is not valid.")).toBeVisible();
    await expect(late.button("Create admin")).toHaveCount(0);
    await late.through(() => late.link("Sign in").click(), "**/sign-in");
    await late.signIn({ email: "late@example.com", password: "too late for this one" });
    await expect(late.alert).toHaveText("E-mail address or password is wrong.");
    await late.signIn(ADMIN);
    await expect(late.heading("Overview")).toBeVisible();
  } finally {
    await server.stop();
  }
  expect(server.log).not.toMatch(/panicked|ERROR/);

  const again = await PlainServer.start(folder);
  try {
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    expect(again.output).not.toContain("/set-up/");
  } finally {
    await again.stop();
  }
});

test("a link that was made up opens nothing", async ({ open }) => {
  const visitor = await open("nobody");
  await visitor.goto(`/set-up/${"x".repeat(44)}`);
  await expect(visitor.page.getByText("This set-up link was used before, or is not valid.")).toBeVisible();
  await expect(visitor.page.getByRole("textbox")).toHaveCount(0);
});
