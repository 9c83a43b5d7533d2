// A server of its own for the tests: `roomkeeper demo`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts the demo, with further arguments; answers with what it said of itself and with how to stop it. */
export async function open(...further) {
  const binary = process.env.ROOMKEEPER_BIN ?? "target/release/roomkeeper";
  const child = spawn(binary, ["demo", "--quiet", "--json", "--listen", "127.0.0.1:0", ...further], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) return { sample: JSON.parse(line), stop };
  }
  throw new Error("the demo did not start");
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
