// The dialogs of the pages that are lists and forms: their state is the address, and nothing is loaded anew for them.

import type { House } from "../house/house.ts";
import { expect, test } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** A page with a link that opens a dialog over it. */
interface Place {
  path: string;
  opener: RegExp | string;
  /** The button of the menu that the link stands in, if it does. */
  menu?: string;
  title: RegExp | string;
  /** The way out of the dialog that changes nothing. */
  leave: string;
}

const PLACES: Record<string, (house: House) => Promise<Place>> = {
  "the form for a new user": async () => ({
    path: "/users",
    opener: "New user",
    title: "New user",
    leave: "Cancel",
  }),
  "another password for a user": async (house) => {
    const { name, email } = await house.newcomer();
    return {
      path: `/users?search=${encodeURIComponent(email)}`,
      opener: `Set password: ${name}`,
      menu: `Actions for ${name}`,
      title: `Set another password for ${name}?`,
      leave: "Cancel",
    };
  },
  "the removal of a member": async (house) => {
    const room = await house.room();
    return {
      path: `/rooms/${room.id}/members`,
      opener: "Remove Mina Sørensen",
      title: `Remove Mina Sørensen from ${room.name}?`,
      leave: "Cancel",
    };
  },
  "the archiving of a room": async (house) => {
    const room = await house.room();
    return {
      path: `/rooms/${room.id}/settings`,
      opener: "Archive room",
      title: `Archive ${room.name}?`,
      leave: "Cancel",
    };
  },
  "an entry of the audit log": async (house) => {
    const room = await house.room();
    return {
      path: `/audit?room=${room.id}&action=room.create`,
      opener: /^Entry /,
      title: /^Entry /,
      leave: "Close",
    };
  },
};

/** What opens the dialog: what is pressed for it, and where the focus goes back to. */
function opening(person: Person, place: Place) {
  const link = person.link(place.opener);
  const menu = place.menu === undefined ? undefined : person.button(place.menu);
  const press = async () => {
    await menu?.click();
    await link.click();
  };
  return { press, opener: menu ?? link };
}

const here = (person: Person) => person.url.pathname + person.url.search;

for (const [what, arrange] of Object.entries(PLACES)) {
  test.describe(what, () => {
    test("opens and closes without a reload, and gives the focus back", async ({ house, admin }) => {
      const place = await arrange(house);
      await admin.goto(place.path);
      await admin.mark();
      const { press, opener } = opening(admin, place);
      const dialog = admin.page.getByRole("dialog", { name: place.title });
      for (const close of ["Escape", place.leave]) {
        await press();
        await expect(dialog).toBeVisible();
        await expect.poll(() => here(admin)).not.toBe(place.path);
        await expect.poll(() => dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
        await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
        if (close === "Escape") {
          await admin.page.keyboard.press("Escape");
        } else {
          await dialog.getByRole("link", { name: close, exact: true }).click();
        }
        await expect(admin.dialog).toHaveCount(0);
        await expect(opener).toBeFocused();
        await expect.poll(() => here(admin)).toBe(place.path);
      }
      await admin.expectNotReloaded();
    });

    test("is closed by going back and opened by going forth, without a reload", async ({ house, admin }) => {
      const place = await arrange(house);
      await admin.goto(place.path);
      await admin.mark();
      const { press, opener } = opening(admin, place);
      const dialog = admin.page.getByRole("dialog", { name: place.title });
      await press();
      await expect(dialog).toBeVisible();
      const opened = here(admin);
      for (let n = 0; n < 2; n += 1) {
        await admin.page.goBack();
        await expect(admin.dialog).toHaveCount(0);
        await expect(opener).toBeFocused();
        await expect.poll(() => here(admin)).toBe(place.path);
        await admin.page.goForward();
        await expect(dialog).toBeVisible();
        await expect.poll(() => dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
        await expect.poll(() => here(admin)).toBe(opened);
      }
      await admin.expectNotReloaded();
      await admin.page.reload();
      await admin.ready();
      await expect(dialog).toBeVisible();
    });
  });
}

for (const close of ["Escape", "Cancel"]) {
  const leave = async (person: Person) => {
    await expect(person.dialog).toBeVisible();
    if (close === "Escape") {
      await person.page.keyboard.press("Escape");
    } else {
      const { dialog } = person;
      await dialog.getByRole("link", { name: "Cancel" }).or(dialog.getByRole("button", { name: "Cancel" })).click();
    }
    await expect(person.dialog).toHaveCount(0);
  };

  test(`after a dialog was closed by ${close}, going back leads to where one was before the page`, async ({ house, owner }) => {
    const room = await house.room();
    await owner.goto("/jobs");
    await owner.goto(`/rooms/${room.id}/members`);
    for (let n = 0; n < 2; n += 1) {
      await owner.link("Remove Mina Sørensen").click();
      await leave(owner);
      await expect(owner.heading("Members")).toBeVisible();
      await expect.poll(() => owner.url.search).toBe("");
    }
    await owner.page.goBack();
    await expect(owner.heading("Jobs")).toBeVisible();
    await expect(owner.dialog).toHaveCount(0);
  });

  test(`the same in a room, with a dialog closed by ${close}`, async ({ house, owner }) => {
    const room = await house.room({ says: ["stays"] });
    await owner.goto("/jobs");
    await owner.room.open(room);
    for (let n = 0; n < 2; n += 1) {
      await owner.room.message("stays").choose("Delete message");
      await leave(owner);
      await expect(owner.room.message("stays").actions).toBeFocused();
      await expect.poll(() => owner.url.search).toBe("");
    }
    await owner.page.goBack();
    await expect(owner.heading("Jobs")).toBeVisible();
  });

  test(`a dialog that was gone to by its address is closed by ${close}, and going back does not open it`, async ({
    house,
    owner,
  }) => {
    const room = await house.room();
    await owner.goto("/jobs");
    await owner.goto(`/rooms/${room.id}/members?remove=${house.person("member").id}`);
    await leave(owner);
    await expect(owner.heading("Members")).toBeVisible();
    await expect.poll(() => owner.url.search).toBe("");
    await owner.page.goBack();
    await expect(owner.heading("Jobs")).toBeVisible();
  });
}

test("a second dialog is another one: its own words, its own way back", async ({ house, admin }) => {
  const [first, second] = [await house.newcomer("Pair One"), await house.newcomer("Pair Two")];
  await admin.goto("/users?search=Pair");
  for (const { name } of [first, second]) {
    await admin.choose("Disable", name);
    await expect(admin.page.getByRole("dialog", { name: `Disable ${name}?` })).toBeVisible();
    await admin.page.keyboard.press("Escape");
    await expect(admin.actions(name)).toBeFocused();
  }
});
