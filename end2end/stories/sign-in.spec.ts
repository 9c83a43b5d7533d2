// Signing in and out.

import { expect, test } from "../house/test.ts";

test("somebody signs in, is taken where they wanted to go, and signs out", async ({ house, open }) => {
  const visitor = await open("nobody");
  const who = house.person("owner");
  await visitor.goto("/rooms?sort=name");
  await expect(visitor.heading("Sign in")).toBeVisible();
  await visitor.signIn(who);
  await visitor.page.waitForURL(/\/rooms\?sort=name$/);
  await visitor.ready();
  await expect(visitor.heading("Rooms")).toBeVisible();

  await visitor.through(() => visitor.button("Sign out").click(), /\/sign-in/);
  await expect(visitor.status("You are signed out.")).toBeVisible();
  await visitor.goto("/rooms");
  await expect(visitor.heading("Sign in")).toBeVisible();
});

test("a wrong password and an unknown user are told the same", async ({ house, watch, open }) => {
  watch.allow(/status of 401/);
  const visitor = await open("nobody");
  const said: string[] = [];
  for (const who of [
    { email: house.person("owner").email, password: "not the password" },
    { email: "nobody-at-all@example.com", password: "not the password" },
  ]) {
    await visitor.goto("/sign-in");
    await visitor.signIn(who);
    await expect(visitor.alert).toBeVisible();
    said.push(await visitor.alert.innerText());
    await expect(visitor.heading("Sign in")).toBeVisible();
  }
  expect(said[0]).toBe("E-mail address or password is wrong.");
  expect(said[1]).toBe(said[0]);
});

test("a path of another site is no place to go after signing in", async ({ house, open }) => {
  for (const elsewhere of ["//example.org/", "https://example.org/", "/\\example.org"]) {
    const visitor = await open("nobody");
    await visitor.goto(`/sign-in?next=${encodeURIComponent(elsewhere)}`);
    await visitor.signIn(house.person("member"));
    await expect(visitor.heading("Overview")).toBeVisible();
    expect(visitor.url.origin).toBe(house.url);
  }
});

test("a form from another site is not carried out", async ({ house }) => {
  const room = await house.room({ says: ["here to stay"] });
  const session = house.as("owner");
  const response = await fetch(`${house.url}/api/rooms/rename`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: session.state.cookies.map(({ name, value }) => `${name}=${value}`).join(";"),
      origin: "https://example.org",
      "sec-fetch-site": "cross-site",
    },
    body: new URLSearchParams({ room: room.id, name: "Taken over" }).toString(),
  });
  expect(response.status).toBe(403);
  expect((await session.get(`/rooms/${room.id}`)).text).not.toContain("Taken over");
});

test("the session's cookie cannot be read by scripts and does not travel to other sites", async ({ house, open }) => {
  const visitor = await open("nobody");
  await visitor.goto("/sign-in");
  await visitor.signIn(house.person("member"));
  await expect(visitor.heading("Overview")).toBeVisible();
  const cookies = await visitor.page.context().cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(await visitor.page.evaluate(() => document.cookie)).toBe("");
});
