// A messaging session that remembers what it was told, for tests.
import { ChimeSDKMessagingClient } from "@aws-sdk/client-chime-sdk-messaging";
import chime from "amazon-chime-sdk-js";

import { settings } from "./house.mjs";
import "./websocket.mjs";

const { DefaultMessagingSession, DefaultWebSocketAdapter, LogLevel, MessagingSessionConfiguration, NoOpLogger } = chime;

/** A server without TLS: the client itself knows `wss:` only. */
class PlainAdapter extends DefaultWebSocketAdapter {
  create(url, protocols, isSignedUrl) {
    super.create(url.replace(/^wss:/, "ws:"), protocols, isSignedUrl);
  }
}

/** How long something that must be told may take, in milliseconds. */
const PATIENCE = 60_000;

export class Listener {
  #frames = [];
  #next = 0;
  #waiting;

  /** Starts a session; it has started when this comes back. */
  static async start(sample, userArn, { key = sample.key, prefetchOn, prefetchSortBy, endpointUrl } = {}) {
    const listener = new Listener();
    const logger = new NoOpLogger(LogLevel.OFF);
    const client = new ChimeSDKMessagingClient(settings(sample, key));
    const configuration = new MessagingSessionConfiguration(userArn, null, endpointUrl, client);
    configuration.prefetchOn = prefetchOn;
    configuration.prefetchSortBy = prefetchSortBy;
    listener.client = client;
    listener.adapter = new PlainAdapter(logger);
    listener.session = new DefaultMessagingSession(configuration, logger, listener.adapter);
    listener.session.addObserver({
      messagingSessionDidReceiveMessage: (message) => listener.#hear(message),
      messagingSessionDidStop: (event) => listener.stopped?.(event),
    });
    await listener.session.start();
    await listener.told("SESSION_ESTABLISHED");
    return listener;
  }

  #hear({ type, payload }) {
    this.#frames.push({ type, payload });
    this.#waiting?.();
  }

  /** What the next frame tells, which must be of this type. */
  async told(type) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, PATIENCE, new Error(`nothing was told of ${type}`));
    });
    try {
      for (;;) {
        while (this.#next < this.#frames.length) {
          const frame = this.#frames[this.#next++];
          if (frame.type === type) return JSON.parse(frame.payload);
          throw new Error(`${frame.type} instead of ${type}: ${frame.payload}`);
        }
        await Promise.race([new Promise((resolve) => (this.#waiting = resolve)), late]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Cuts the line, as a network does, and does something before the client can be back; comes back when it is. */
  async cut(meanwhile = async () => {}) {
    let done;
    const finished = new Promise((resolve) => (done = resolve));
    // Before each line the client asks where to open it.
    const send = this.client.send.bind(this.client);
    this.client.send = (...asked) => finished.then(() => send(...asked));
    this.adapter.connection.terminate();
    await meanwhile();
    done();
    await this.told("SESSION_ESTABLISHED");
  }

  /** All that was told, as it came. */
  all() {
    return JSON.stringify(this.#frames);
  }

  /** Ends it; comes back when the line is closed. */
  async stop() {
    const stopped = new Promise((resolve) => (this.stopped = resolve));
    this.session.stop();
    await stopped;
  }
}
