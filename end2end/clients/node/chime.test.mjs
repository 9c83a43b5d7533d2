// Amazon Chime: the AWS SDK for JavaScript, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ChimeClient,
  ForbiddenException,
  GetRoomCommand,
  ListBotsCommand,
  NotFoundException,
  RedactRoomMessageCommand,
} from "@aws-sdk/client-chime";

import { open, settings } from "./house.mjs";

let house;
let chime;
let named;
let unused;

before(async () => {
  house = await open();
  const room = house.sample.rooms.find((room) => room.kind === "room");
  chime = new ChimeClient(settings(house.sample));
  named = { AccountId: house.sample.account_id, RoomId: room.id };
  unused = room.messages.values();
});

after(() => house.stop());

const redact = (client, MessageId, other = {}) =>
  client.send(new RedactRoomMessageCommand({ ...named, MessageId, ...other }));

test("a message is redacted, and once more is answered alike", async () => {
  const message = unused.next().value;
  const answer = await redact(chime, message);
  assert.equal(answer.$metadata.httpStatusCode, 200);
  assert.match(answer.$metadata.requestId, /^[0-9a-f-]{36}$/);
  const again = await redact(chime, message);
  assert.equal(again.$metadata.httpStatusCode, 200);
});

test("a room is described, with times that are dates", async () => {
  const { Room } = await chime.send(new GetRoomCommand(named));
  assert.equal(Room.RoomId, named.RoomId);
  assert.ok(Room.CreatedTimestamp instanceof Date);
});

test("what is not there is not found, an id left empty is a bad request", async () => {
  await assert.rejects(redact(chime, "000000000000"), NotFoundException);
  await assert.rejects(redact(chime, "x", { RoomId: "000000000000" }), NotFoundException);
  await assert.rejects(redact(chime, "x", { RoomId: "" }), { name: "BadRequestException" });
});

test("a key that may only read redacts nothing", async () => {
  const limited = new ChimeClient(settings(house.sample, house.sample.limited_key));
  await assert.rejects(redact(limited, unused.next().value), ForbiddenException);
});

test("a clock that is an hour off is corrected by the answer", async () => {
  const late = new ChimeClient({ ...settings(house.sample), maxAttempts: 3, systemClockOffset: -3_600_000 });
  const { Room } = await late.send(new GetRoomCommand(named));
  assert.equal(Room.RoomId, named.RoomId);
});

test("an operation that is not here is told so", async () => {
  const asked = chime.send(new ListBotsCommand({ AccountId: named.AccountId }));
  await assert.rejects(asked, { name: "UnknownOperationException" });
});
