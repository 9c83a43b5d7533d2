// A server on a folder of one's own, with its first admin: for stories that do something to the files.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Person } from "../pages/person.ts";
import { PlainServer, within } from "./server.ts";

const ADMIN = { email: "first@example.com", password: "the very first password" };
/** The file of the store, in its folder. */
const STORE = "roomkeeper.sqlite";
const HOLD_MS_MAX = 60_000;

/** The folder, and how to start a server on it. */
export class Folder {
  private constructor(readonly path: string) {}

  /** Does something with a new folder, which is gone afterwards. */
  static async with(act: (folder: Folder) => Promise<void>): Promise<void> {
    const folder = new Folder(await mkdtemp(join(tmpdir(), "roomkeeper-")));
    try {
      await act(folder);
    } finally {
      await rm(folder.path, { recursive: true, force: true });
    }
  }

  /** Does something with a server on it, which has stopped afterwards. */
  async serve(act: (server: PlainServer) => Promise<void>): Promise<void> {
    const server = await PlainServer.start(this.path);
    try {
      await act(server);
    } finally {
      await server.stop();
    }
  }

  /** Writes another text of the same length over one, wherever it stands; how many times it stood there. */
  async overwrite(text: string, other: string): Promise<number> {
    let found = 0;
    for (const name of await readdir(this.path)) {
      const path = join(this.path, name);
      const bytes = await readFile(path).catch(() => Buffer.alloc(0));
      let changed = false;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
        bytes.write(other, at, text.length, "utf8");
        changed = true;
        found += 1;
      }
      if (changed) {
        await writeFile(path, bytes);
      }
    }
    return found;
  }

  /** Does something while another process holds the store, so that the server cannot write. */
  async held<T>(act: () => Promise<T>): Promise<T> {
    return this.during("BEGIN IMMEDIATE", act);
  }

  /** Does something while another process reads the store, so that its log cannot be emptied. */
  async read<T>(act: () => Promise<T>): Promise<T> {
    return this.during("BEGIN; SELECT count(*) FROM users", act);
  }

  private async during<T>(statements: string, act: () => Promise<T>): Promise<T> {
    const program = [
      "import sqlite3, sys",
      "store = sqlite3.connect(sys.argv[1], isolation_level=None)",
      "for statement in sys.argv[2].split(';'): store.execute(statement).fetchall()",
      "print('held', flush=True)",
      "sys.stdin.read()",
    ].join("\n");
    const words = ["-c", program, join(this.path, STORE), statements];
    const holder = spawn("python3", words, { stdio: ["pipe", "pipe", "inherit"] });
    try {
      const said = await within(HOLD_MS_MAX, once(holder.stdout, "data"));
      if (said === undefined) {
        throw new Error("The store could not be held.");
      }
      return await act();
    } finally {
      const gone = once(holder, "exit");
      holder.stdin.end();
      await within(HOLD_MS_MAX, gone);
    }
  }
}

/** Makes the first admin by the link that the server printed. */
export async function setUp(person: Person, server: PlainServer): Promise<void> {
  await person.goto(server.setUpLink);
  await person.field("Name").fill("First Admin");
  await person.field("E-mail").fill(ADMIN.email);
  await person.field("Password").fill(ADMIN.password);
  await person.through(() => person.button("Create admin").click(), `${server.url}/`);
}

/** Signs the first admin in. */
export async function signIn(person: Person, server: PlainServer): Promise<void> {
  await person.goto(`${server.url}/sign-in`);
  await person.through(() => person.signIn(ADMIN), `${server.url}/`);
}
