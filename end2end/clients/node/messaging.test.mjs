// Amazon Chime SDK messaging: the AWS SDK for JavaScript, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ChimeSDKMessagingClient,
  ConflictException,
  CreateChannelCommand,
  CreateChannelMembershipCommand,
  DescribeChannelCommand,
  ForbiddenException,
  GetChannelMessageCommand,
  ListChannelMessagesCommand,
  RedactChannelMessageCommand,
  UpdateChannelCommand,
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

test("members add others for as long as the mode of their channel leaves it to them", async () => {
  const { sample } = house;
  const arnOf = (role) => sample.users.find((user) => user.role === role).arn;
  const [owner, member] = ["owner", "member"].map(arnOf);
  const others = sample.users
    .map((user) => user.arn)
    .filter((arn) => arn.startsWith(sample.app_instance_arn) && arn !== owner && arn !== member);
  const { ChannelArn } = await messaging.send(
    new CreateChannelCommand({
      AppInstanceArn: sample.app_instance_arn,
      Name: "open house",
      Mode: "UNRESTRICTED",
      MemberArns: [member],
      ChimeBearer: owner,
    }),
  );
  const add = (MemberArn) =>
    messaging.send(
      new CreateChannelMembershipCommand({ ChannelArn, MemberArn, Type: "DEFAULT", ChimeBearer: member }),
    );
  const set = (Mode) => messaging.send(new UpdateChannelCommand({ ChannelArn, Mode, ChimeBearer: owner }));
  const mode = async () =>
    (await messaging.send(new DescribeChannelCommand({ ChannelArn, ChimeBearer: member }))).Channel.Mode;

  assert.equal(await mode(), "UNRESTRICTED");
  assert.equal((await add(others[0])).Member.Arn, others[0]);
  await set("RESTRICTED");
  assert.equal(await mode(), "RESTRICTED");
  await assert.rejects(add(others[1]), ForbiddenException);
  await set("UNRESTRICTED");
  assert.equal((await add(others[1])).Member.Arn, others[1]);
});
