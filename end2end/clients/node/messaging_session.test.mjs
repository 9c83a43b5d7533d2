// The messaging session of Amazon Chime SDK: amazon-chime-sdk-js, unchanged, against the real binary.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { ChimeClient, RedactRoomMessageCommand } from "@aws-sdk/client-chime";
import {
  BatchCreateChannelMembershipCommand,
  ChimeSDKMessagingClient,
  CreateChannelCommand,
  CreateChannelMembershipCommand,
  DeleteChannelCommand,
  DeleteChannelMembershipCommand,
  DeleteChannelMessageCommand,
  ListChannelMessagesCommand,
  ListSubChannelsCommand,
  RedactChannelMessageCommand,
  SendChannelMessageCommand,
  UpdateChannelMessageCommand,
} from "@aws-sdk/client-chime-sdk-messaging";
import { DeleteMessageCommand, IvschatClient } from "@aws-sdk/client-ivschat";
import chime from "amazon-chime-sdk-js";

import { open, settings } from "./house.mjs";
import { Listener } from "./session.mjs";

const { PrefetchSortBy } = chime;

let house;
let messaging;
let owner;
let member;

before(async () => {
  house = await open();
  messaging = new ChimeSDKMessagingClient(settings(house.sample));
  [owner, member] = ["owner", "member"].map((role) => house.sample.users.find((user) => user.role === role).arn);
});

after(() => house.stop());

const made = [];

// Whoever begins a session is told what was removed lately in all channels that are there.
afterEach(async () => {
  for (const named of made.splice(0)) await messaging.send(new DeleteChannelCommand(named));
});

/** A channel of its own, with somebody who listens to it. */
async function channel(listens = true) {
  const { ChannelArn } = await messaging.send(
    new CreateChannelCommand({
      AppInstanceArn: house.sample.app_instance_arn,
      Name: "on the air",
      MemberArns: listens ? [member] : undefined,
      ChimeBearer: owner,
    }),
  );
  const named = { ChannelArn, ChimeBearer: owner };
  made.push(named);
  return named;
}

async function say(named, Content) {
  const said = { Content, Type: "STANDARD", Persistence: "PERSISTENT", Metadata: "m" };
  return (await messaging.send(new SendChannelMessageCommand({ ...named, ...said }))).MessageId;
}

test("a session tells what is written, changed, redacted and deleted", async () => {
  const named = await channel();
  const listener = await Listener.start(house.sample, member);
  try {
    const MessageId = await say(named, "hello");
    const created = await listener.told("CREATE_CHANNEL_MESSAGE");
    assert.deepEqual([created.MessageId, created.Content, created.ChannelArn], [MessageId, "hello", named.ChannelArn]);
    assert.ok(Date.now() - new Date(created.CreatedTimestamp) < 3_600_000);
    assert.equal(created.Sender.Arn, owner);
    await messaging.send(new UpdateChannelMessageCommand({ ...named, MessageId, Content: "changed" }));
    assert.equal((await listener.told("UPDATE_CHANNEL_MESSAGE")).Content, "changed");
    await messaging.send(new RedactChannelMessageCommand({ ...named, MessageId }));
    const redacted = await listener.told("REDACT_CHANNEL_MESSAGE");
    assert.deepEqual([redacted.MessageId, redacted.Redacted, redacted.Content], [MessageId, true, ""]);
    await messaging.send(new DeleteChannelMessageCommand({ ...named, MessageId }));
    assert.equal((await listener.told("DELETE_CHANNEL_MESSAGE")).MessageId, MessageId);
  } finally {
    await listener.stop();
  }
});

