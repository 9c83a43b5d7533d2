// Theme and shortcuts: saved as soon as they are chosen, where one is.

import { expect, test } from "../house/test.ts";

test("a theme is saved as it is chosen: without a reload, and the focus stays", async ({ house, open }) => {
  const who = await house.newcomer();
  const person = await open(who, { colorScheme: "light" });
  const ground = () => person.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const theme = (name: string) => person.page.getByRole("radio", { name });
  await person.goto("/settings");
  await person.mark();
  const light = await ground();
  await expect(person.button(/^Save/)).toHaveCount(0);
  await theme("Light").focus();
  await theme("Light").press("Space");
  await expect(person.status("Theme saved.")).toBeVisible();
  await theme("Light").press("ArrowDown");
  await expect(theme("Dark")).toBeChecked();
  await expect(theme("Dark")).toBeFocused();
  await expect.poll(ground).not.toBe(light);
  await expect(theme("Dark")).toBeFocused();
  await person.expectNotReloaded();

  const elsewhere = await open(who, { colorScheme: "light" });
  await elsewhere.goto("/settings");
  await expect(elsewhere.page.getByRole("radio", { name: "Dark" })).toBeChecked();
});

test("shortcuts are switched off and on again in place, and the focus stays", async ({ house, open }) => {
  const who = await house.newcomer();
  const person = await open(who);
  const keys = person.page.getByRole("switch", { name: "Single keys act on messages" });
  await person.goto("/settings");
  await person.mark();
  await expect(keys).toBeChecked();
  for (const on of [false, true, false]) {
    const saved = person.page.waitForResponse("**/api/settings/shortcuts");
    await keys.press("Space");
    await saved;
    await expect(person.status("Shortcuts saved.")).toBeVisible();
    await expect(keys).toBeChecked({ checked: on });
    await expect(keys).toBeFocused();
  }
  await person.expectNotReloaded();
  await person.page.reload();
  await person.ready();
  await expect(keys).not.toBeChecked();
});

test("of two choices made in a row the last one counts, also when the first is still on its way", async ({
  house,
  open,
}) => {
  const person = await open(await house.newcomer(), { colorScheme: "light" });
  const theme = (name: string) => person.page.getByRole("radio", { name });
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await person.page.route("**/api/settings/theme", async (route) => {
    await held;
    await route.continue();
  });
  await person.goto("/settings");
  await theme("Light").check();
  await theme("Dark").check();
  letGo();
  await expect(person.status("Theme saved.")).toBeVisible();
  await expect(person.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await person.page.reload();
  await expect(theme("Dark")).toBeChecked();
});
