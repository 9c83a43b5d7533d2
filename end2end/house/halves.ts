// The real server behind a door that gives pages out in two halves, the second when the story says so: as lines do that
// are slow, and browsers that are busy.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export class Halves {
  private constructor(
    readonly url: string,
    /** The second half of what has been asked for comes now. */
    readonly complete: () => void,
    private readonly shut: () => Promise<void>,
  ) {}

  /** A door to a server; what lies before the mark in a page is its first half. Whatever is no page comes whole. */
  static async of(server: string, mark: string): Promise<Halves> {
    let complete: () => void = () => {};
    const door = createServer((request, response) => {
      const headers = { accept: "text/html", cookie: request.headers.cookie ?? "" };
      void fetch(server + request.url, { headers, redirect: "manual" }).then(async (answer) => {
        const kind = answer.headers.get("content-type") ?? "";
        const body = Buffer.from(await answer.arrayBuffer());
        response.writeHead(answer.status, { "content-type": kind, "content-length": body.length });
        const at = kind.startsWith("text/html") ? body.indexOf(mark) : -1;
        if (at < 0) {
          response.end(body);
          return;
        }
        response.write(body.subarray(0, at));
        complete = () => response.end(body.subarray(at));
      });
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const { port } = door.address() as AddressInfo;
    const shut = async () => {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    };
    return new Halves(`http://127.0.0.1:${port}`, () => complete(), shut);
  }

  async close(): Promise<void> {
    await this.shut();
  }
}
