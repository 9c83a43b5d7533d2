// The browser's line to the server: how long it waits before it tries again, and when it gives up what is silent. The
// page's clock and its chance are in the hands of the story; the server is the real one.

import { Line } from "../house/line.ts";
import { expect, test, type Open } from "../house/test.ts";
import type { RoomRef } from "../house/house.ts";
import type { Person } from "../pages/person.ts";

/** A page with its room and its line, whose clock stands still. */
async function watched(open: Open, room: RoomRef, chance: number): Promise<{ person: Person; line: Line }> {
  const person = await open("member");
  const line = await Line.of(person.page);
  await person.page.addInitScript((chance) => {
    Math.random = () => chance;
  }, chance);
  await person.page.clock.install();
  await person.room.watch(room);
  // Some seconds ahead: to be told to stand still in the past, a clock would have to go back.
  await person.page.clock.pauseAt((await person.page.evaluate(() => Date.now())) + 5_000);
  return { person, line };
}

for (const [name, chance, pauses] of [
  ["longest", 0.999_999, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]],
  ["shortest", 0, [250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]],
] as const) {
  test(`the pauses before new attempts grow, at most to 15 s, at their ${name}`, async ({ house, watch, open }) => {
    watch.allow(/WebSocket/);
    const { person, line } = await watched(open, await house.room(), chance);
    line.lead("refused");
    await line.cut();
    const clock = person.page.clock;
    for (const [index, pause] of pauses.entries()) {
      await clock.runFor(pause - 100);
      expect(line.attempts, `attempts before ${pause} ms are over`).toBe(1 + index);
      await clock.runFor(120);
      await expect.poll(() => line.attempts, `attempts after ${pause} ms`).toBe(2 + index);
      await line.refused(1 + index);
    }
    // One that works begins anew: the next cut is followed at once.
    line.lead("through");
    await clock.runFor(15_000);
    await expect.poll(() => line.said.join("")).toContain("since");
    await expect(person.page.getByText("Connection lost.")).toHaveCount(0);
    const before = line.attempts;
    await line.cut();
    await clock.runFor(520);
    await expect.poll(() => line.attempts).toBe(before + 1);
  });
}

test("a line that is silent for 45 s is given up, and one on which something comes is not", async ({
  house,
  watch,
  open,
}) => {
  watch.allow(/WebSocket/);
  const room = await house.room();
  const { person, line } = await watched(open, room, 0);
  const clock = person.page.clock;
  // As long as it can be with what has passed before the clock stood still.
  await clock.runFor(30_000);
  await house.as("owner").send(room, "a sign of life");
  await expect(person.room.message("a sign of life").item).toBeVisible();
  // The server's own signs of life go by its clock, and how long the page's takes to run is the machine's affair.
  line.hold();
  await clock.runFor(40_000);
  expect(line.attempts, "something came within 45 s").toBe(1);
  await clock.runFor(4_000);
  expect(line.attempts, "44 s are not too long").toBe(1);
  // It is looked at every five seconds; then comes the shortest of pauses.
  await clock.runFor(6_500);
  await expect.poll(() => line.attempts).toBe(2);
  await clock.runFor(1_000);
  await expect(person.page.getByText("Connection lost.")).toBeVisible();
  line.release();
  await expect(person.page.getByText("Connection lost.")).toHaveCount(0);
});

test("a line that takes longer than 10 s to open is given up, and another one is tried", async ({ house, watch, open }) => {
  watch.allow(/WebSocket/);
  const room = await house.room({ says: ["still to be read"] });
  const { person, line } = await watched(open, room, 0);
  const clock = person.page.clock;
  line.lead("nowhere");
  await line.cut();
  await clock.runFor(270);
  await expect.poll(() => line.attempts).toBe(2);
  await clock.runFor(9_500);
  expect(line.attempts, "9.5 s are not too long").toBe(2);
  line.lead("through");
  await clock.runFor(6_500);
  await expect.poll(() => line.attempts).toBe(3);
  await expect(person.page.getByText("Connection lost.")).toHaveCount(0);
  await house.as("owner").send(room, "and on we go");
  await expect(person.room.message("and on we go").item).toBeVisible();
});
