// A program with an access key: signs as the clients of AWS do, or comes with the headers of IMKIT.

import { createHash, createHmac } from "node:crypto";

/** The four texts of a key, as the panel shows them once. */
export interface Secrets {
  accessKeyId: string;
  secretAccessKey: string;
  clientKey: string;
  clientToken: string;
}

const REGION = "us-east-1";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

export class Program {
  constructor(
    private readonly url: string,
    readonly key: Secrets,
  ) {}

  /** Asks Amazon Chime's `GetRoom`, signed with Signature Version 4; the status of the answer. */
  async chimeRoom(room: { id: string }, account = "000000000000"): Promise<number> {
    const { host } = new URL(this.url);
    const path = `/accounts/${account}/rooms/${room.id}`;
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const day = date.slice(0, 8);
    const names = "host;x-amz-date";
    const request = ["GET", path, "", `host:${host}\nx-amz-date:${date}\n`, names, sha256("")].join("\n");
    const scope = `${day}/${REGION}/chime/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", date, scope, sha256(request)].join("\n");
    const parts = [day, REGION, "chime", "aws4_request"];
    const signing = parts.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${this.key.secretAccessKey}`);
    const signature = hmac(signing, text).toString("hex");
    const credential = `Credential=${this.key.accessKeyId}/${scope}`;
    const response = await fetch(this.url + path, {
      headers: {
        "x-amz-date": date,
        authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
      },
    });
    await response.text();
    return response.status;
  }

  /** Deletes a message through IMKIT; the status of the answer. */
  async imkitDelete(room: { id: string }, message: string): Promise<number> {
    const response = await fetch(`${this.url}/rooms/${room.id}/messages/${message}`, {
      method: "DELETE",
      headers: { "IM-CLIENT-KEY": this.key.clientKey, "IM-Authorization": this.key.clientToken },
    });
    await response.text();
    return response.status;
  }
}
