// Removals whose answer was lost on the way: the clients of the AWS SDK for JavaScript ask again by themselves, and are told
// that it is done. See `python/test_lost_answers.py`, which asks the same.
import assert from "node:assert/strict";
import { Agent, createServer, request as ask } from "node:http";
import { after, before, beforeEach, test } from "node:test";

import { ChimeSDKMessagingClient, DeleteChannelMessageCommand, RedactChannelMessageCommand } from "@aws-sdk/client-chime-sdk-messaging";
import { DeleteMessageCommand, IvschatClient } from "@aws-sdk/client-ivschat";

import { open, settings } from "./house.mjs";

/** A relay before a server that loses as many answers as it is told to; `lost` has their statuses. */
async function lossy(url) {
  const line = { toLose: 0, lost: [] };
  const agent = new Agent({ keepAlive: false });
  // Each request goes on as it came, `Host` and all, since that is what was signed.
  const server = createServer((request, answer) => {
    const { method, url: path, headers } = request;
    const onward = ask(new URL(url), { agent, method, path, headers: { ...headers, connection: "close" } }, (told) => {
      if (line.toLose > 0) {
        line.toLose -= 1;
        line.lost.push(told.statusCode);
        told.resume().once("end", () => request.socket.destroy());
        return;
      }
      const { connection: _, ...rest } = told.headers;
      answer.writeHead(told.statusCode, rest);
      told.pipe(answer);
    });
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  line.url = `http://127.0.0.1:${server.address().port}`;
  line.close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return line;
}

let house, line, room, unused;
before(async () => {
  house = await open();
  line = await lossy(house.sample.url);
  room = house.sample.rooms.find(({ kind }) => kind === "room");
  unused = room.messages.values();
});
after(async () => {
  await line.close();
  await house.stop();
});
beforeEach(() => {
  line.toLose = 2;
  line.lost = [];
});

/** A client that repeats as it does when nobody tells it otherwise. */
function patient(Client) {
  const { maxAttempts: _, ...rest } = settings({ ...house.sample, url: line.url });
  return new Client(rest);
}

/** What a call under its own name must be answered with, after it was done before. */
async function isDoneOnce(client, command, status, then) {
  const answer = await client.send(command());
  assert.deepEqual(line.lost, [status, status]);
  assert.equal(answer.$metadata.attempts, 3);
  await assert.rejects(client.send(command()), { name: then });
  return answer;
}

test("a deletion is answered as the first time", async () => {
  const asked = { roomIdentifier: `arn:aws:ivschat:us-west-2:123456789012:room/${room.id}`, id: unused.next().value };
  const command = () => new DeleteMessageCommand(asked);
  const { id } = await isDoneOnce(patient(IvschatClient), command, 200, "ResourceNotFoundException");
  assert.match(id, /^[A-Za-z0-9]{12}$/);
});

const inChannel = () => ({
  ChannelArn: `${house.sample.app_instance_arn}/channel/${room.id}`,
  ChimeBearer: house.sample.users.find(({ role }) => role === "platform_admin").arn,
  MessageId: unused.next().value,
});

test("a deletion in a channel is answered as the first time", async () => {
  const asked = inChannel();
  const command = () => new DeleteChannelMessageCommand(asked);
  await isDoneOnce(patient(ChimeSDKMessagingClient), command, 204, "NotFoundException");
});

test("a redaction in a channel is no conflict with itself", async () => {
  const asked = inChannel();
  const command = () => new RedactChannelMessageCommand(asked);
  const { MessageId } = await isDoneOnce(patient(ChimeSDKMessagingClient), command, 200, "ConflictException");
  assert.equal(MessageId, asked.MessageId);
});
