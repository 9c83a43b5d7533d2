// Amazon IVS Chat messaging: the client for chat rooms, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { BatchSuspendUserCommand, BatchUnsuspendUserCommand, ChimeClient, ListUsersCommand } from "@aws-sdk/client-chime";
import {
  ChimeSDKMessagingClient,
  ListChannelMessagesCommand,
  RedactChannelMessageCommand,
} from "@aws-sdk/client-chime-sdk-messaging";
import { DeleteMessageCommand, DisconnectUserCommand, IvschatClient, SendEventCommand } from "@aws-sdk/client-ivschat";
import { DeleteMessageRequest, DisconnectUserRequest, SendMessageRequest } from "amazon-ivs-chat-messaging";

import { Somebody, line, tokens, within } from "./chat.mjs";
import { open, settings } from "./house.mjs";

const ALL = ["SEND_MESSAGE", "DELETE_MESSAGE", "DISCONNECT_USER"];

let house;
let chat;
let url;
let roomId;
let roomIdentifier;
const people = [];

before(async () => {
  house = await open();
  roomId = house.sample.rooms.find((room) => room.kind === "room").id;
  roomIdentifier = `arn:aws:ivschat:eu-central-1:123456789012:room/${roomId}`;
  chat = new IvschatClient(settings(house.sample));
  url = `${house.sample.url.replace("http", "ws")}/ivschat`;
});

after(async () => {
  people.forEach((somebody) => somebody.room.disconnect());
  await house.stop();
});

async function enter(userId, capabilities, address = url) {
  const somebody = new Somebody(address, tokens(chat, roomIdentifier, userId, capabilities));
  people.push(somebody);
  return somebody.connect();
}

const send = (somebody, text, attributes) =>
  within(somebody.room.sendMessage(new SendMessageRequest(text, attributes)), "the answer");

test("a message is heard, and its sender gets it back", async () => {
  const [bob, eve] = [await enter("bob", ["SEND_MESSAGE"]), await enter("eve")];
  const own = await send(bob, "hello from bob", { k: "v" });
  const heard = await eve.until("message");
  for (const message of [own, heard]) {
    assert.match(message.id, /^[A-Za-z0-9]{12}$/);
    assert.equal(message.content, "hello from bob");
    assert.deepEqual(message.attributes, { k: "v" });
    assert.equal(message.sender.userId, "bob");
    assert.deepEqual(message.sender.attributes, { displayName: "bob" });
    assert.ok(message.sendTime instanceof Date);
  }
  assert.equal(own.id, heard.id);
});

test("a moderator deletes through the socket and through REST", async () => {
  const [bob, eve] = [await enter("bob", ["SEND_MESSAGE"]), await enter("eve")];
  const mod = await enter("mod", ALL);
  const first = await send(bob, "one");
  const done = await within(mod.room.deleteMessage(new DeleteMessageRequest(first.id, "spam")), "the deletion");
  assert.equal(done.messageId, first.id);
  const heard = await eve.until("messageDelete");
  assert.deepEqual([heard.messageId, heard.reason], [first.id, "spam"]);
  const second = await send(bob, "two");
  await chat.send(new DeleteMessageCommand({ roomIdentifier, id: second.id, reason: "spam" }));
  await eve.until("messageDelete", ({ messageId }) => messageId === second.id);
  const gone = mod.room.deleteMessage(new DeleteMessageRequest(second.id));
  await assert.rejects(within(gone, "the refusal"), (error) => error.errorCode === 404);
});

test("a capability that is missing is told, and nothing happens", async () => {
  const [bob, eve] = [await enter("bob", ["SEND_MESSAGE"]), await enter("eve")];
  const { id } = await send(bob, "stays");
  for (const asked of [
    eve.room.sendMessage(new SendMessageRequest("no")),
    eve.room.deleteMessage(new DeleteMessageRequest(id)),
    eve.room.disconnectUser(new DisconnectUserRequest("bob")),
  ]) {
    await assert.rejects(within(asked, "the refusal"), (error) => error.errorCode === 403 && Boolean(error.errorMessage));
  }
  const long = bob.room.sendMessage(new SendMessageRequest("x".repeat(100_000)));
  await assert.rejects(within(long, "the refusal"), (error) => error.errorCode === 413);
});

