// The overview: figures to look at, each with its numbers behind it, and only of what the viewer moderates.

import { expect, test, unique } from "../house/test.ts";

test("removals stand in the figure by day with their table behind it, and rooms by how much was removed", async ({
  house,
  open,
}) => {
  // Somebody who moderates nothing but these two rooms.
  const owner = await house.newcomer();
  const session = await house.signIn(owner);
  const make = async (name: string) => {
    const made = await session.call<{ summary: { id: string } }>("rooms/create", {
      name,
      kind: "room",
      account: "",
      people: "",
    });
    return { id: made.summary.id, name };
  };
  const person = await open(owner);
  await person.goto("/");
  await expect(person.page.getByRole("figure")).toHaveCount(0);

  const today = () => new Date().toISOString().slice(0, 10);
  const began = today();
  const [quiet, loud] = [await make(unique("Hardly anything")), await make(unique("Much removed"))];
  const remove = async (verb: "redact" | "delete") => {
    const message = await session.send(quiet, "to go");
    await session.call(`messages/${verb}`, { room: quiet.id, message, reason: "", note: "", key: "" });
  };
  await remove("redact");
  await remove("redact");
  await remove("delete");
  let through = "";
  for (let n = 0; n < 7; n += 1) {
    through = await session.send(loud, `message ${n}`);
  }
  const form = { room: loud.id, through, confirmation: loud.name, reason: "", note: "", key: "" };
  await session.call("rooms/purge", form);

  await person.goto("/");
  const figure = person.page.getByRole("figure");
  await expect(figure.getByRole("heading", { name: "Removals per day" })).toBeVisible();
  const drawn = figure.getByRole("img", { name: "Removals per day" });
  await expect(drawn).toBeVisible();
  await expect(drawn).toHaveAccessibleDescription("In the last 14 days (UTC): 2 redacted, 1 deleted, 7 purged.");
  const table = figure.getByRole("table", { name: "Removals per day, in messages" });
  await expect(table).toBeHidden();
  await figure.getByText("Show the numbers").click();
  await expect(table).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(15);
  const days = await table.getByRole("row").evaluateAll((rows) =>
    rows.slice(1).map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent)),
  );
  // The newest day is first; another one may have begun while all of this was done.
  expect([began, today()]).toContain(days[0]?.[0]);
  const removed = days.filter(([day]) => day === began || day === days[0]?.[0]);
  const sums = [1, 2, 3].map((kind) => removed.reduce((sum, day) => sum + Number(day[kind]), 0));
  expect(sums).toEqual([2, 1, 7]);

  const rooms = person.page.getByRole("table", { name: "Rooms by messages removed, last 14 days" });
  await expect(rooms).toBeVisible();
  await expect(person.heading("Rooms with most removals")).toBeVisible();
  await expect(rooms.getByRole("rowheader")).toHaveText([loud.name, quiet.name]);
  await expect(rooms.getByRole("cell")).toHaveText(["7", "3"]);
  await person.through(() => rooms.getByRole("link", { name: loud.name }).click(), `**/rooms/${loud.id}`);
  await expect(person.heading(loud.name)).toBeVisible();
});
