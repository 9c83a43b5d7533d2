// A server of its own for the tests: `roomkeeper demo`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const BINARY = process.env.ROOMKEEPER_BIN ?? "target/release/roomkeeper";

/** Starts a server; answers with what it said on the first line of this kind, and with how to stop it. */
async function started(words, said) {
  const child = spawn(BINARY, [...words, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(said)) return { line, stop };
  }
  throw new Error("the server did not start");
}

/** Starts the demo, with further arguments; answers with what it said of itself and with how to stop it. */
export async function open(...further) {
  const { line, stop } = await started(["demo", "--quiet", "--json", ...further], "{");
  return { sample: JSON.parse(line), stop };
}

/** Serves a folder that is there; answers with the address, and with how to stop it. */
export async function serve(folder) {
  const { line, stop } = await started(["serve", "--data", folder], "Roomkeeper listens on ");
  return { url: line.split(" ").at(-1), stop };
}

/** The settings of any client of the SDK: address, region and credentials. It repeats nothing by itself. */
export function settings(sample, key = sample.key) {
  return {
    endpoint: sample.url,
    region: "eu-central-1",
    credentials: { accessKeyId: key.access_key_id, secretAccessKey: key.secret_access_key },
    maxAttempts: 1,
  };
}
