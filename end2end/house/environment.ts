// What the run is told from outside. `make test` sets both.

/** A setting without which nothing can be run. */
export function needed(name: string, what: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set. It is ${what}; "make test" sets it.`);
  }
  return value;
}
