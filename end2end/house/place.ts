// Where something stands in the window, in whole pixels from its top.

import type { Locator } from "@playwright/test";

/** Frames for which nothing may have moved before it rests. */
const FRAMES = 10;

export async function place(of: Locator): Promise<number> {
  return of.evaluate((element) => Math.round(element.getBoundingClientRect().y));
}

/** The same once it rests: what a wheel or a jump has begun goes on for a while. */
export async function restingPlace(of: Locator): Promise<number> {
  return of.evaluate(async (element, frames) => {
    let [at, still] = [Number.NaN, 0];
    while (still < frames) {
      await new Promise(requestAnimationFrame);
      const { y } = element.getBoundingClientRect();
      still = y === at ? still + 1 : 0;
      at = y;
    }
    return Math.round(at);
  }, FRAMES);
}
