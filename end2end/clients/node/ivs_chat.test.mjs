// Amazon IVS Chat: the AWS SDK for JavaScript, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  AccessDeniedException,
  CreateRoomCommand,
  DeleteMessageCommand,
  DeleteRoomCommand,
  GetRoomCommand,
  IvschatClient,
  ListRoomsCommand,
  ResourceNotFoundException,
  ValidationException,
} from "@aws-sdk/client-ivschat";

import { open, settings } from "./house.mjs";

let house;
let chat;
let roomIdentifier;
let unused;

before(async () => {
  house = await open();
  const room = house.sample.rooms.find((room) => room.kind === "room");
  chat = new IvschatClient(settings(house.sample));
  roomIdentifier = `arn:aws:ivschat:eu-central-1:123456789012:room/${room.id}`;
  unused = room.messages.values();
});

after(() => house.stop());

test("a message is deleted, and then it is not there", async () => {
  const asked = new DeleteMessageCommand({ roomIdentifier, id: unused.next().value, reason: "spam" });
  const { id } = await chat.send(asked);
  assert.match(id, /^[A-Za-z0-9]{12}$/);
  await assert.rejects(chat.send(asked), (error) => {
    assert.ok(error instanceof ResourceNotFoundException);
    assert.ok(error.resourceId && error.resourceType);
    return true;
  });
});

test("a room is made, described with dates, and deleted", async () => {
  const { arn } = await chat.send(new CreateRoomCommand({ name: "from-node" }));
  const room = await chat.send(new GetRoomCommand({ identifier: arn }));
  assert.ok(room.createTime instanceof Date && room.updateTime instanceof Date);
  const { rooms } = await chat.send(new ListRoomsCommand({ name: "from-node" }));
  assert.deepEqual(rooms.map((room) => room.arn), [arn]);
  await chat.send(new DeleteRoomCommand({ identifier: arn }));
  await assert.rejects(chat.send(new GetRoomCommand({ identifier: arn })), ResourceNotFoundException);
});

test("what is not as the model says is told by its field", async () => {
  const asked = chat.send(new CreateRoomCommand({ name: "no spaces" }));
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof ValidationException);
    assert.deepEqual(error.fieldList.map((field) => field.name), ["name"]);
    return true;
  });
});

test("a key that may only read deletes nothing", async () => {
  const limited = new IvschatClient(settings(house.sample, house.sample.limited_key));
  const asked = limited.send(new DeleteMessageCommand({ roomIdentifier, id: unused.next().value }));
  await assert.rejects(asked, AccessDeniedException);
});
