// Signing in and out.

import { Paint } from "../house/paint.ts";
import { expect, test, unique } from "../house/test.ts";

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

test("a draft is kept while one reads elsewhere in the same tab, and is gone after signing out", async ({ house, open }) => {
  const room = await house.room();
  const old = await house.as("member").send(room, "gone to by its id");
  const draft = unique("not meant for others");
  const person = await open("nobody");
  await person.goto("/sign-in");
  await person.signIn(house.person("member"));
  await expect(person.heading("Overview")).toBeVisible();
  await person.room.open(room);
  await person.room.field.fill(draft);
  await person.field("Message ID").fill(old);
  await person.through(() => person.button("Go to message").click(), /\?at=/);
  await expect(person.room.message("gone to by its id").item).toBeInViewport();
  await expect(person.room.field).toHaveValue(draft);
  await person.through(() => person.link("Rooms").click(), "**/rooms");
  await person.room.open(room);
  await expect(person.room.field).toHaveValue(draft);
  // Nowhere but in this tab.
  expect((await house.as("member").get(`/rooms/${room.id}`)).text).not.toContain(draft);
  const elsewhere = await open("member");
  await elsewhere.room.open(room);
  await expect(elsewhere.room.field).toHaveValue("");

  await person.through(() => person.button("Sign out").click(), /\/sign-in/);
  await expect(person.status("You are signed out.")).toBeVisible();
  const left = () => person.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(await left()).toBe("[{},{}]");
  await person.signIn(house.person("manager"));
  await expect(person.heading("Overview")).toBeVisible();
  await person.room.open(room);
  await expect(person.room.field).toHaveValue("");
  expect(await person.page.content()).not.toContain(draft);
});

test("going back after signing out paints nothing of the room that was left", async ({ house, watch, open }) => {
  watch.allow(/status of 401/, /WebSocket connection .* failed/);
  const text = unique("behind the door");
  const room = await house.room({ says: [text] });
  const person = await open("nobody");
  await person.goto("/sign-in");
  await person.signIn(house.person("member"));
  await expect(person.heading("Overview")).toBeVisible();
  await person.room.watch(room);
  await expect(person.room.message(text).item).toBeVisible();
  await person.through(() => person.button("Sign out").click(), /\/sign-in/);

  const paint = await Paint.of(person.page, text);
  await person.page.goBack();
  await expect(person.heading("Sign in").or(person.heading("You are signed out"))).toBeVisible();
  await expect(person.page.getByText(text)).toHaveCount(0);
  await expect.poll(() => paint.result.frames).toBeGreaterThan(1);
  expect(paint.result.seen).toBe(0);
});
