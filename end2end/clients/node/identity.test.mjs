// Amazon Chime SDK identity, as far as people for channels are made with it, by the AWS SDK for JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ChimeSDKIdentityClient,
  CreateAppInstanceCommand,
  CreateAppInstanceUserCommand,
  DescribeAppInstanceCommand,
  DescribeAppInstanceUserCommand,
  ListAppInstanceUsersCommand,
  ListAppInstancesCommand,
  UpdateAppInstanceUserCommand,
} from "@aws-sdk/client-chime-sdk-identity";

import { open, settings } from "./house.mjs";

let house;
let identity;
let AppInstanceArn;

before(async () => {
  house = await open();
  identity = new ChimeSDKIdentityClient(settings(house.sample));
  AppInstanceArn = house.sample.app_instance_arn;
});

after(() => house.stop());

test("a user is made, shown and listed", async () => {
  const asked = { AppInstanceArn, AppInstanceUserId: "bot-1", Name: "Bot" };
  const { AppInstanceUserArn } = await identity.send(new CreateAppInstanceUserCommand(asked));
  assert.equal(AppInstanceUserArn, `${AppInstanceArn}/user/bot-1`);
  const { AppInstanceUser } = await identity.send(new DescribeAppInstanceUserCommand({ AppInstanceUserArn }));
  assert.deepEqual([AppInstanceUser.AppInstanceUserArn, AppInstanceUser.Name], [AppInstanceUserArn, "Bot"]);
  assert.ok(Date.now() - AppInstanceUser.CreatedTimestamp < 3_600_000);
  const found = [];
  let NextToken;
  do {
    const page = await identity.send(new ListAppInstanceUsersCommand({ AppInstanceArn, MaxResults: 2, NextToken }));
    found.push(...page.AppInstanceUsers.map((user) => user.AppInstanceUserArn));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.equal(found.filter((arn) => arn === AppInstanceUserArn).length, 1);
  assert.equal(new Set(found).size, found.length);
});

test("an account is an app instance", async () => {
  const { AppInstances } = await identity.send(new ListAppInstancesCommand({}));
  const { AppInstance } = await identity.send(new DescribeAppInstanceCommand({ AppInstanceArn }));
  const listed = AppInstances.find((one) => one.AppInstanceArn === AppInstanceArn);
  assert.deepEqual([AppInstance.AppInstanceArn, AppInstance.Name], [AppInstanceArn, listed.Name]);
  assert.ok(AppInstance.CreatedTimestamp instanceof Date);
});

test("an app instance is made once, and has people of its own", async () => {
  const asked = { Name: "A house of its own", ClientRequestToken: "a-house" };
  const made = (await identity.send(new CreateAppInstanceCommand(asked))).AppInstanceArn;
  assert.equal((await identity.send(new CreateAppInstanceCommand(asked))).AppInstanceArn, made);
  const { AppInstance } = await identity.send(new DescribeAppInstanceCommand({ AppInstanceArn: made }));
  assert.equal(AppInstance.Name, "A house of its own");
  const user = { AppInstanceArn: made, AppInstanceUserId: "first", Name: "First" };
  const { AppInstanceUserArn } = await identity.send(new CreateAppInstanceUserCommand(user));
  assert.equal(AppInstanceUserArn, `${made}/user/first`);
});

test("what is not served is told", async () => {
  const AppInstanceUserArn = house.sample.users.find((user) => user.role === "member").arn;
  const asked = new UpdateAppInstanceUserCommand({ AppInstanceUserArn, Name: "Another", Metadata: "" });
  await assert.rejects(identity.send(asked), (error) => {
    assert.equal(error.name, "UnknownOperationException");
    return error.$metadata.httpStatusCode === 404;
  });
});
