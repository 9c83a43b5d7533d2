// A server of one's own: the real binary with its sample, on a free port, gone when the worker is.

import { type ChildProcess, spawn } from "node:child_process";

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
  /** The account that the four people of the stories belong to. */
  account_id: string;
  users: SamplePerson[];
  rooms: SampleRoom[];
}

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export const binary = (): string => needed("ROOMKEEPER_BIN", "the path of the server's binary");

const START_MS_MAX = 120_000;
/** More than the server gives itself: a machine that is busy needs a while for what is to be done then, too. */
const STOP_MS_MAX = 60_000;

/** A process of the server's binary, and what it tells. */
class Running {
  readonly ended: Promise<Ending>;
  private readonly process: ChildProcess;
  private readonly said: string[] = [];
  private readonly complained: string[] = [];
  private hear: () => void = () => {};

  constructor(...command: string[]) {
    this.process = spawn(binary(), command, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ROOMKEEPER_LOG: "warn" },
    });
    this.ended = new Promise((resolve) => {
      this.process.once("exit", (code, signal) => resolve({ code, signal }));
    });
    this.process.stderr?.on("data", (bytes: Buffer) => this.complained.push(bytes.toString()));
    this.process.stdout?.on("data", (bytes: Buffer) => {
      this.said.push(bytes.toString());
      this.hear();
    });
  }

  /** What it wrote on standard error. */
  get log(): string {
    return this.complained.join("");
  }

  /** What it wrote on standard output. */
  get output(): string {
    return this.said.join("");
  }

  /** Tells it to stop, and waits until it has. */
  async stop(): Promise<Ending> {
    this.process.kill("SIGTERM");
    const ending = await within(STOP_MS_MAX, this.ended);
    if (ending === undefined) {
      this.process.kill("SIGKILL");
      throw new Error(`The server did not stop within ${STOP_MS_MAX} ms.\n${this.log}`);
    }
    return ending;
  }

  /** Waits for a line on standard output, and answers with its part in brackets. */
  protected async line(fits: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      this.hear = () => {
        const [, part] = fits.exec(this.output) ?? [];
        if (part !== undefined) {
          resolve(part);
        }
      };
      this.hear();
    });
    const line = await within(START_MS_MAX, Promise.race([found, this.ended]));
    if (typeof line !== "string") {
      this.process.kill("SIGKILL");
      throw new Error(`The server did not start.\n${this.output}${this.log}`);
    }
    return line;
  }
}

/** A server with the sample in it. */
export class Server extends Running {
  private constructor(
    /** What was planted. */
    public sample: Sample,
    more: string[],
  ) {
    super("demo", "--json", "--quiet", "--listen", "127.0.0.1:0", ...more);
  }

  /** With further words of its command line. */
  static async start(...more: string[]): Promise<Server> {
    const server = new Server({ url: "", account_id: "", users: [], rooms: [] }, more);
    server.sample = JSON.parse(await server.line(/^(.+)\n/)) as Sample;
    return server;
  }

  get url(): string {
    return this.sample.url;
  }
}

/** A server on a folder of one's own, as an operator starts it. */
export class PlainServer extends Running {
  url = "";

  static async start(folder: string): Promise<PlainServer> {
    const server = new PlainServer("serve", "--data", folder, "--listen", "127.0.0.1:0");
    server.url = await server.line(/^Roomkeeper listens on (\S+)\n/m);
    return server;
  }

  /** The one-time link that makes the first admin; empty when none was printed. */
  get setUpLink(): string {
    return /^Nobody can sign in yet\. .+: (\S+)$/m.exec(this.output)?.[1] ?? "";
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
