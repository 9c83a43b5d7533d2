// Every error that can be provoked, by the four clients of the AWS SDK for JavaScript, against the real binary.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { SERVICES, changed, expanded, provoked, read, rows } from "./provocations.mjs";

// Those of the front ends are in no model: clients take them for errors without a class.
const FRONT = ["MissingAuthenticationTokenException", "InvalidSignatureException", "UnrecognizedClientException"];
const BASES = {
  chime: "ChimeServiceException",
  ivschat: "IvschatServiceException",
  "chime-sdk-messaging": "ChimeSDKMessagingServiceException",
  "chime-sdk-identity": "ChimeSDKIdentityServiceException",
};

let folder;
let house;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "roomkeeper-provocations-"));
  house = await provoked(folder);
  await house.prepare(house.before);
});

after(async () => {
  await house.stop();
  rmSync(folder, { recursive: true });
});

/** That a call is refused as a row has it: class, name, status, request id, and the member that it is about. */
async function refused(service, table, row, asked) {
  const [exported] = SERVICES[service];
  const error = await asked.then(
    () => assert.fail("it was not refused"),
    (error) => error,
  );
  assert.equal(error.name, row.error);
  const front = FRONT.includes(row.error);
  const base = exported[BASES[service]];
  assert.ok(error instanceof (front ? base : exported[row.error]), `${error} is of another class`);
  assert.equal(error.$metadata.httpStatusCode, front ? 403 : table.statuses[row.error]);
  assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
  if (row.about) {
    assert.ok(error.message.includes(row.about), error.message);
    if (service === "ivschat") assert.deepEqual(error.fieldList.map((field) => field.name), [row.about]);
  }
}

for (const service of Object.keys(SERVICES)) {
  const table = read(service);
  for (const [operation, spoken] of Object.entries(table.operations)) {
    test(`${service}: ${operation}`, async () => {
      await house.prepare(spoken.before ?? []);
      const good = spoken.good ?? spoken.asked;
      const failed = [];
      const tried = async (row, act) => {
        try {
          await act();
        } catch (error) {
          failed.push(`${JSON.stringify(row)}: ${error.message}`);
        }
      };
      for (const row of rows(table, spoken)) {
        const asked = () => house.ask(service, operation, expanded(changed(good, row), house.words), row.key);
        await tried(row, () => refused(service, table, row, asked()));
      }
      for (const limits of spoken.taken ?? []) {
        const asked = expanded(changed(good, { with: limits }), house.words);
        await tried(limits, () => house.ask(service, operation, asked));
      }
      if (spoken.good) {
        const asked = expanded(good, house.words);
        await tried(good, () => house.ask(service, operation, asked));
        const again = () => house.ask(service, operation, asked);
        if (spoken.again === "done") await tried("again", again);
        else if (spoken.again) await tried("again", () => refused(service, table, { error: spoken.again }, again()));
      }
      assert.deepEqual(failed, []);
    });
  }
}
