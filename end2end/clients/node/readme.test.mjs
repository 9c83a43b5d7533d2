// The README's snippets in JavaScript, run as they stand there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import {
  ChimeSDKMessagingClient,
  DeleteChannelMessageCommand,
  GetChannelMessageCommand,
} from "@aws-sdk/client-chime-sdk-messaging";

import { open, settings } from "./house.mjs";

const README = new URL("../../../README.md", import.meta.url);
const SNIPPET = /<!-- snippet: ([a-z-]+) -->\n```js\n(.*?)```/gs;

let house;

before(async () => {
  house = await open();
});

after(() => house.stop());

/** Runs a snippet; answers with what it printed, line by line as it comes. */
function started(text, env) {
  const words = ["--import", "./websocket.mjs", "--input-type=module", "--eval", text];
  const options = { cwd: new URL(".", import.meta.url), env, stdio: ["ignore", "pipe", "inherit"], timeout: 120_000 };
  const child = spawn(process.execPath, words, options);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { lines: createInterface({ input: child.stdout }), ended };
}

test("every snippet does what it says", async () => {
  const found = new Map([...(await readFile(README, "utf8")).matchAll(SNIPPET)].map(([, name, text]) => [name, text]));
  const { sample } = house;
  const room = sample.rooms.find(({ kind }) => kind === "room");
  const admin = sample.users.find(({ role }) => role === "platform_admin");
  const messaging = new ChimeSDKMessagingClient(settings(sample));
  const named = { ChannelArn: `${sample.app_instance_arn}/channel/${room.id}`, ChimeBearer: admin.arn };
  const redacted = async ([first], MessageId) => {
    assert.equal(first, undefined);
    const { ChannelMessage } = await messaging.send(new GetChannelMessageCommand({ ...named, MessageId }));
    assert.equal(ChannelMessage.Redacted, true);
  };
  // Whoever listens is told of a message that goes.
  const owner = sample.users.find(({ email }) => email === "owner@example.com");
  const told = async (lines, MessageId) => {
    const seen = [];
    for await (const line of lines) {
      seen.push(line.split(" ")[0]);
      if (seen.length === 1) await messaging.send(new DeleteChannelMessageCommand({ ...named, MessageId }));
    }
    // First of what the snippets before have redacted: its client might show it still.
    const before = ["REDACT_CHANNEL_MESSAGE", "REDACT_CHANNEL_MESSAGE"];
    assert.deepEqual(seen, ["SESSION_ESTABLISHED", ...before, "DELETE_CHANNEL_MESSAGE"]);
  };
  const does = {
    "chime-js": redacted,
    "ivs-chat-messaging": async (printed) => assert.ok(printed.includes("alice: Hello"), printed.join("\n")),
    "messaging-js": redacted,
    "chime-sdk-js": told,
  };
  assert.deepEqual([...found.keys()], Object.keys(does));
  const unused = room.messages.values();
  for (const [name, check] of Object.entries(does)) {
    const message = unused.next().value;
    const { lines, ended } = started(found.get(name), {
      ...process.env,
      AWS_ACCESS_KEY_ID: sample.key.access_key_id,
      AWS_SECRET_ACCESS_KEY: sample.key.secret_access_key,
      URL: sample.url,
      ACCOUNT: sample.account_id,
      ROOM: room.id,
      MESSAGE: message,
      USER_ID: (check === told ? owner : admin).user_id,
    });
    if (check === told) {
      await check(lines, message);
      assert.equal(await ended, 0, name);
    } else {
      const printed = [];
      for await (const line of lines) printed.push(line);
      assert.equal(await ended, 0, name);
      await check(printed, message);
    }
  }
});
