import type { NotificationMethod, notifications } from "@codex/app-server-protocol";
import { EXPERIMENTAL_NOTIFICATIONS } from "@codex/app-server-protocol/experimental";
import type { Connection } from "@codex/jsonrpc";
import type { z } from "zod";
import type { Notification } from "./turns/notification.js";

type Notifications = typeof notifications;

export type NotificationParams<M extends NotificationMethod> = z.input<Notifications[M]["params"]>;

/** What a client reported about itself in `initialize`. */
export interface ClientIntroduction {
  readonly name: string;
  readonly version: string;
  /** It wants experimental methods and fields. */
  readonly experimental: boolean;
  /** The notifications that it does not want. */
  readonly unwanted: ReadonlySet<string>;
}

/** One client, as the rest of the server sees it. */
export class AppClient {
  readonly connection: Connection;
  #introduction: ClientIntroduction | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Undefined until `initialize`. */
  get introduction(): ClientIntroduction | undefined {
    return this.#introduction;
  }

  introduce(introduction: ClientIntroduction): void {
    this.#introduction = introduction;
  }

  /** Sends a notification, unless the client does not want it. Resolves when the message has been written, or never will be. */
  notify<M extends NotificationMethod>(method: M, params: NotificationParams<M>): Promise<void> {
    return this.#wants(method) ? this.connection.notify(method, params) : Promise.resolve();
  }

  /**
   * The same for a notification about a thread, which may go to other clients too. It keeps its order with the thread's other
   * notifications.
   */
  forward(notification: Notification, threadId: string): Promise<void> {
    return this.#wants(notification.method)
      ? this.connection.notifyEncoded(notification, { lane: threadId })
      : Promise.resolve();
  }

  #wants(method: NotificationMethod): boolean {
    const introduction = this.#introduction;
    if (introduction === undefined || introduction.unwanted.has(method)) return false;
    return introduction.experimental || !EXPERIMENTAL_NOTIFICATIONS.has(method);
  }
}