test("a removal through IMKIT and messaging arrives, and is not there any more", async () => {
  const [bob, eve] = [await enter("bob", ["SEND_MESSAGE"]), await enter("eve")];
  const [one, two] = [await send(bob, "by IMKIT"), await send(bob, "by messaging")];
  const { client_key: key, client_token: token } = house.sample.key;
  const headers = { "IM-CLIENT-KEY": key, "IM-Authorization": token };
  const answer = await fetch(`${house.sample.url}/rooms/${roomId}/messages/${one.id}`, { method: "DELETE", headers });
  assert.equal(answer.status, 200);
  await eve.until("messageDelete", ({ messageId }) => messageId === one.id);

  const messaging = new ChimeSDKMessagingClient(settings(house.sample));
  const channel = {
    ChannelArn: `${house.sample.app_instance_arn}/channel/${roomId}`,
    ChimeBearer: house.sample.users.find((user) => user.role === "platform_admin").arn,
  };
  await messaging.send(new RedactChannelMessageCommand({ ...channel, MessageId: two.id }));
  await eve.until("messageDelete", ({ messageId }) => messageId === two.id);
  const { ChannelMessages } = await messaging.send(new ListChannelMessagesCommand(channel));
  const texts = ChannelMessages.map((message) => message.Content ?? "");
  assert.ok(!texts.some((text) => text.includes("by IMKIT") || text.includes("by messaging")));
  const late = await enter("late");
  await send(bob, "last");
  await late.until("message", ({ content }) => content === "last");
  const shown = late.told.filter(({ kind }) => kind === "message");
  assert.deepEqual(shown, [], "what has gone is shown to nobody who comes later");
});

test("somebody who is sent out stays out, and the others are told", async () => {
  const [bob, eve] = [await enter("bob", ["SEND_MESSAGE"]), await enter("eve")];
  const mod = await enter("mod", ALL);
  const done = await within(mod.room.disconnectUser(new DisconnectUserRequest("bob", "bye")), "the end");
  assert.equal(done.userId, "bob");
  assert.equal(await bob.until("disconnect"), "serverDisconnect");
  assert.equal(bob.tokens, 1, "it asks for no other token");
  assert.equal((await eve.until("userDisconnect")).userId, "bob");
  await chat.send(new DisconnectUserCommand({ roomIdentifier, userId: "eve" }));
  assert.equal(await eve.until("disconnect"), "serverDisconnect");
  await chat.send(new SendEventCommand({ roomIdentifier, eventName: "app:x", attributes: { a: "b" } }));
  assert.deepEqual((await mod.until("event")).attributes, { a: "b" });
});

test("whoever sends themselves out is answered, and told before the end", async () => {
  const gone = await enter("gone", ALL);
  const done = await within(gone.room.disconnectUser(new DisconnectUserRequest("gone", "enough")), "the answer");
  assert.deepEqual([done.userId, done.reason], ["gone", "enough"]);
  assert.equal(await gone.until("disconnect"), "serverDisconnect");
  assert.equal(gone.tokens, 1, "it asks for no other token");
  // By somebody else, likewise: why they are sent out comes first.
  const ida = await enter("ida");
  await chat.send(new DisconnectUserCommand({ roomIdentifier, userId: "ida", reason: "later" }));
  assert.deepEqual((await ida.until("userDisconnect")).reason, "later");
  assert.equal(await ida.until("disconnect"), "serverDisconnect");
});

test("half of a character is refused, and comes back to whoever sent it", async () => {
  const bob = await enter("bob", ["SEND_MESSAGE"]);
  const cut = "cut emoji 🦀".slice(0, -1);
  for (const asked of [
    new SendMessageRequest(cut),
    new SendMessageRequest("whole", { k: cut }),
    new SendMessageRequest("whole", { [cut]: "v" }),
  ]) {
    const refused = within(bob.room.sendMessage(asked), "the refusal");
    await assert.rejects(refused, (error) => error.errorCode === 400 && Boolean(error.errorMessage));
  }
  const lines = "one\r\ntwo\rthree";
  assert.equal((await send(bob, lines)).content, lines, "and what is whole is left as it is");
});

