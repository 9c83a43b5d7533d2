// On paper: what a page says, and nothing of what only a screen can do.

import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Landscape paper in the pixels of CSS: as wide as a screen that has the navigation beside the page. */
const PAPER = { width: 1_123, height: 794 };

/** Goes to a page as it is on the screen, and then looks at it as it is on paper. */
async function onPaper(person: Person, path: string): Promise<void> {
  await person.page.emulateMedia({ media: "screen" });
  await person.goto(path);
  await expect(person.page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await person.page.emulateMedia({ media: "print" });
}

/** Runs in the page: the contrast of an element's text with white paper, as WCAG counts it. */
function contrastOnWhite(element: Element): number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) {
    throw new Error("There is no canvas.");
  }
  context.fillStyle = getComputedStyle(element).color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = Array.from(context.getImageData(0, 0, 1, 1).data, (byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

test("a printed page has its content over the whole width, and no navigation, filters or pager", async ({
  house,
  open,
}) => {
  const room = await house.room({ says: ["to be put on paper"] });
  const owner = await open("owner", { viewport: PAPER });
  for (const [path, text] of [
    ["/rooms", room.name],
    [`/audit?room=${room.id}`, "Create room"],
    [`/rooms/${room.id}/members`, "Mina Sørensen"],
    [`/rooms/${room.id}`, "to be put on paper"],
  ] as const) {
    await onPaper(owner, path);
    const main = owner.page.getByRole("main");
    await expect(owner.page.getByRole("navigation", { name: "Main" })).toBeHidden();
    await expect(owner.link("Skip to content")).toBeHidden();
    await expect(owner.page.getByRole("search")).toHaveCount(0);
    expect((await main.boundingBox())?.width, path).toBeGreaterThan(0.9 * PAPER.width);
    await expect(main.getByRole("heading", { level: 1 }), path).toBeVisible();
    await expect(main.getByText(text).filter({ visible: true }).first(), path).toBeVisible();
  }
});

test("a printed room shows every message that is loaded, not only those in the window", async ({ house, open }) => {
  const says = Array.from({ length: 40 }, (_, n) => `line ${n} of forty`);
  const room = await house.room({ says });
  const owner = await open("owner", { viewport: PAPER });
  await onPaper(owner, `/rooms/${room.id}`);
  const hidden = await owner.room.messages.evaluate((list) => list.scrollHeight - list.clientHeight);
  expect(hidden, "pixels of the messages that are cut off").toBeLessThanOrEqual(1);
});

test("what is printed is dark on white, also for those who have chosen the dark theme", async ({ house, open }) => {
  const who = await house.newcomer();
  const room = await house.room({ says: ["to be put on paper"] });
  await house.add(room, who);
  await (await house.signIn(who)).call("settings/theme", { theme: "dark" });
  const person = await open(who, { colorScheme: "light", viewport: PAPER });
  await onPaper(person, "/rooms");
  // Grounds are not printed: what is read must be dark by itself.
  for (const read of [person.heading("Rooms"), person.link(room.name)]) {
    expect(await read.evaluate(contrastOnWhite)).toBeGreaterThanOrEqual(4.5);
  }
});
