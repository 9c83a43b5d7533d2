// Errors that are nobody's fault, or that too much of the same brings: every operation, by the clients of the AWS SDK for
// JavaScript, against the real binary. See `python/test_troubles.py`, which asks the same.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, test } from "node:test";

import { serve, settings } from "./house.mjs";
import { SERVICES, asking, expanded, provoked, read } from "./provocations.mjs";

const PYTHON = new URL("../.venv/bin/python", import.meta.url).pathname;
const HOLD = `
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
`;
const TABLES = Object.fromEntries(Object.keys(SERVICES).map((service) => [service, read(service)]));
// Requests that are made at once, again and again until there have been too many: those of five seconds may come at once. One
// after the other, on a slow machine none of them would come too fast.
const AT_ONCE = 8;
const TRIES_MAX = 5;
// Told to wait a second, in milliseconds: the client turns that into a moment, and takes the one it begins to wait at from
// it, so that little of it may be left on a busy machine. Left to itself it would wait a fifth of this at most.
const TOLD_TO_WAIT_MIN = 900;
// Whatever a word stands for: these requests come to nothing before they are read.
const ANYTHING = new Proxy({}, { get: () => "x", has: () => true, ownKeys: () => [] });

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "roomkeeper-troubles-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Every operation, with a good request. */
function each(words) {
  return Object.entries(TABLES).flatMap(([service, table]) =>
    Object.entries(table.operations).map(([operation, spoken]) => {
      return { service, operation, asked: expanded(spoken.good ?? spoken.asked, words) };
    }),
  );
}

/** The error of a call; nothing when it was done. */
const error = (call) => call.then(() => undefined, (error) => error);

/** What comes of the same call, made so often at once. */
const atOnce = (call) => Promise.all(Array.from({ length: AT_ONCE }, call));

function isAnswered(service, error, word) {
  const table = TABLES[service];
  const name = table[word];
  assert.ok(error instanceof SERVICES[service][0][name], `${error} instead of ${name}`);
  assert.equal(error.name, name);
  assert.ok(error.message);
  assert.equal(error.$metadata.httpStatusCode, table[`${word} status`] ?? table.statuses[name]);
  assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
}

/** All at once: each may have to wait for what does not come. */
async function allAreAnswered(ask, calls, word) {
  const errors = await Promise.all(
    calls.map(({ service, operation, asked, key }) => error(ask(service, operation, asked, key))),
  );
  const failed = calls.flatMap(({ service, operation }, place) => {
    try {
      isAnswered(service, errors[place], word);
      return [];
    } catch (error) {
      return [`${service} ${operation}: ${error.message}`];
    }
  });
  assert.deepEqual(failed, []);
}

test("too many requests of a kind are told when to come back", async () => {
  const house = await provoked(folder, "--key-rate", "1");
  try {
    for (const { service, operation, asked } of each(ANYTHING)) {
      let told;
      for (let tries = 0; tries < TRIES_MAX && told === undefined; tries += 1) {
        const errors = await atOnce(() => error(house.ask(service, operation, asked, "limited")));
        told = errors.find((error) => error?.name === TABLES[service].throttled);
      }
      isAnswered(service, told, "throttled");
      assert.ok(Number(told.$response.headers["retry-after"]) >= 1, operation);
      if (service === "ivschat") assert.deepEqual([told.limit, told.resourceType], [1, "ROOM"]);
    }
    // Whoever leaves the client its own settings notices nothing: it waits as long as it was told, and asks again.
    for (const [service, operation, asked] of [
      ["chime", "ListAccounts", {}],
      ["ivschat", "ListRooms", {}],
      ["chime-sdk-messaging", "GetMessagingSessionEndpoint", {}],
      ["chime-sdk-identity", "ListAppInstances", {}],
    ]) {
      const [exported, Client] = SERVICES[service];
      const { maxAttempts: _, ...patient } = settings(house.sample, house.keys.owner);
      const client = new Client(patient);
      const waited = ({ attempts, totalRetryDelay }) => attempts > 1 && totalRetryDelay >= TOLD_TO_WAIT_MIN;
      let told;
      for (let tries = 0; tries < TRIES_MAX && !(told && waited(told)); tries += 1) {
        await atOnce(() => error(house.ask(service, operation, asked, "owner")));
        told = (await client.send(new exported[`${operation}Command`](asked))).$metadata;
        assert.equal(told.httpStatusCode, 200);
      }
      assert.ok(waited(told), JSON.stringify(told));
    }
  } finally {
    await house.stop();
  }
});

/** Keeps everybody else from writing to a store, until it is let go. */
async function held(store) {
  const child = spawn(PYTHON, ["-c", HOLD, store], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    assert.equal(line, "held");
    break;
  }
  return async () => {
    child.stdin.end();
    await ended;
  };
}

test("a store that takes nothing is told", async () => {
  const house = await provoked(folder);
  try {
    await house.prepare(house.before);
    for (const table of Object.values(TABLES)) {
      for (const spoken of Object.values(table.operations)) await house.prepare(spoken.before ?? []);
    }
    // A key for another room is refused, and no refusal is told that could not be put on the record. Where nothing is
    // refused to any key, a stranger is.
    const calls = each(house.words).filter(({ service, operation }) => TABLES[service].operations[operation].good);
    for (const call of calls) {
      if ("ChimeBearer" in call.asked) call.asked.ChimeBearer = house.words.owner;
      call.key = call.operation === "GetMessagingSessionEndpoint" ? "unknown" : "one room";
    }
    const named = { ChannelArn: house.words.channel, ChimeBearer: house.words.admin };
    const service = "chime-sdk-messaging";
    calls.push({ service, operation: "UpdateChannel", asked: { ...named, Name: "changed" }, key: "admin" });
    const letGo = await held(join(folder, readdirSync(folder).find((name) => name.endsWith(".sqlite"))));
    try {
      await allAreAnswered(house.ask, calls, "locked");
    } finally {
      await letGo();
    }
    assert.equal((await house.ask(service, "DescribeChannel", named)).Channel.Name, "Front desk");
  } finally {
    await house.stop();
  }
});

test("a lost key file is told", async () => {
  const house = await provoked(folder);
  await house.stop();
  unlinkSync(join(folder, "roomkeeper.key"));
  const { url, stop } = await serve(folder);
  try {
    const calls = each(ANYTHING).map((call) => ({ ...call, key: "admin" }));
    await allAreAnswered(asking({ ...house.sample, url }, house.keys), calls, "broken");
  } finally {
    await stop();
  }
});
