// The page of access keys as people use it: making one, reading its secrets while they are there, and disabling it.

import { expect, type Locator } from "@playwright/test";

import type { Secrets } from "../house/program.ts";
import type { Person } from "./person.ts";

/** What is filled in for a new key. */
export interface Wanted {
  label: string;
  scope?: "Read only" | "One room" | "Everything";
  room?: string;
  lastDay?: string;
  whose?: string;
}

export class KeysPage {
  constructor(private readonly person: Person) {}

  /** The form for a new key. */
  get form(): Locator {
    return this.person.page.getByRole("dialog", { name: "New access key" });
  }

  /** What is shown once. */
  get shown(): Locator {
    return this.person.page.getByRole("region", { name: "The new access key" });
  }

  /** The warning in its place when it was shown before. */
  get shownBefore(): Locator {
    return this.person.page.getByText("The secrets of this key were shown once");
  }

  field(label: string): Locator {
    return this.form.getByLabel(label, { exact: true });
  }

  /** Fills the form in and sends it. */
  async fill({ label, scope, room, lastDay, whose }: Wanted): Promise<void> {
    await this.field("Label").fill(label);
    if (scope !== undefined) {
      await this.form.getByRole("radio", { name: scope }).check();
    }
    if (room !== undefined) {
      await this.field("Room").fill(room);
    }
    if (lastDay !== undefined) {
      await this.field("Last day (UTC)").fill(lastDay);
    }
    if (whose !== undefined) {
      await this.field("Whose (e-mail)").fill(whose);
    }
    await this.form.getByRole("button", { name: "Make key" }).click();
  }

  /** Makes a key, from the list; what the page then shows. */
  async make(wanted: Wanted): Promise<Secrets> {
    await this.person.link("New key").click();
    await this.fill(wanted);
    await expect(this.shown).toBeVisible();
    return this.read();
  }

  /** The secrets that are shown. */
  async read(): Promise<Secrets> {
    const value = async (name: string): Promise<string> => {
      const entry = this.shown.locator("dl > div").filter({ has: this.person.page.getByText(name, { exact: true }) });
      return (await entry.locator("code").textContent()) ?? "";
    };
    return {
      accessKeyId: await value("Access key ID"),
      secretAccessKey: await value("Secret access key"),
      clientKey: await value("IMKIT client key"),
      clientToken: await value("IMKIT client token"),
    };
  }

  /** Disables a key that stands in the list. */
  async disable(label: string): Promise<void> {
    await this.person.link(`Disable: ${label}`).click();
    await this.person.dialog.getByRole("button", { name: "Disable key" }).click();
    await expect(this.person.status("The key was disabled.")).toBeVisible();
  }
}
