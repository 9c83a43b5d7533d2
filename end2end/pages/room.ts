// A room as people use it: its messages, writing, and the three removals.

import { expect, type Locator } from "@playwright/test";

import type { RoomRef } from "../house/house.ts";
import type { Person } from "./person.ts";

/** What is said with a removal. */
export interface Said {
  reason?: string;
  note?: string;
}

export class RoomPage {
  constructor(private readonly person: Person) {}

  /** Goes to a room. */
  async open(room: { id: string }, query = ""): Promise<void> {
    await this.person.goto(`/rooms/${room.id}${query}`);
  }

  /** Goes to a room and waits until its feed is open, so that what happens from now on comes through it. */
  async watch(room: { id: string }, query = ""): Promise<void> {
    const watching = this.person.page.waitForEvent("websocket").then((socket) =>
      socket.waitForEvent("framereceived", (frame) => frame.payload.toString().includes("watching")),
    );
    await this.open(room, query);
    await watching;
  }

  get messages(): Locator {
    return this.person.page.getByRole("region", { name: "Messages" });
  }

  /** The message with this text. */
  message(text: string): Message {
    return new Message(this.person, this.messages.getByRole("listitem").filter({ hasText: text }));
  }

  /** The placeholder of a redacted message, by the reason that it shows. */
  tombstone(reason = ""): Locator {
    return this.messages
      .getByRole("listitem")
      .filter({ hasText: /Message removed by/ })
      .filter({ hasText: reason });
  }

  get field(): Locator {
    return this.person.field("Message");
  }

  /** Writes a message and sends it. */
  async send(text: string): Promise<void> {
    await this.field.fill(text);
    await this.person.button("Send").click();
  }

  async openPurge(): Promise<RemovalDialog> {
    await this.person.link("Purge room").click();
    return new RemovalDialog(this.person, "Purge room for everyone?").shown();
  }

  /** Takes every message of the room away. */
  async purge(room: RoomRef, said: Said = {}): Promise<void> {
    const dialog = await this.openPurge();
    await dialog.confirmation.fill(room.name);
    await dialog.confirm(said);
  }

  /** The dialog that is open. */
  get removal(): RemovalDialog {
    return new RemovalDialog(this.person);
  }
}

export class Message {
  constructor(
    private readonly person: Person,
    readonly item: Locator,
  ) {}

  get actions(): Locator {
    return this.item.getByRole("button", { name: "Actions for message" });
  }

  entry(name: string): Locator {
    return this.item.getByRole("menuitem", { name, exact: true });
  }

  /** Opens the menu and chooses. */
  async choose(name: string): Promise<void> {
    await this.item.hover();
    await this.actions.click();
    await this.entry(name).click();
  }

  async openRedact(): Promise<RemovalDialog> {
    await this.choose("Redact message");
    return new RemovalDialog(this.person, "Redact this message for everyone?").shown();
  }

  async openDelete(): Promise<RemovalDialog> {
    await this.choose("Delete message");
    return new RemovalDialog(this.person, "Delete this message for everyone?").shown();
  }

  /** Redacts it, and waits until the panel says so. */
  async redact(said: Said = {}): Promise<void> {
    const dialog = await this.openRedact();
    await dialog.confirm(said);
    await expect(this.person.status("Message redacted.")).toBeVisible();
  }

  /** Deletes it, and waits until the panel says so. */
  async delete(said: Said = {}): Promise<void> {
    const dialog = await this.openDelete();
    await dialog.confirm(said);
    await expect(this.person.status("Message deleted.")).toBeVisible();
  }
}

export class RemovalDialog {
  readonly dialog: Locator;

  constructor(person: Person, question?: string) {
    this.dialog = question === undefined ? person.dialog : person.page.getByRole("dialog", { name: question });
  }

  /** Waits until it is there. */
  async shown(): Promise<this> {
    await expect(this.dialog).toBeVisible();
    return this;
  }

  get reason(): Locator {
    return this.dialog.getByLabel("Reason", { exact: true });
  }

  get note(): Locator {
    return this.dialog.getByLabel("Private note", { exact: true });
  }

  get confirmation(): Locator {
    return this.dialog.getByLabel("Type the room's name", { exact: true });
  }

  get alert(): Locator {
    return this.dialog.getByRole("alert");
  }

  /** The button that does it: named after the verb, and for a purge after the number. */
  get act(): Locator {
    return this.dialog.getByRole("button", { name: /^(Redact message|Delete message|Purge [\d,]+ messages?)$/ });
  }

  get cancel(): Locator {
    return this.dialog.getByRole("button", { name: "Cancel", exact: true });
  }

  /** Fills in what is said, and presses the button. */
  async confirm({ reason, note }: Said = {}): Promise<void> {
    if (reason !== undefined) {
      await this.reason.fill(reason);
    }
    if (note !== undefined) {
      await this.note.fill(note);
    }
    await this.act.click();
  }
}
