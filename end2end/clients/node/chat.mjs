// People in the chat of a room, with the messaging client, unchanged.
import assert from "node:assert/strict";
import { createConnection, createServer } from "node:net";

import { CreateChatTokenCommand } from "@aws-sdk/client-ivschat";
import { ChatRoom } from "amazon-ivs-chat-messaging";

import "./websocket.mjs";

/** How long something may take before the test has failed. */
const PATIENCE = 60_000;

/** What a promise becomes, or a failure that says what did not come. */
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Somebody in a room: the client, and what it has told of so far. */
export class Somebody {
  constructor(url, tokenProvider, maxReconnectAttempts = 3) {
    this.tokens = 0;
    const counted = () => {
      this.tokens += 1;
      return tokenProvider();
    };
    this.room = new ChatRoom({ regionOrUrl: url, tokenProvider: counted, maxReconnectAttempts });
    this.room.logLevel = "error";
    this.told = [];
    this.waiting = [];
    for (const kind of ["connecting", "connect", "disconnect", "message", "messageDelete", "userDisconnect", "event"]) {
      this.room.addListener(kind, (value) => {
        this.told.push({ kind, value });
        this.waiting.splice(0).forEach((wake) => wake());
      });
    }
  }

  /** Comes in. */
  async connect() {
    this.room.connect();
    await this.until("connect");
    return this;
  }

  /** The first that is told of this kind, and is like this; it is told once. */
  async until(kind, like = () => true) {
    const found = async () => {
      for (;;) {
        const at = this.told.findIndex((told) => told.kind === kind && like(told.value));
        if (at >= 0) return this.told.splice(at, 1)[0].value;
        await new Promise((resolve) => this.waiting.push(resolve));
      }
    };
    return within(found(), kind);
  }
}

/** Asks for tokens of a room, as the backend of an application does. */
export function tokens(chat, roomIdentifier, userId, capabilities = []) {
  return async () => {
    const asked = { roomIdentifier, userId, capabilities, attributes: { displayName: userId } };
    const { token, tokenExpirationTime, sessionExpirationTime } = await chat.send(new CreateChatTokenCommand(asked));
    assert.ok(tokenExpirationTime > new Date() && sessionExpirationTime >= tokenExpirationTime);
    // Not when it ends: the client keeps a timer for that even when it was sent out, and Node would wait for it.
    return { token };
  };
}

/** A line to a server that can be cut in the middle. */
export async function line(to) {
  const sockets = new Set();
  const server = createServer((from) => {
    const on = createConnection(to);
    for (const [one, other] of [[from, on], [on, from]]) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