test("a wrong token opens nothing", async () => {
  const nobody = new Somebody(url, async () => ({ token: "not-a-token" }), 1);
  nobody.room.connect();
  assert.equal(await nobody.until("disconnect"), "socketError");
  assert.equal(nobody.tokens, 2);
});

test("a line that is cut brings the client back, and it is told what has gone meanwhile", async () => {
  const { hostname: host, port } = new URL(house.sample.url);
  const between = await line({ host, port: Number(port) });
  try {
    const bob = await enter("bob", ["SEND_MESSAGE"]);
    const eve = await enter("eve", [], `ws://127.0.0.1:${between.port}/ivschat`);
    const { id } = await send(bob, "gone while away");
    await eve.until("message", (message) => message.id === id);
    between.cut();
    await chat.send(new DeleteMessageCommand({ roomIdentifier, id }));
    await eve.until("connect");
    assert.equal(eve.tokens, 2);
    await eve.until("messageDelete", ({ messageId }) => messageId === id);
    const next = await send(bob, "back");
    await eve.until("message", (message) => message.id === next.id);
    // What the line before has told, a purge takes away too, message by message.
    between.cut();
    const { client_key: key, client_token: token } = house.sample.key;
    const headers = { "IM-CLIENT-KEY": key, "IM-Authorization": token };
    const purged = await fetch(`${house.sample.url}/rooms/${roomId}/messages/_all`, { method: "DELETE", headers });
    assert.equal(purged.status, 200);
    await eve.until("connect");
    await eve.until("messageDelete", ({ messageId }) => messageId === next.id);
    await eve.until("event", ({ eventName }) => eventName === "roomkeeper:PURGE");
  } finally {
    between.close();
  }
});

test("whose token ends before its time is cut, and comes back by itself with another one", async () => {
  const chime = new ChimeClient(settings(house.sample));
  const AccountId = house.sample.account_id;
  const change = async (Command) => {
    const { Users } = await chime.send(new ListUsersCommand({ AccountId, MaxResults: 200 }));
    const UserIdList = Users.filter(({ DisplayName }) => DisplayName === "lena").map(({ UserId }) => UserId);
    assert.equal(UserIdList.length, 1);
    assert.deepEqual((await chime.send(new Command({ AccountId, UserIdList }))).UserErrors ?? [], []);
  };
  const fresh = tokens(chat, roomIdentifier, "lena", ["SEND_MESSAGE"]);
  const lena = new Somebody(url, async () => {
    if (lena.tokens === 2) await change(BatchUnsuspendUserCommand);
    return fresh();
  });
  people.push(lena);
  await lena.connect();
  // Told 401 and cut: with a close frame it would stay away for good.
  await change(BatchSuspendUserCommand);
  await lena.until("connect");
  assert.equal(lena.tokens, 2);
  assert.equal((await send(lena, "back again")).content, "back again");
});

test("a client takes its next line before its token ends, and hears everything once", async () => {
  const fresh = tokens(chat, roomIdentifier, "mia");
  let renewed;
  const renewal = new Promise((resolve) => (renewed = resolve));
  const mia = new Somebody(url, async () => {
    if (mia.tokens > 1) {
      renewed();
      return fresh();
    }
    // A minute before this the client asks for the next.
    return { ...(await fresh()), tokenExpirationTime: new Date(Date.now() + 61_000) };
  });
  people.push(mia);
  const bob = await enter("bob", ["SEND_MESSAGE"]);
  await mia.connect();
  const said = [];
  const say = async () => {
    said.push(`line ${said.length}`);
    await send(bob, said.at(-1));
    await mia.until("message", ({ content }) => content === said.at(-1));
  };
  await say();
  await within(renewal, "the next token");
  for (let n = 0; n < 5; n += 1) await say();
  assert.equal(mia.tokens, 2);
  assert.deepEqual(mia.told.filter(({ kind }) => kind === "message" || kind === "disconnect"), []);
});