test("membership comes and goes, and the channel with it", async () => {
  const named = await channel(false);
  const listener = await Listener.start(house.sample, member);
  try {
    await say(named, "too early");
    await messaging.send(new CreateChannelMembershipCommand({ ...named, MemberArn: member, Type: "DEFAULT" }));
    assert.equal((await listener.told("CREATE_CHANNEL_MEMBERSHIP")).Member.Arn, member);
    await say(named, "in time");
    assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).Content, "in time");
    await messaging.send(new DeleteChannelMembershipCommand({ ...named, MemberArn: member }));
    assert.equal((await listener.told("DELETE_CHANNEL_MEMBERSHIP")).Member.Arn, member);
    await say(named, "too late");
    const other = await channel();
    const added = await listener.told("CREATE_CHANNEL_MEMBERSHIP");
    assert.deepEqual([added.ChannelArn, added.Member.Arn], [other.ChannelArn, member]);
    await say(other, "elsewhere");
    assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).Content, "elsewhere");
    await messaging.send(new DeleteChannelCommand(made.pop()));
    assert.equal((await listener.told("DELETE_CHANNEL")).ChannelArn, other.ChannelArn);
    assert.doesNotMatch(listener.all(), /too early|too late/);
  } finally {
    await listener.stop();
  }
});

test("members who come in one act are told in one frame", async () => {
  const named = await channel();
  const [manager, guest] = ["manager@example.com", "elif@books.example.org"].map((email) =>
    house.sample.users.find((user) => user.email === email),
  );
  const [there, comes] = [await Listener.start(house.sample, member), await Listener.start(house.sample, manager.arn)];
  try {
    const asked = { ...named, MemberArns: [guest.arn, member, manager.arn] };
    const answer = await messaging.send(new BatchCreateChannelMembershipCommand(asked));
    assert.deepEqual(answer.Errors.map((one) => [one.MemberArn, one.ErrorCode]), [[member, "Conflict"]]);
    for (const listener of [there, comes]) {
      const told = await listener.told("BATCH_CREATE_CHANNEL_MEMBERSHIP");
      assert.deepEqual(told, answer.BatchChannelMemberships);
      assert.deepEqual(told.Members.map((one) => one.Arn), [guest.arn, manager.arn]);
      assert.deepEqual([told.ChannelArn, told.InvitedBy.Arn, told.Type], [named.ChannelArn, owner, "DEFAULT"]);
    }
    await say(named, "to all of them");
    for (const listener of [there, comes]) {
      assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).Content, "to all of them");
    }
  } finally {
    await there.stop();
    await comes.stop();
  }
});

test("channels are told at the beginning, and nothing that was redacted is among it", async () => {
  const named = await channel();
  const MessageId = await say(named, "to be redacted");
  await say(named, "to stay");
  await messaging.send(new RedactChannelMessageCommand({ ...named, MessageId }));
  const listener = await Listener.start(house.sample, member, { prefetchOn: "connect" });
  try {
    assert.equal((await listener.told("REDACT_CHANNEL_MESSAGE")).MessageId, MessageId, "the client may show it still");
    const details = await listener.told("CHANNEL_DETAILS");
    assert.equal(details.Channel.ChannelArn, named.ChannelArn);
    assert.deepEqual(
      details.ChannelMessages.map((message) => [message.Content, message.Redacted]),
      [["to stay", false], ["", true]],
    );
    assert.deepEqual(details.ChannelMemberships.map((one) => one.Member.Arn).toSorted(), [member, owner].toSorted());
    assert.equal(details.ChannelMessagesHasMore, false);
    const { ChannelMessages } = await messaging.send(new ListChannelMessagesCommand({ ...named, ChimeBearer: member }));
    assert.ok(ChannelMessages.every((message) => message.Content !== "to be redacted"));
    assert.doesNotMatch(listener.all(), /to be redacted/);
  } finally {
    await listener.stop();
  }
});

test("the channel with the latest message is told first, whichever order is asked for", async () => {
  const [early, late] = [await channel(), await channel()];
  await say(late, "first here");
  await say(early, "and last there");
  for (const prefetchSortBy of [PrefetchSortBy.Unread, PrefetchSortBy.LastMessageTimestamp]) {
    const listener = await Listener.start(house.sample, member, { prefetchOn: "connect", prefetchSortBy });
    try {
      for (const { ChannelArn } of [early, late]) {
        assert.equal((await listener.told("CHANNEL_DETAILS")).Channel.ChannelArn, ChannelArn, prefetchSortBy);
      }
    } finally {
      await listener.stop();
    }
  }
});

