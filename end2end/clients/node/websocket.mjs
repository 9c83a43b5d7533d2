// What browsers have by themselves, for clients that are made for them: Node has it from version 22 on.
import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket;
globalThis.CloseEvent ??= class CloseEvent extends Event {
  constructor(type, { code = 0, reason = "", wasClean = false } = {}) {
    super(type);
    Object.assign(this, { code, reason, wasClean });
  }
};
