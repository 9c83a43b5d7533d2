// A slow line: what is under way says so, also when whoever began it has turned away.

import type { Page } from "@playwright/test";

import { expect, test } from "../house/test.ts";

/** Holds requests up on their way, until they are let go. */
async function held(page: Page, url: string): Promise<() => void> {
  let letGo: () => void = () => {};
  const open = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    await open;
    await route.continue();
  });
  return letGo;
}

const AT_WORK = "What you confirmed is still being carried out. What comes of it is said here.";

for (const [verb, press, button, busy, done] of [
  ["redact", "openRedact", "Redact message", "Redacting…", "Message redacted."],
  ["delete", "openDelete", "Delete message", "Deleting…", "Message deleted."],
] as const) {
  test(`the button says that it is to ${verb}, and closing the dialog meanwhile says that it goes on`, async ({
    house,
    owner,
  }) => {
    const room = await house.room({ says: ["on a slow line"] });
    await owner.room.open(room);
    const letGo = await held(owner.page, `**/api/messages/${verb}`);
    const dialog = await owner.room.message("on a slow line")[press]();
    await dialog.confirm();
    const running = dialog.dialog.getByRole("button", { name: busy, exact: true });
    await expect(running).toBeDisabled();
    await expect(dialog.dialog.getByRole("button", { name: button, exact: true })).toHaveCount(0);
    await owner.page.keyboard.press("Escape");
    await expect(owner.dialog).toHaveCount(0);
    await expect(owner.status(AT_WORK)).toBeVisible();
    letGo();
    await expect(owner.status(done)).toBeVisible();
    await expect(owner.status(AT_WORK)).toHaveCount(0);
  });
}

test("a purge says that it runs, and what came of it to whoever has closed the dialog", async ({ house, owner }) => {
  const room = await house.room({ says: ["one", "two", "three"] });
  await owner.room.open(room);
  const letGo = await held(owner.page, "**/api/rooms/purge");
  const dialog = await owner.room.openPurge();
  await dialog.confirmation.fill(room.name);
  await dialog.confirm();
  await expect(dialog.dialog.getByRole("button", { name: "Purging…", exact: true })).toBeDisabled();
  await dialog.cancel.click();
  await expect(owner.status(AT_WORK)).toBeVisible();
  letGo();
  await expect(owner.status("3 messages purged.")).toBeVisible();
});

test("whoever closes the dialog of a list while it is carried out is told that it goes on, and then what came of it", async ({
  house,
  admin,
}) => {
  const { name, email } = await house.newcomer();
  await admin.goto(`/users?search=${encodeURIComponent(email)}`);
  await admin.mark();
  const letGo = await held(admin.page, "**/api/users/disable");
  await admin.choose("Disable", name);
  await admin.dialog.getByRole("button", { name: "Disable user", exact: true }).click();
  await expect(admin.dialog.getByRole("button", { name: "Disabling…", exact: true })).toBeDisabled();
  await admin.page.keyboard.press("Escape");
  await expect(admin.dialog).toHaveCount(0);
  await expect(admin.status(AT_WORK)).toBeVisible();
  letGo();
  await expect(admin.status("The user was disabled, and all their sessions ended.")).toBeVisible();
  await expect(admin.row(name)).toContainText("Disabled");
  await admin.expectNotReloaded();
});

test("a button that says it runs can be read under the pointer, light and dark", async ({ house, owner }) => {
  const room = await house.room({ says: ["grey on grey"] });
  await owner.room.open(room);
  const letGo = await held(owner.page, "**/api/messages/delete");
  const dialog = await owner.room.message("grey on grey").openDelete();
  await dialog.act.hover();
  await dialog.confirm();
  const running = dialog.dialog.getByRole("button", { name: "Deleting…", exact: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await owner.page.emulateMedia({ colorScheme });
    await expect.poll(() => running.evaluate(contrast)).toBeGreaterThan(4.5);
  }
  letGo();
  await expect(owner.status("Message deleted.")).toBeVisible();
});

/** The contrast of an element's text on its own ground (WCAG 2.2, 1.4.3). */
function contrast(element: Element): number {
  const style = getComputedStyle(element);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (color: string) => {
    if (canvas === null) {
      return NaN;
    }
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [text, ground] = [light(style.color), light(style.backgroundColor)];
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}

test("a page that is long in coming says that it is on its way", async ({ admin }) => {
  await admin.goto("/users");
  await admin.mark();
  const letGo = await held(admin.page, "**/users?new=1");
  await admin.link("New user").click();
  const main = admin.page.getByRole("main");
  await expect(main).toHaveAttribute("aria-busy", "true");
  letGo();
  await expect(admin.dialog).toBeVisible();
  await expect(main).not.toHaveAttribute("aria-busy");
  await admin.expectNotReloaded();
});
