// A program with an access key: signs as the clients of AWS do, or comes with the headers of IMKIT.

import { createHash, createHmac, randomUUID } from "node:crypto";

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

  /** Asks Amazon Chime's `GetRoom`; the status of the answer. */
  async chimeRoom(room: { id: string }, account = "000000000000"): Promise<number> {
    return (await this.ask("GET", `/accounts/${account}/rooms/${room.id}`)).status;
  }

  /** Makes a channel of Chime SDK messaging as `user`, who is the key's own; its id. */
  async channel(name: string, privacy: "PUBLIC" | "PRIVATE", user: { id: string }): Promise<string> {
    const body = { AppInstanceArn: this.instance, Name: name, Privacy: privacy, ClientRequestToken: randomUUID() };
    const made = await this.post<{ ChannelArn: string }>("/channels", body, user);
    return made.ChannelArn.split("/").at(-1) ?? "";
  }

  /** Writes a message that is for one member of a channel only, as `user`; its id. */
  async tell(room: { id: string }, user: { id: string }, to: { id: string }, content: string): Promise<string> {
    const body = {
      Content: content,
      Type: "STANDARD",
      Persistence: "PERSISTENT",
      ClientRequestToken: randomUUID(),
      Target: [{ MemberArn: `${this.instance}/user/${to.id}` }],
    };
    const path = `/channels/${encodeURIComponent(`${this.instance}/channel/${room.id}`)}/messages`;
    return (await this.post<{ MessageId: string }>(path, body, user)).MessageId;
  }

  private get instance(): string {
    return `arn:aws:chime:${REGION}:000000000000:app-instance/${this.key.clientKey}`;
  }

  /** A call of Chime SDK messaging that makes something, as `user`. */
  private async post<T>(path: string, body: object, user: { id: string }): Promise<T> {
    const bearer = { "x-amz-chime-bearer": `${this.instance}/user/${user.id}` };
    const { status, text } = await this.ask("POST", path, JSON.stringify(body), bearer);
    if (status !== 201) {
      throw new Error(`${path} was answered with ${status}: ${text}`);
    }
    return JSON.parse(text) as T;
  }

  /** A request that is signed with Signature Version 4; `more` are further headers, in small letters. */
  private async ask(
    method: "GET" | "POST",
    path: string,
    body?: string,
    more: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    const { host } = new URL(this.url);
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const day = date.slice(0, 8);
    const signed = Object.entries({ ...more, host, "x-amz-date": date }).sort(([one], [other]) => (one < other ? -1 : 1));
    const names = signed.map(([name]) => name).join(";");
    const headers = signed.map(([name, value]) => `${name}:${value}\n`).join("");
    // What is encoded in a path is encoded once more where it is signed.
    const request = [method, path.replaceAll("%", "%25"), "", headers, names, sha256(body ?? "")].join("\n");
    const scope = `${day}/${REGION}/chime/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", date, scope, sha256(request)].join("\n");
    const parts = [day, REGION, "chime", "aws4_request"];
    const signing = parts.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${this.key.secretAccessKey}`);
    const signature = hmac(signing, text).toString("hex");
    const credential = `Credential=${this.key.accessKeyId}/${scope}`;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...more,
        "x-amz-date": date,
        "content-type": "application/json",
        authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
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
