// What a program sends to one member only: two people read it, whoever moderates sees it marked and takes it away, and
// nobody else's browser ever has it.

import type { Credentials } from "../house/house.ts";
import { Program } from "../house/program.ts";
import { expect, test, unique } from "../house/test.ts";
import type { Person } from "../pages/person.ts";

/** Everything that comes into a browser. */
function incoming(person: Person): () => Promise<string> {
  const texts: Promise<string>[] = [];
  person.page.on("response", (response) => texts.push(response.text().catch(() => "")));
  person.page.on("websocket", (socket) =>
    socket.on("framereceived", (frame) => texts.push(Promise.resolve(frame.payload.toString()))),
  );
  return async () => (await Promise.all(texts)).join("\n");
}

test("a moderator sees whom a message is for and deletes it, and a bystander's browser never has it", async ({
  house,
  open,
}) => {
  const account = house.server.sample.account_id;
  const maker = await house.newcomer(unique("Sender"), { account });
  const making = await open(maker);
  await making.goto("/keys");
  const program = new Program(house.url, await making.keys.make({ label: "asides", scope: "Everything" }));
  const name = unique("Not for all ears");
  const room = { id: await program.channel(name, "PRIVATE", maker), name };
  const makers = await house.signIn(maker);
  const add = async (who: Credentials, role: string): Promise<Person> => {
    await makers.call("members/add", { room: room.id, email: who.email, role });
    return open(who);
  };
  const [to, other, third] = [
    await house.newcomer(unique("Target"), { account }),
    await house.newcomer(unique("Moderator"), { account }),
    await house.newcomer(unique("Bystander"), { account }),
  ];
  const target = await add(to, "member");
  const moderator = await add(other, "manager");
  const bystander = await add(third, "member");
  const [before, live] = [unique("between you and me"), unique("and this as well")];
  const first = await program.tell(room, maker, to, before);
  const heard = incoming(bystander);
  for (const person of [target, moderator, bystander]) {
    await person.room.watch(room);
  }
  const second = await program.tell(room, maker, to, live);
  for (const person of [target, moderator]) {
    for (const text of [before, live]) {
      await expect(person.room.message(text).item).toContainText(`to ${to.name} only`);
    }
  }
  // An answer would be for all.
  await target.room.message(before).item.hover();
  await target.room.message(before).actions.click();
  await expect(target.room.message(before).entry("Copy message ID")).toBeVisible();
  await expect(target.room.message(before).entry("Reply")).toHaveCount(0);
  await target.page.keyboard.press("Escape");

  const dialog = await moderator.room.message(live).openDelete();
  await expect(dialog.dialog).toContainText(`to ${to.name} only`);
  await dialog.confirm({ reason: "Not nice" });
  await expect(moderator.status("Message deleted.")).toBeVisible();
  await expect(target.room.message(live).item).toHaveCount(0);
  await moderator.room.message(before).redact({ reason: "Nor this" });
  for (const person of [target, moderator]) {
    await expect(person.room.tombstone("Nor this")).toContainText(`to ${to.name} only`);
  }

  await makers.send(room, "for everybody");
  await expect(bystander.room.message("for everybody").item).toBeVisible();
  await expect(bystander.room.messages.getByRole("listitem").filter({ hasText: /only|removed/ })).toHaveCount(0);
  await bystander.page.reload();
  await bystander.ready();
  await expect(bystander.room.message("for everybody").item).toBeVisible();
  const everything = `${await heard()}\n${await bystander.page.content()}`;
  expect(everything).toContain("for everybody");
  for (const secret of [before, live, first, second]) {
    expect(everything).not.toContain(secret);
  }
  await makers.call("members/role", { room: room.id, user: third.id, role: "manager" });
  await expect(bystander.room.tombstone("Nor this"), "who moderates from now on sees it").toBeVisible();
});
