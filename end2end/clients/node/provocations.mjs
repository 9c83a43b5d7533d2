// Reads the table of provocations, `provocations/*.json`, and asks what stands in it: see `python/provocations.py`, which
// reads the same.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import * as chime from "@aws-sdk/client-chime";
import * as identity from "@aws-sdk/client-chime-sdk-identity";
import * as messaging from "@aws-sdk/client-chime-sdk-messaging";
import * as ivschat from "@aws-sdk/client-ivschat";

import { open, settings } from "./house.mjs";

/** What each service's package exports, and the name of its client. */
export const SERVICES = {
  chime: [chime, chime.ChimeClient],
  ivschat: [ivschat, ivschat.IvschatClient],
  "chime-sdk-messaging": [messaging, messaging.ChimeSDKMessagingClient],
  "chime-sdk-identity": [identity, identity.ChimeSDKIdentityClient],
};

/** One file of the table. */
export const read = (name) => JSON.parse(readFileSync(new URL(`../provocations/${name}.json`, import.meta.url), "utf8"));

/** Every row of an operation: its own, those of its members, and those that hold for all operations. */
export function rows(table, spoken) {
  const wherever = Object.entries(table.wherever).flatMap(([member, rows]) => (member in (spoken.good ?? {}) ? rows : []));
  return [...table.everywhere, ...wherever, ...spoken.rows];
}

/** A value with its words filled in. */
export function expanded(value, words) {
  if (typeof value === "string") return value.replace(/\{([a-z ]+)\}/g, (_, name) => word(words, name));
  if (Array.isArray(value)) return value.map((one) => expanded(one, words));
  if (value === null || typeof value !== "object") return value;
  if ("$text" in value) return value.$text[0].repeat(value.$text[1]);
  if ("$map" in value) return Object.fromEntries(Array.from({ length: value.$map }, (_, number) => [`key-${number}`, "v"]));
  if ("$filled" in value) return expanded(value.$filled[0], words).padEnd(value.$filled[1], "x");
  if ("$joined" in value) return value.$joined.map((part) => expanded(part, words)).join("");
  if ("$list" in value) {
    const [one, count] = value.$list;
    return Array.from({ length: count }, (_, number) => expanded(one, { ...words, number: String(number) }));
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expanded(one, words)]));
}

function word(words, name) {
  if (name === "fresh") return `fresh-${randomUUID()}`;
  if (!(name in words)) throw new Error(`{${name}} stands for nothing`);
  return words[name];
}

/** The parameters of a good request, as a row has them. A member that is `null` is left out. */
export function changed(good, row) {
  const members = { ...good, ...row.with };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** What a path leads to; in a list, the one whose member is so. */
function found(value, path) {
  if (path.length === 0) return value;
  const [step, ...rest] = path;
  if (!Array.isArray(value) || typeof step === "number") return found(value[step], rest);
  return found(value.find((one) => one[step] === rest[0]), rest.slice(1));
}

/** A running demo, kept in a folder, with all that the table's words stand for once it is prepared; `further` are arguments. */
export async function provoked(folder, ...further) {
  const house = await open("--data", folder, ...further);
  const { sample } = house;
  const binary = process.env.ROOMKEEPER_BIN ?? "target/release/roomkeeper";
  const command = (...words) => execFileSync(binary, [...words, "--data", folder], { encoding: "utf8", timeout: 120_000 });
  const plan = read("house");
  const words = Object.fromEntries(Object.entries(plan.names).map(([name, path]) => [name, found(sample, path)]));
  for (const [name, text] of Object.entries(plan["made of"])) words[name] = expanded(text, words);
  const keys = { admin: sample.key, limited: sample.limited_key, none: sample.key };
  for (const [name, options] of Object.entries(plan.keys)) {
    keys[name] = JSON.parse(command("key", "create", "--json", ...expanded(options, words)));
  }
  for (const name of plan.disabled) command("key", "disable", keys[name].access_key_id);
  keys["wrong secret"] = { ...keys.admin, secret_access_key: "wrong" };
  keys.unknown = { ...keys.admin, access_key_id: "AKIAIOSFODNN7EXAMPLE" };

  const ask = asking(sample, keys);
  const prepare = async (steps) => {
    for (const [service, operation, parameters, made] of steps) {
      const answer = await ask(service, operation, expanded(parameters, words));
      for (const [name, path] of Object.entries(made)) words[name] = found(answer, path.split("."));
    }
  };
  return { ...house, words, keys, ask, prepare, before: plan.before };
}

/** Asks a server, each service with one client for each key. */
export function asking(sample, keys) {
  const clients = {};
  return (service, operation, parameters, key = "admin") => {
    const [exported, Client] = SERVICES[service];
    // Whoever signs nothing has a signer of its own, as the SDK's settings allow.
    const unsigned = key === "none" ? { signer: { sign: async (request) => request } } : {};
    clients[`${service} ${key}`] ??= new Client({ ...settings(sample, keys[key]), ...unsigned });
    return clients[`${service} ${key}`].send(new exported[`${operation}Command`](parameters));
  };
}
