// Filters: the results follow, the address says what is asked for, and the page stays.

import type { House } from "../house/house.ts";
import { expect, test, unique } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Somebody with three rooms of their own, and the word that is in the names of all. */
async function keeperOfThree(house: House, open: (who: Awaited<ReturnType<House["newcomer"]>>) => Promise<Person>) {
  const who = await house.newcomer();
  const session = await house.signIn(who);
  const word = unique("nook").split(" ")[1] ?? "";
  for (const name of ["Amber", "Basalt", "Cedar"]) {
    await session.call("rooms/create", { name: `${name} ${word}`, kind: "room", account: "", people: "" });
  }
  return { person: await open(who), word };
}

test("the list of rooms follows the typing; focus and caret stay, and going back leaves the page", async ({
  house,
  open,
}) => {
  const { person, word } = await keeperOfThree(house, open);
  await person.goto("/settings");
  await person.through(() => person.link("Rooms").click(), "**/rooms");
  await person.mark();
  const names = person.page.getByRole("rowheader");
  const search = person.field("Search");
  await expect(names).toHaveCount(3);
  await search.pressSequentially("basalt");
  await expect(names).toHaveText([`Basalt ${word}`]);
  await expect(search).toBeFocused();
  await expect.poll(() => person.url.search).toBe("?search=basalt");

  // In the middle of the word, as somebody who corrects it.
  await search.press("Home");
  await search.press("ArrowRight");
  await search.press("ArrowRight");
  await search.pressSequentially("zz");
  await expect(person.page.getByText("No room matches")).toBeVisible();
  await expect.poll(() => person.url.search).toBe("?search=bazzsalt");
  await expect(search).toBeFocused();
  const caret = () => search.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd]);
  await expect.poll(caret).toEqual([4, 4]);
  await search.press("Backspace");
  await search.press("Backspace");
  await expect(names).toHaveText([`Basalt ${word}`]);
  await expect(search).toBeFocused();
  await person.expectNotReloaded();

  await person.page.goBack();
  await expect(person.heading("Settings")).toBeVisible();
});

test("a search that is typed on while an answer is on its way shows what was typed last", async ({ house, open }) => {
  const { person, word } = await keeperOfThree(house, open);
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await person.page.route("**/rooms?search=amber", async (route) => {
    await held;
    await route.continue();
  });
  await person.goto("/rooms");
  const late = person.page.waitForRequest("**/rooms?search=amber");
  await person.field("Search").fill("amber");
  await late;
  await person.field("Search").fill("cedar");
  const names = person.page.getByRole("rowheader");
  await expect(names).toHaveText([`Cedar ${word}`]);
  const came = person.page.waitForResponse("**/rooms?search=amber");
  letGo();
  await (await came).finished();
  await expect(names).toHaveText([`Cedar ${word}`]);
  await expect.poll(() => person.url.search).toBe("?search=cedar");
});

test("a room that was found is gone to, and going back shows the same search", async ({ house, open }) => {
  const { person, word } = await keeperOfThree(house, open);
  await person.goto("/rooms");
  await person.field("Search").fill("cedar");
  const names = person.page.getByRole("rowheader");
  await expect(names).toHaveCount(1);
  await person.through(() => person.link(`Cedar ${word}`).click(), /\/rooms\/[A-Za-z0-9]{12}$/);
  await person.page.goBack();
  await expect(names).toHaveText([`Cedar ${word}`]);
  await expect(person.field("Search")).toHaveValue("cedar");
});

test("the audit filter works in place, survives a reload, and going back undoes it", async ({ house, owner }) => {
  const room = await house.room({ says: ["one", "two"] });
  const message = await house.as("member").send(room, "three");
  const form = { room: room.id, message, reason: "", note: "", key: "" };
  await house.as("member").ask("messages/redact", form);
  await house.as("manager").call("messages/redact", form);
  await owner.goto(`/audit?room=${room.id}`);
  await owner.mark();
  await owner.field("What").selectOption({ label: "Redact message" });
  await owner.button("Filter").click();
  await expect(owner.status("2 entries shown")).toBeAttached();
  await owner.field("Refused only").check();
  await owner.field("Refused only").press("Enter");
  await expect(owner.status("1 entry shown")).toBeAttached();
  await expect(owner.row("Refused: not a moderator of the room")).toHaveCount(1);
  await expect(owner.field("Refused only")).toBeFocused();
  await expect.poll(() => owner.url.search).toBe(`?action=redact&room=${room.id}&refused=true`);
  await owner.expectNotReloaded();

  await owner.page.goBack();
  await expect(owner.status("2 entries shown")).toBeAttached();
  await expect(owner.field("Refused only")).not.toBeChecked();
  await expect(owner.field("What").getByRole("option", { selected: true })).toHaveText("Redact message");
  await owner.page.goForward();
  await expect(owner.status("1 entry shown")).toBeAttached();
  await expect(owner.field("Refused only")).toBeChecked();
  await owner.expectNotReloaded();

  await owner.page.reload();
  await owner.ready();
  await expect(owner.status("1 entry shown")).toBeAttached();
  await expect(owner.field("Refused only")).toBeChecked();
  await expect(owner.field("Room").getByRole("option", { selected: true })).toHaveText(room.name);
});

test("a filter that was set in place holds for the exports too, and can be cleared", async ({ house, owner }) => {
  const room = await house.room();
  await owner.goto("/audit");
  await owner.field("Room").selectOption({ label: room.name });
  await owner.button("Filter").click();
  await expect(owner.row("Create room")).toHaveCount(1);
  for (const [name, path] of [
    ["Export CSV", "/audit/export.csv"],
    ["Export JSON Lines", "/audit/export.jsonl"],
  ] as const) {
    await expect(owner.link(name)).toHaveAttribute("href", `${path}?room=${room.id}`);
  }
  await owner.link("Clear filters").click();
  await expect(owner.field("Room")).toHaveValue("");
  await expect(owner.link("Export CSV")).toHaveAttribute("href", "/audit/export.csv");
});

test("users are searched in place, and the search outlives a reload and a new user", async ({ house, admin }) => {
  const word = unique("crowd").split(" ")[1] ?? "";
  const [first] = [await house.newcomer(`Adele ${word}`), await house.newcomer(`Bruno ${word}`)];
  await admin.goto("/users");
  await admin.mark();
  await admin.field("Search").fill(word);
  await admin.field("Search").press("Enter");
  const names = admin.page.getByRole("rowheader");
  await expect(names).toHaveCount(2);
  await expect(admin.field("Search")).toBeFocused();
  await expect.poll(() => admin.url.search).toBe(`?search=${word}`);
  await admin.expectNotReloaded();

  await admin.link("New user").click();
  const form = admin.page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("Name", { exact: true }).fill(`Chiara ${word}`);
  await form.getByLabel("E-mail", { exact: true }).fill(`chiara-${first.email}`);
  await form.getByLabel("Password", { exact: true }).fill("long enough, surely");
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(admin.status("The user was made.")).toBeVisible();
  await expect(names).toHaveCount(3);
  await admin.expectNotReloaded();

  await admin.page.reload();
  await admin.ready();
  await expect(names).toHaveCount(3);
  await expect(admin.field("Search")).toHaveValue(word);
  await admin.link("Clear search").click();
  await expect(admin.row("Ada Park")).toHaveCount(1);
});
