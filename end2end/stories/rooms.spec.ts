// The list of rooms, making one, and what is said where there is nothing.

import { expect, test, unique } from "../house/test.ts";

test("somebody with no rooms is told so, makes one, and is its owner", async ({ house, watch, open }) => {
  watch.allow(/status of 40[04]/);
  const person = await open(await house.newcomer());
  await person.goto("/rooms");
  await expect(person.page.getByText("No rooms yet")).toBeVisible();
  await person.through(() => person.page.getByRole("main").getByRole("link", { name: "New room" }).first().click(), "**/rooms/new");
  const name = unique("My own room");
  await person.field("Name").fill(name);
  await person.field("People").fill("nobody-at-all@example.com");
  await person.button("Create room").click();
  await expect(person.alert).toBeVisible();
  await expect(person.field("Name")).toHaveValue(name);
  await person.field("People").fill("member@example.com\nmanager@example.com");
  await person.through(() => person.button("Create room").click(), /\/rooms\/[A-Za-z0-9]{12}$/);
  await expect(person.heading(name)).toBeVisible();
  await expect(person.page.getByText("0 messages · 3 members")).toBeVisible();
  await expect(person.page.getByText("No messages", { exact: true })).toBeVisible();
  await expect(person.link("Purge room")).toBeVisible();
});

test("rooms are searched, sorted, narrowed by kind, and paged", async ({ house, open }) => {
  const who = await house.newcomer();
  const session = await house.signIn(who);
  const word = unique("shelf").split(" ")[1] ?? "";
  const make = (name: string, kind = "room") => session.call("rooms/create", { name, kind, account: "", people: "" });
  for (let n = 0; n < 53; n += 1) {
    await make(`Shelf ${String(n).padStart(2, "0")} ${word}`);
  }
  await make(`Aardvark ${word}`, "channel");
  await make(`Zebra ${word}`);
  const person = await open(who);
  await person.goto("/rooms");
  const names = person.page.getByRole("rowheader");
  await expect(names).toHaveCount(50);
  await person.through(() => person.link("Next page").click(), /after=/);
  await expect(names).toHaveCount(5);
  // Alive again before something is chosen: a choice that nobody hears waits for "Apply".
  await person.through(() => person.link("First page").click(), /\/rooms$/);
  await expect(names).toHaveCount(50);

  await person.field("Sort by").selectOption({ label: "Name" });
  await expect(names.first()).toContainText("Aardvark");
  await expect.poll(() => person.url.search).toContain("sort=name");
  await person.field("Search").fill("zebra");
  await expect(names).toHaveCount(1);
  await expect(names).toContainText("Zebra");
  await person.page.reload();
  await person.ready();
  await expect(names).toHaveCount(1);
  await expect(person.field("Search")).toHaveValue("zebra");

  await person.field("Search").fill("");
  await person.field("Kind").selectOption({ label: "Channel" });
  await expect(names).toHaveCount(1);
  await expect(names).toContainText("Aardvark");
  await person.field("Search").fill("no such room at all");
  await expect(person.page.getByText("No room matches")).toBeVisible();
  await person.link("Clear filters").click();
  await expect(names).toHaveCount(50);
});

test("an archived room is out of the list until it is asked for, and comes back", async ({ house, owner }) => {
  const room = await house.room({ name: unique("Attic") });
  await house.as("owner").call("rooms/archive", { room: room.id, archived: "true" });
  await owner.goto(`/rooms?search=${encodeURIComponent(room.name)}`);
  await expect(owner.page.getByText("No room matches")).toBeVisible();
  await owner.field("Archived").check();
  await expect(owner.row(room.name)).toBeVisible();
  await owner.goto(`/rooms/${room.id}/settings?do=restore`);
  await owner.dialog.getByRole("button", { name: "Bring room back" }).click();
  await expect(owner.status("The room is back. Its members can write again.")).toBeVisible();
  await owner.room.open(room);
  await owner.room.send("we are back");
  await expect(owner.room.message("we are back").item).toBeVisible();
});

test("every page has words for when there is nothing in it", async ({ house, open }) => {
  const who = await house.newcomer();
  const person = await open(who);
  const session = await house.signIn(who);
  await person.goto("/");
  await expect(person.page.getByText("No rooms yet")).toBeVisible();
  const made = await session.call<{ summary: { id: string } }>("rooms/create", {
    name: unique("Bare"),
    kind: "room",
    account: "",
    people: "",
  });
  await person.goto("/jobs");
  await expect(person.page.getByText("No jobs", { exact: true })).toBeVisible();
  await person.goto(`/audit?room=${made.summary.id}&action=purge`);
  await expect(person.page.getByText("No entries", { exact: true })).toBeVisible();
  await person.goto(`/rooms/${made.summary.id}`);
  await expect(person.page.getByText("No messages", { exact: true })).toBeVisible();
});

test("what is not there is told in the same words everywhere, with the status to match", async ({ watch, owner }) => {
  watch.allow(/status of 404/);
  for (const path of ["/no/such/page", "/rooms/000000000000", "/rooms/not-an-id", "/jobs?job=000000000000"]) {
    const answer = await owner.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(owner.heading("Not found")).toBeVisible();
    await expect(owner.link("Go to the overview")).toBeVisible();
  }
});

test("the owner leaves a room to another owner", async ({ house, owner }) => {
  const room = await house.room();
  await house.setRole(room, house.person("manager"), "owner");
  await owner.goto(`/rooms/${room.id}/members`);
  await owner.through(() => owner.link("Leave room").click(), /remove=/);
  await owner.dialog.getByRole("button", { name: "Leave room" }).click();
  await expect(owner.status("You left the room.")).toBeVisible();
  expect((await house.as("owner").ask("rooms/one", { room: room.id })).status).toBe(404);
});
