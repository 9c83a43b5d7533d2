// The README's snippets in JavaScript, run as they stand there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { open } from "./house.mjs";

const README = new URL("../../../README.md", import.meta.url);
const SNIPPET = /<!-- snippet: ([a-z-]+) -->\n```js\n(.*?)```/gs;
const run = promisify(execFile);

let house;

before(async () => {
  house = await open();
});

after(() => house.stop());

test("every snippet does what it says", async () => {
  const found = [...(await readFile(README, "utf8")).matchAll(SNIPPET)];
  assert.deepEqual(found.map(([, name]) => name), ["ivs-chat-messaging"]);
  const room = house.sample.rooms.find(({ kind }) => kind === "room");
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: house.sample.key.access_key_id,
    AWS_SECRET_ACCESS_KEY: house.sample.key.secret_access_key,
    URL: house.sample.url,
    ROOM: room.id,
  };
  for (const [, , text] of found) {
    const words = ["--import", "./websocket.mjs", "--input-type=module", "--eval", text];
    const { stdout } = await run(process.execPath, words, { cwd: new URL(".", import.meta.url), env, timeout: 60_000 });
    assert.match(stdout, /alice: Hello/);
  }
});
