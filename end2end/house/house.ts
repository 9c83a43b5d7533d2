// What stories start from: sessions, rooms, members and messages, made through the panel's own calls as the person who
// would make them. Never looks behind the server's back.

import type { BrowserContextOptions } from "@playwright/test";

import type { SampleRoom, Server } from "./server.ts";

/** The four people of the sample that stories are told about. */
export const ROLES = ["admin", "owner", "manager", "member"] as const;
export type RoleName = (typeof ROLES)[number];

/** Somebody who can sign in. */
export interface Credentials {
  name: string;
  email: string;
  password: string;
  id: string;
}

/** What a call was answered with. */
export interface Answer {
  status: number;
  body: unknown;
}

export interface RoomRef {
  id: string;
  name: string;
}

type State = Exclude<BrowserContextOptions["storageState"], string | undefined>;
type Fields = Record<string, string>;

let count = 0;

/** A name that nothing else in this run has. */
export function unique(words: string): string {
  count += 1;
  const tail = Math.random().toString(36).slice(2, 6);
  return `${words} ${count.toString(36)}${tail}`;
}

/** A session, and the calls made in it. */
export class Session {
  constructor(
    private readonly url: string,
    readonly who: Credentials,
    private readonly token: string,
  ) {}

  /** The cookie, as a browser keeps it. */
  get state(): State {
    const { hostname } = new URL(this.url);
    return {
      cookies: [
        {
          name: "roomkeeper",
          value: this.token,
          domain: hostname,
          path: "/",
          expires: -1,
          httpOnly: true,
          secure: false,
          sameSite: "Lax",
        },
      ],
      origins: [],
    };
  }