test("what is said in a sub-channel is told to its members, and to nobody else", async () => {
  const manager = house.sample.users.find((user) => user.role === "manager").arn;
  const made = await messaging.send(
    new CreateChannelCommand({
      AppInstanceArn: house.sample.app_instance_arn,
      Name: "arena",
      ElasticChannelConfiguration: {
        MaximumSubChannels: 2,
        TargetMembershipsPerSubChannel: 2,
        MinimumMembershipPercentage: 40,
      },
      MemberArns: [member, manager],
      ChimeBearer: owner,
    }),
  );
  const named = { ChannelArn: made.ChannelArn, ChimeBearer: owner };
  const { SubChannels } = await messaging.send(new ListSubChannelsCommand(named));
  const [first, second] = SubChannels.map((one) => one.SubChannelId);
  const inFirst = await Listener.start(house.sample, member);
  const inSecond = await Listener.start(house.sample, manager);
  try {
    const one = await say({ ...named, SubChannelId: first }, "for the first");
    const two = await say({ ...named, SubChannelId: second }, "for the second");
    for (const [listener, id, sub] of [[inFirst, one, first], [inSecond, two, second]]) {
      const told = await listener.told("CREATE_CHANNEL_MESSAGE");
      assert.deepEqual([told.MessageId, told.SubChannelId], [id, sub]);
    }
    await messaging.send(new RedactChannelMessageCommand({ ...named, MessageId: two, SubChannelId: second }));
    assert.equal((await inSecond.told("REDACT_CHANNEL_MESSAGE")).MessageId, two);
    const RoomId = named.ChannelArn.split("/").at(-1);
    const redact = { AccountId: house.sample.account_id, RoomId, MessageId: one };
    await new ChimeClient(settings(house.sample)).send(new RedactRoomMessageCommand(redact));
    assert.equal((await inFirst.told("REDACT_CHANNEL_MESSAGE")).MessageId, one);
    const typing = { Content: "typing", Type: "CONTROL", Persistence: "NON_PERSISTENT", SubChannelId: second };
    await messaging.send(new SendChannelMessageCommand({ ...named, ...typing }));
    assert.equal((await inSecond.told("CREATE_CHANNEL_MESSAGE")).Content, "typing");
    const target = { ...typing, Content: "psst", SubChannelId: first, Target: [{ MemberArn: member }] };
    await messaging.send(new SendChannelMessageCommand({ ...named, ...target }));
    assert.deepEqual((await inFirst.told("CREATE_CHANNEL_MESSAGE")).Target, [{ MemberArn: member }]);
    await messaging.send(new DeleteChannelCommand(named));
    for (const listener of [inFirst, inSecond]) await listener.told("DELETE_CHANNEL");
    assert.doesNotMatch(inFirst.all(), /for the second|typing/);
    assert.doesNotMatch(inSecond.all(), /for the first|psst/);
  } finally {
    await inFirst.stop();
    await inSecond.stop();
  }
});

test("what is kept for one member is told to both, and to nobody else", async () => {
  const named = await channel();
  const manager = house.sample.users.find((user) => user.role === "manager").arn;
  await messaging.send(new CreateChannelMembershipCommand({ ...named, MemberArn: manager, Type: "DEFAULT" }));
  const [target, bystander] = [await Listener.start(house.sample, member), await Listener.start(house.sample, manager)];
  try {
    const Target = [{ MemberArn: member }];
    const MessageId = await say({ ...named, Target }, "between you and me");
    const created = await target.told("CREATE_CHANNEL_MESSAGE");
    assert.deepEqual([created.MessageId, created.Target, created.Persistence], [MessageId, Target, "PERSISTENT"]);
    await messaging.send(new UpdateChannelMessageCommand({ ...named, MessageId, Content: "changed" }));
    assert.deepEqual((await target.told("UPDATE_CHANNEL_MESSAGE")).Target, Target);
    const list = new ListChannelMessagesCommand({ ...named, ChimeBearer: member });
    assert.deepEqual((await messaging.send(list)).ChannelMessages.map((one) => [one.Content, one.Target]), [["changed", Target]]);
    const others = new ListChannelMessagesCommand({ ...named, ChimeBearer: manager });
    assert.deepEqual((await messaging.send(others)).ChannelMessages, []);
    await messaging.send(new DeleteChannelMessageCommand({ ...named, MessageId }));
    assert.equal((await target.told("DELETE_CHANNEL_MESSAGE")).MessageId, MessageId);
    const last = await say(named, "for everybody");
    assert.equal((await bystander.told("CREATE_CHANNEL_MESSAGE")).MessageId, last, "the first that is told");
    assert.doesNotMatch(bystander.all(), new RegExp(`between you|changed|${MessageId}`));
  } finally {
    await target.stop();
    await bystander.stop();
  }
});

