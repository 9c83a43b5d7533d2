// A server of one's own: the real binary with its sample, on a free port, gone when the worker is.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { needed } from "./environment.ts";

/** Somebody of the sample. */
export interface SamplePerson {
  email: string;
  password: string;
  role: string;
  user_id: string;
}

/** A room of the sample; `messages` are the newest few, newest first. */
export interface SampleRoom {
  id: string;
  kind: string;
  name: string;
  messages: string[];
}

/** The line that the demo prints. */
export interface Sample {
  url: string;
  users: SamplePerson[];
  rooms: SampleRoom[];
}

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export const binary = (): string => needed("ROOMKEEPER_BIN", "the path of the server's binary");

const START_MS_MAX = 60_000;
const STOP_MS_MAX = 12_000;

export class Server {
  readonly ended: Promise<Ending>;
  private readonly told: string[] = [];

  private constructor(
    private readonly process: ChildProcess,
    /** What was planted. */
    public sample: Sample,
  ) {
    this.ended = new Promise((resolve) => {
      process.once("exit", (code, signal) => resolve({ code, signal }));
    });
    process.stderr?.on("data", (bytes: Buffer) => this.told.push(bytes.toString()));
  }

  static async start(): Promise<Server> {
    const process_ = spawn(binary(), ["demo", "--json", "--quiet", "--listen", "127.0.0.1:0"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ROOMKEEPER_LOG: "warn" },
    });
    const server = new Server(process_, { url: "", users: [], rooms: [] });
    server.sample = await server.firstLine();
    return server;
  }

  get url(): string {
    return this.sample.url;
  }

  /** What it wrote on standard error. */
  get log(): string {
    return this.told.join("");
  }

  /** Tells it to stop, and waits until it has. */
  async stop(): Promise<Ending & { tookMs: number }> {
    const began = Date.now();
    this.process.kill("SIGTERM");
    const ending = await within(STOP_MS_MAX, this.ended);
    if (ending === undefined) {
      this.process.kill("SIGKILL");
      throw new Error(`The server did not stop within ${STOP_MS_MAX} ms.\n${this.log}`);
    }
    return { ...ending, tookMs: Date.now() - began };
  }

  private async firstLine(): Promise<Sample> {
    const { stdout } = this.process;
    if (stdout === null) {
      throw new Error("The server has no standard output.");
    }
    const line = new Promise<string>((resolve) => createInterface({ input: stdout }).once("line", resolve));
    const first = await within(START_MS_MAX, Promise.race([line, this.ended]));
    if (typeof first !== "string") {
      this.process.kill("SIGKILL");
      throw new Error(`The server did not start.\n${this.log}`);
    }
    return JSON.parse(first) as Sample;
  }
}

/** What comes within so many milliseconds, or nothing. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
