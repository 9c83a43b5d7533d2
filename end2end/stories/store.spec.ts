// What people are told when something is the matter with the store: it was changed behind the server's back, or somebody
// holds it.

import { Folder, setUp, signIn } from "../house/plain.ts";
import { expect, test, unique } from "../house/test.ts";

const BUSY = "The store cannot take this at the moment. Nothing was changed; try again shortly.";

test("a log that was changed in the file is told, with the first entry that does not fit", async ({ open }) => {
  test.slow();
  const [reason, forged] = ["Taken away by me", "Taken away by us"];
  await Folder.with(async (folder) => {
    const admin = await open("nobody");
    await folder.serve(async (server) => {
      await setUp(admin, server);
      await admin.goto(`${server.url}/rooms/new`);
      await admin.field("Name").fill("The only room");
      await admin.through(() => admin.button("Create room").click(), /\/rooms\/[A-Za-z0-9]{12}$/);
      const room = admin.url.pathname;
      for (const text of ["one", "two"]) {
        await admin.room.send(text);
        await admin.room.message(text).redact({ reason: text === "one" ? reason : "Spam" });
        await admin.goto(`${server.url}${room}`);
      }
      await admin.goto(`${server.url}/audit`);
      await admin.through(() => admin.button("Verify the chain").click(), /verify=1/);
      await expect(admin.status(/^[\d,]+ entries checked; every one fits\./)).toBeVisible();
    });

    expect(await folder.overwrite(reason, forged)).toBeGreaterThan(0);
    await folder.serve(async (server) => {
      await signIn(admin, server);
      await admin.goto(`${server.url}/audit?action=redact`);
      // The log is newest first: the lower of the two is the one that was changed.
      const changed = await admin.row(forged).getByRole("link", { name: /^Entry / }).textContent();
      await admin.goto(`${server.url}/audit`);
      await admin.through(() => admin.button("Verify the chain").click(), /verify=1/);
      await expect(admin.alert).toContainText("The audit log was changed.");
      await expect(admin.alert).toContainText(`Entry ${changed} does not fit the chain: `);
      await expect(admin.alert).toContainText("Keep the data folder as it is, and compare it with a backup.");
    });
  });
});

test("while another process holds the store a removal is refused in the dialog, and goes through afterwards", async ({
  watch,
  open,
}) => {
  test.slow();
  watch.allow(/503/);
  const text = unique("not yet");
  await Folder.with((folder) =>
    folder.serve(async (server) => {
      const admin = await open("nobody");
      await setUp(admin, server);
      await admin.goto(`${server.url}/rooms/new`);
      await admin.field("Name").fill("The only room");
      await admin.through(() => admin.button("Create room").click(), /\/rooms\/[A-Za-z0-9]{12}$/);
      await admin.room.send(text);
      const dialog = await admin.room.message(text).openRedact();
      await dialog.reason.fill("Spam");
      await folder.held(async () => {
        await dialog.act.click();
        await expect(dialog.alert).toHaveText(BUSY, { timeout: 20_000 });
      });
      await expect(admin.room.message(text).item).toBeAttached();
      await expect(dialog.reason).toHaveValue("Spam");
      await dialog.act.click();
      await expect(admin.status("Message redacted.")).toBeVisible();
      await expect(admin.room.tombstone("reason: Spam")).toBeVisible();
    }),
  );
});
