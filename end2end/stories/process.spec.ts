// The process itself: what it says when it cannot start, and how it stops while people look.

import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { House } from "../house/house.ts";
import { binary, type Ending, PlainServer, Server } from "../house/server.ts";
import { expect, test } from "../house/test.ts";
import { Person } from "../pages/person.ts";

test("a port that is taken is told in a sentence, with exit code 1", async ({ house }) => {
  const { host } = new URL(house.url);
  const ended = spawnSync(binary(), ["demo", "--quiet", "--listen", host], { encoding: "utf8", timeout: 30_000 });
  expect(ended.status).toBe(1);
  expect(ended.stdout).toBe("");
  expect(ended.stderr).toContain(`cannot listen on ${host}`);
  expect(ended.stderr).toContain("Choose another port with --listen");
  expect(ended.stderr).not.toMatch(/panicked|backtrace/);
});

test("a server that is told to stop leaves although viewers are connected", async ({ browser, watch }) => {
  watch.allow(/WebSocket connection .* failed/, /ERR_CONNECTION_REFUSED/);
  const server = await Server.start();
  const house = await House.open(server);
  const room = await house.room();
  const viewers: Person[] = [];
  for (const role of ["owner", "member"] as const) {
    const context = await browser.newContext({ baseURL: house.url, storageState: house.as(role).state });
    await watch.over(context, role);
    const viewer = new Person(role, await context.newPage(), true);
    await viewer.room.watch(room);
    viewers.push(viewer);
  }
  expect((await server.stop()).code).toBe(0);
  for (const viewer of viewers) {
    await expect(viewer.page.getByText("Connection lost. This page may be out of date")).toBeVisible();
    await viewer.page.context().close();
  }
});

test("a server that is told to stop as soon as it says that it listens leaves well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "roomkeeper-"));
  const endings: Ending[] = [];
  // The moment is short: once would often miss it.
  for (let n = 0; n < 8; n += 1) {
    const { code, signal } = await (await PlainServer.start(folder)).stop();
    endings.push({ code, signal });
  }
  await rm(folder, { recursive: true, force: true });
  expect(endings).toEqual(endings.map(() => ({ code: 0, signal: null })));
});

test("health and readiness are told without signing in", async ({ house }) => {
  for (const path of ["/healthz", "/readyz"]) {
    expect((await fetch(house.url + path)).status, path).toBe(200);
  }
});