test("a removal through another dialect is told", async () => {
  const named = await channel();
  const RoomId = named.ChannelArn.split("/").at(-1);
  const { sample } = house;
  const listener = await Listener.start(sample, member);
  try {
    const ids = [];
    for (const door of ["chime", "ivs", "imkit"]) ids.push(await say(named, door));
    for (const id of ids) assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).MessageId, id);
    const redact = { AccountId: sample.account_id, RoomId, MessageId: ids[0] };
    await new ChimeClient(settings(sample)).send(new RedactRoomMessageCommand(redact));
    assert.equal((await listener.told("REDACT_CHANNEL_MESSAGE")).MessageId, ids[0]);
    const roomIdentifier = `arn:aws:ivschat:us-east-1:000000000000:room/${RoomId}`;
    await new IvschatClient(settings(sample)).send(new DeleteMessageCommand({ roomIdentifier, id: ids[1] }));
    assert.equal((await listener.told("DELETE_CHANNEL_MESSAGE")).MessageId, ids[1]);
    const headers = { "IM-CLIENT-KEY": sample.key.client_key, "IM-Authorization": sample.key.client_token };
    const imkit = await fetch(`${sample.url}/rooms/${RoomId}/messages/${ids[2]}`, { method: "DELETE", headers });
    assert.equal(imkit.status, 200);
    assert.equal((await listener.told("DELETE_CHANNEL_MESSAGE")).MessageId, ids[2]);
  } finally {
    await listener.stop();
  }
});

test("a client that was cut comes back by itself, and hears what was removed meanwhile", async () => {
  const named = await channel();
  const listed = [await say(named, "before the session"), await say(named, "too")];
  const listener = await Listener.start(house.sample, member);
  try {
    const [deleted, redacted] = [await say(named, "to be deleted"), await say(named, "to be redacted")];
    for (const id of [deleted, redacted]) {
      assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).MessageId, id);
    }
    await listener.cut(async () => {
      await messaging.send(new DeleteChannelMessageCommand({ ...named, MessageId: deleted }));
      await messaging.send(new RedactChannelMessageCommand({ ...named, MessageId: redacted }));
    });
    const gone = await listener.told("DELETE_CHANNEL_MESSAGE");
    assert.deepEqual([gone.ChannelArn, gone.MessageId], [named.ChannelArn, deleted]);
    const tombstone = await listener.told("REDACT_CHANNEL_MESSAGE");
    assert.deepEqual([tombstone.MessageId, tombstone.Redacted, tombstone.Content], [redacted, true, ""]);
    assert.equal(tombstone.Sender.Arn, owner);
    const { sample } = house;
    const headers = { "IM-CLIENT-KEY": sample.key.client_key, "IM-Authorization": sample.key.client_token };
    const all = `${sample.url}/rooms/${named.ChannelArn.split("/").at(-1)}/messages/_all`;
    assert.equal((await fetch(all, { method: "DELETE", headers })).status, 200);
    for (const id of [...listed, redacted]) {
      assert.equal((await listener.told("DELETE_CHANNEL_MESSAGE")).MessageId, id, "wherever it is shown from");
    }
    assert.equal((await listener.told("UPDATE_CHANNEL")).ChannelArn, named.ChannelArn);
    await say(named, "after the cut");
    assert.equal((await listener.told("CREATE_CHANNEL_MESSAGE")).Content, "after the cut");
  } finally {
    await listener.stop();
  }
});

test("a wrong secret, and a user whom the key may not act for, are told by a rejection", async () => {
  const wrong = { ...house.sample.key, secret_access_key: "wrong" };
  const endpointUrl = new URL(house.sample.url).host;
  await assert.rejects(Listener.start(house.sample, member, { key: wrong, endpointUrl }), { code: 4401 });
  const foreign = `${house.sample.app_instance_arn}/user/nobody`;
  await assert.rejects(Listener.start(house.sample, foreign), { code: 4401 });
});
