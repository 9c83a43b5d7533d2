// Writing: what fits, what is refused, and what is told before it is sent.

import { expect, test, unique } from "../house/test.ts";

const MAX = 4_096;
const TOO_LONG = "The message is too long: at most 4096 characters.";

test("4,097 characters are counted, refused in the form and left there; one less is sent", async ({ house, member }) => {
  const room = await house.room();
  const calls: string[] = [];
  member.page.on("request", (request) => {
    if (request.url().endsWith("/api/messages/send")) {
      calls.push(request.url());
    }
  });
  await member.room.watch(room);
  // Characters are counted as people do: these take two units of UTF-16 each.
  const most = "🦩".repeat(MAX);
  await member.room.field.fill(`${most}x`);
  await expect(member.page.getByText("4,097 of 4,096 characters")).toBeVisible();
  await member.button("Send").click();
  await expect(member.alert).toHaveText(TOO_LONG);
  await expect(member.room.field).toHaveAttribute("aria-invalid", "true");
  await expect(member.room.field).toHaveAccessibleDescription(new RegExp(TOO_LONG));
  await expect(member.room.field).toHaveValue(`${most}x`);
  expect(calls).toEqual([]);

  await member.room.field.fill(most);
  await member.button("Send").click();
  await expect(member.room.message(most).item).toBeVisible();
  await expect(member.room.field).toHaveValue("");
  await expect(member.alert).toHaveCount(0);
  expect(calls).toHaveLength(1);
});

test("4,097 characters past the form are refused with the field named, and nothing is written or changed", async ({
  house,
}) => {
  const before = unique("as it was");
  const room = await house.room();
  const session = house.as("member");
  const message = await session.send(room, before);
  const long = "x".repeat(MAX + 1);
  const refusals = [
    await session.ask("messages/send", { room: room.id, content: long, reply_to: "", key: "" }),
    await session.ask("messages/edit", { room: room.id, message, content: long }),
  ];
  for (const { status, body } of refusals) {
    expect(status).toBe(400);
    expect(body).toMatchObject({ refused: { invalid: { field: "content", problem: { too_long: { max: MAX } } } } });
  }
  const page = (await session.get(`/rooms/${room.id}`)).text;
  expect(page).toContain(before);
  expect(page).toContain("1 message ·");
  expect(page).not.toContain("xxxxx");
});

test("after a lost answer the same text is sent once, and another text is another message", async ({
  house,
  member,
  watch,
}) => {
  watch.allow(/Failed to load resource/);
  const room = await house.room();
  await member.room.watch(room);
  let lose = false;
  await member.page.route("**/api/messages/send", async (route) => {
    if (lose) {
      lose = false;
      // It is written, and nobody hears of it.
      await route.fetch();
      await route.abort();
    } else {
      await route.continue();
    }
  });
  const [first, second, third] = [unique("said first"), unique("said next"), unique("said last")];
  lose = true;
  await member.room.send(first);
  await expect(member.alert).toBeVisible();
  await expect(member.room.message(first).item).toHaveCount(1);
  await expect(member.room.field).toHaveValue(first);
  await member.button("Send").click();
  await expect(member.room.field).toHaveValue("");
  await expect(member.alert).toHaveCount(0);

  lose = true;
  await member.room.send(second);
  await expect(member.alert).toBeVisible();
  await member.room.send(third);
  await expect(member.room.field).toHaveValue("");
  for (const text of [first, second, third]) {
    await expect(member.room.message(text).item).toHaveCount(1);
  }
  expect((await house.as("member").get(`/rooms/${room.id}`)).text).toContain("3 messages ·");
});
