import type { NewThreadOptions } from "@codex/core";
import { type Notification, notificationOf } from "../turns/notification.js";

type McpStartup = Parameters<NonNullable<NewThreadOptions["onMcpStartup"]>>[0];

/** How a thread's MCP servers start, for clients that subscribe after they have begun to. */
export class ServerStartups {
  /** For each server, the notifications of its latest start: that it began, and how it ended. */
  readonly #notifications = new Map<string, readonly Notification[]>();

  get all(): readonly Notification[] {
    return [...this.#notifications.values()].flat();
  }

  /** Keeps the startup, and returns the notification about it. */
  note({ threadId, server: name, status, error }: McpStartup): Notification {
    const params = { threadId, name, status, error: error ?? null };
    const notification = notificationOf("mcpServer/startupStatus/updated", params);
    const [beginning] = this.#notifications.get(name) ?? [];
    const isFirst = status === "starting" || beginning === undefined;
    this.#notifications.set(name, isFirst ? [notification] : [beginning, notification]);
    return notification;
  }
}