  /** A call as a page would make it; whatever the answer is. */
  async ask(call: string, fields: Fields | object, json = false): Promise<Answer> {
    const response = await fetch(`${this.url}/api/${call}`, {
      method: "POST",
      redirect: "manual",
      headers: {
        accept: "application/json",
        "content-type": json ? "application/json" : "application/x-www-form-urlencoded",
        cookie: `roomkeeper=${this.token}`,
        origin: this.url,
        "sec-fetch-site": "same-origin",
      },
      body: json ? JSON.stringify(fields) : new URLSearchParams(fields as Fields).toString(),
    });
    const text = await response.text();
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // Not every refusal is JSON.
    }
    return { status: response.status, body };
  }

  /** A call that must go well. */
  async call<T = unknown>(call: string, fields: Fields | object, json = false): Promise<T> {
    const { status, body } = await this.ask(call, fields, json);
    if (status !== 200) {
      throw new Error(`${this.who.name}: ${call} was answered with ${status}: ${JSON.stringify(body)}`);
    }
    return body as T;
  }

  /** A file or a page, as text. */
  async get(path: string): Promise<{ status: number; text: string; headers: Headers }> {
    const response = await fetch(this.url + path, {
      redirect: "manual",
      headers: { accept: "text/html", cookie: `roomkeeper=${this.token}` },
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** Writes a message; its id. */
  async send(room: RoomRef, content: string, replyTo = ""): Promise<string> {
    const sent = await this.call<{ id: string }>("messages/send", { room: room.id, content, reply_to: replyTo, key: "" });
    return sent.id;
  }

  /** The audit entries of a room, newest first. */
  async audit(room: RoomRef, action = "", refused = false): Promise<AuditEntry[]> {
    const query = { actor: null, room: room.id, action, refused, from: null, until: null, before: null };
    const page = await this.call<{ entries: AuditEntry[] }>("audit/list", { query }, true);
    return page.entries;
  }
}

export interface AuditEntry {
  number: number;
  action: string;
  outcome: unknown;
  actor: { id: string; name: string } | null;
  count: number | null;
  reason: string | null;
  note: string | null;
}

/** A server with people in it. */
export class House {
  private readonly sessions = new Map<RoleName, Session>();

  private constructor(readonly server: Server) {}

  /** Signs the four people in, each once. */
  static async open(server: Server): Promise<House> {
    const house = new House(server);
    for (const role of ROLES) {
      house.sessions.set(role, await house.signIn(house.person(role)));
    }
    return house;
  }

  get url(): string {
    return this.server.url;
  }

  /** The session of one of the four. */
  as(role: RoleName): Session {
    const session = this.sessions.get(role);
    if (session === undefined) {
      throw new Error(`${role} is not signed in.`);
    }
    return session;
  }

  /** One of the four. */
  person(role: RoleName): Credentials {
    return this.samplePerson(`${role}@example.com`);
  }

  /** Somebody of the sample. */
  samplePerson(email: string): Credentials {
    const found = this.server.sample.users.find((user) => user.email === email);
    if (found === undefined) {
      throw new Error(`The sample has no ${email}.`);
    }
    return { name: email.split("@")[0] ?? email, email, password: found.password, id: found.user_id };
  }

  /** A room of the sample. */
  sampleRoom(fits: (room: SampleRoom) => boolean): SampleRoom {
    const found = this.server.sample.rooms.find(fits);
    if (found === undefined) {
      throw new Error("The sample has no such room.");
    }
    return found;
  }

  /** A new session. */
  async signIn(who: Credentials): Promise<Session> {
    const response = await fetch(`${this.url}/api/session/sign-in`, {
      method: "POST",
      redirect: "manual",
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        origin: this.url,
        "sec-fetch-site": "same-origin",
      },
      body: new URLSearchParams({ email: who.email, password: who.password }).toString(),
    });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith("roomkeeper="));
    const token = cookie?.split(";")[0]?.slice("roomkeeper=".length);
    if (response.status !== 200 || token === undefined) {
      throw new Error(`${who.email} could not sign in: ${response.status} ${await response.text()}`);
    }
    return new Session(this.url, who, token);
  }

  /** A user whom no other story knows; unless told otherwise one whom no account manages. */
  async newcomer(name = unique("Newcomer"), { account = "", standing = "member" } = {}): Promise<Credentials> {
    const email = `${unique("newcomer").replace(" ", "-")}@example.com`;
    const password = "a long enough password";
    const fields = { display_name: name, email, password, account, standing };
    await this.as("admin").call("users/create", fields);
    const page = await this.as("admin").call<{ users: { id: string; email: string }[] }>(
      "users/list",
      { query: { search: email, after: null } },
      true,
    );
    const made = page.users.find((user) => user.email === email);
    if (made === undefined) {
      throw new Error(`${email} was made and is not in the list.`);
    }
    return { name, email, password, id: made.id };
  }

  /** A room of its owner's, with a manager and a member in it unless told otherwise. */
  async room(
    options: {
      name?: string;
      account?: string;
      owner?: RoleName;
      managers?: RoleName[];
      members?: RoleName[];
      says?: string[];
    } = {},
  ): Promise<RoomRef> {
    const { name = unique("Story"), account = "", owner = "owner" } = options;
    const { managers = ["manager"], members = ["member"], says = [] } = options;
    const maker = this.as(owner);
    const made = await maker.call<{ summary: { id: string } }>("rooms/create", {
      name,
      kind: "room",
      account,
      people: "",
    });
    const room = { id: made.summary.id, name };
    for (const [roles, role] of [[managers, "manager"], [members, "member"]] as const) {
      for (const person of roles) {
        await this.add(room, this.person(person), role, owner);
      }
    }
    for (const text of says) {
      await this.as(members[0] ?? owner).send(room, text);
    }
    return room;
  }

  /** Makes somebody a member. */
  async add(room: RoomRef, who: Credentials, role = "member", by: RoleName = "owner"): Promise<void> {
    await this.as(by).call("members/add", { room: room.id, email: who.email, role });
  }

  /** Sets the role of a member. */
  async setRole(room: RoomRef, who: Credentials, role: string, by: RoleName = "owner"): Promise<void> {
    await this.as(by).call("members/role", { room: room.id, user: who.id, role });
  }
}
