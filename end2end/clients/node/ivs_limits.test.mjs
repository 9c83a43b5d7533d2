// The limits of the chat's frames, as the client of Amazon IVS Chat messaging, unchanged, tells of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { CreateRoomCommand, IvschatClient, UpdateRoomCommand } from "@aws-sdk/client-ivschat";
import { DeleteMessageRequest, DisconnectUserRequest, SendMessageRequest } from "amazon-ivs-chat-messaging";

import { Somebody, tokens, within } from "./chat.mjs";
import { open, settings } from "./house.mjs";

const ALL = ["SEND_MESSAGE", "DELETE_MESSAGE", "DISCONNECT_USER"];
const NOBODYS = "zzzzzzzzzzzz";

let house;
let chat;
let roomIdentifier;
const people = [];

before(async () => {
  house = await open();
  chat = new IvschatClient(settings(house.sample));
  roomIdentifier = (await chat.send(new CreateRoomCommand({ maximumMessageRatePerSecond: 100 }))).arn;
});

after(async () => {
  people.forEach((somebody) => somebody.room.disconnect());
  await house.stop();
});

/** Somebody new: what one connection may ask in a second is counted by connection. */
async function enter(userId) {
  const url = `${house.sample.url.replace("http", "ws")}/ivschat`;
  const somebody = new Somebody(url, tokens(chat, roomIdentifier, userId, ALL));
  people.push(somebody);
  return somebody.connect();
}

const ACTS = new Map([
  [SendMessageRequest, "sendMessage"],
  [DeleteMessageRequest, "deleteMessage"],
  [DisconnectUserRequest, "disconnectUser"],
]);

const ask = (somebody, request) => within(somebody.room[ACTS.get(request.constructor)](request), "the answer");

/** That the client tells of a refusal under the request's own id, with a code and what to do. */
async function refused(somebody, request, code, says) {
  const error = await ask(somebody, request).then(
    () => assert.fail("it was not refused"),
    (error) => error,
  );
  assert.equal(error.errorCode, code, error.errorMessage);
  assert.match(error.errorMessage, says);
  assert.equal(error.requestId, request.requestId);
  assert.match(error.id, /^[A-Za-z0-9]{12}$/);
}

test("content is as long as the room takes it, in characters of people", async () => {
  const bob = await enter("bob");
  const longest = "🦀".repeat(500);
  assert.equal((await ask(bob, new SendMessageRequest(longest))).content, longest);
  for (const content of [`${longest}!`, "x".repeat(501), "x".repeat(100_000)]) {
    await refused(bob, new SendMessageRequest(content), 413, /500 characters/);
  }
  for (const content of ["", " "]) await refused(bob, new SendMessageRequest(content), 400, /message|Content/);
  const identifier = roomIdentifier;
  await chat.send(new UpdateRoomCommand({ identifier, maximumMessageLength: 5 }));
  assert.equal((await ask(bob, new SendMessageRequest("éé🦀éé"))).content, "éé🦀éé");
  await refused(bob, new SendMessageRequest("sixsix"), 413, /at most 5 characters/);
  await chat.send(new UpdateRoomCommand({ identifier, maximumMessageLength: 500 }));
});

test("attributes have a kilobyte in all, and are texts", async () => {
  const bob = await enter("bob");
  const most = { k: "v".repeat(1023) };
  assert.deepEqual((await ask(bob, new SendMessageRequest("a", most))).attributes, most);
  for (const attributes of [{ k: "v".repeat(1024) }, { ...most, l: "" }, { k: "é".repeat(512) }]) {
    await refused(bob, new SendMessageRequest("a", attributes), 413, /1024 bytes/);
  }
  await refused(bob, new SendMessageRequest("a", { k: 1 }), 400, /Attributes must be an object of texts/);
});

test("reasons and names have their lengths", async () => {
  const mod = await enter("mod");
  const text = (length) => "é".repeat(length);
  await refused(mod, new DeleteMessageRequest(NOBODYS, text(256)), 404, /message/);
  await refused(mod, new DeleteMessageRequest(NOBODYS, text(257)), 413, /Reason is too long: at most 256/);
  for (const id of ["z".repeat(11), "z".repeat(13), "zzzzzzzzzzz-"]) {
    await refused(mod, new DeleteMessageRequest(id), 400, /12 letters and digits/);
  }
  const eve = await enter("eve");
  await refused(eve, new DisconnectUserRequest(text(128)), 404, /user/);
  await refused(eve, new DisconnectUserRequest(text(129)), 413, /UserId is too long: at most 128/);
  await refused(eve, new DisconnectUserRequest("nobody", text(256)), 404, /user/);
  await refused(eve, new DisconnectUserRequest("nobody", text(257)), 413, /Reason is too long/);
});

/** What came of many requests made at once: how many were done or refused for what they are, and who came too fast. */
async function atOnce(requests) {
  const asked = requests.map(async ([somebody, request]) => {
    const error = await ask(somebody, request).then(() => undefined, (error) => error);
    if (error?.errorCode !== 429) return "in time";
    assert.equal(error.requestId, request.requestId);
    return error.errorMessage;
  });
  return Promise.all(asked);
}

test("so many requests of one connection in a second are answered", async () => {
  const mod = await enter("mod");
  const told = await atOnce(Array.from({ length: 40 }, () => [mod, new DeleteMessageRequest(NOBODYS)]));
  assert.ok(told.filter((what) => what === "in time").length >= 10, told);
  const fast = told.filter((what) => what !== "in time");
  assert.ok(fast.length > 0);
  assert.deepEqual([...new Set(fast)], ["Too many requests. Send at most 10 in a second."]);
  const other = await enter("other");
  assert.equal((await ask(other, new SendMessageRequest("hi"))).content, "hi", "of another connection all are");
});

test("so many messages of a room in a second are taken, whoever sends them", async () => {
  const slow = { identifier: roomIdentifier, maximumMessageRatePerSecond: 2 };
  const crowd = await Promise.all(["ann", "bert", "carl", "dora"].map(enter));
  await chat.send(new UpdateRoomCommand(slow));
  const said = crowd.flatMap((somebody) => [1, 2, 3].map(() => [somebody, new SendMessageRequest("fast")]));
  const told = await atOnce(said);
  assert.ok(told.filter((what) => what === "in time").length >= 2, told);
  const fast = [...new Set(told.filter((what) => what !== "in time"))];
  assert.equal(fast.length, 1, "some came too fast, and all of them are told the same");
  assert.match(fast[0], /This room takes 2 in a second/);
});
