// Amazon Chime SDK messaging: the AWS SDK for JavaScript, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ChimeSDKMessagingClient,
  ConflictException,
  ForbiddenException,
  GetChannelMessageCommand,
  ListChannelMessagesCommand,
  RedactChannelMessageCommand,
} from "@aws-sdk/client-chime-sdk-messaging";

import { open, settings } from "./house.mjs";

let house;
let messaging;
let named;
let unused;

before(async () => {
  house = await open();
  const { sample } = house;
  const room = sample.rooms.find((room) => room.kind === "room");
  messaging = new ChimeSDKMessagingClient(settings(sample));
  named = {
    ChannelArn: `${sample.app_instance_arn}/channel/${room.id}`,
    ChimeBearer: sample.users.find((user) => user.role === "platform_admin").arn,
  };
  unused = room.messages.values();
});

after(() => house.stop());

test("a redacted message is empty, and says so", async () => {
  const MessageId = unused.next().value;
  const answer = await messaging.send(new RedactChannelMessageCommand({ ...named, MessageId }));
  assert.equal(answer.MessageId, MessageId);
  const { ChannelMessage } = await messaging.send(new GetChannelMessageCommand({ ...named, MessageId }));
  assert.equal(ChannelMessage.Redacted, true);
  assert.ok(!ChannelMessage.Content && !ChannelMessage.Metadata);
  assert.ok(ChannelMessage.CreatedTimestamp instanceof Date);
  const again = messaging.send(new RedactChannelMessageCommand({ ...named, MessageId }));
  await assert.rejects(again, ConflictException);
});

test("messages are listed page by page", async () => {
  const asked = { ...named, MaxResults: 3, SortOrder: "DESCENDING" };
  const first = await messaging.send(new ListChannelMessagesCommand(asked));
  const second = await messaging.send(new ListChannelMessagesCommand({ ...asked, NextToken: first.NextToken }));
  const ids = [...first.ChannelMessages, ...second.ChannelMessages].map((message) => message.MessageId);
  assert.equal(new Set(ids).size, 6);
  assert.deepEqual(ids, ids.toSorted().reverse());
});

test("a key that may only read redacts nothing", async () => {
  const limited = new ChimeSDKMessagingClient(settings(house.sample, house.sample.limited_key));
  const asked = new RedactChannelMessageCommand({ ...named, MessageId: unused.next().value });
  await assert.rejects(limited.send(asked), ForbiddenException);
});
