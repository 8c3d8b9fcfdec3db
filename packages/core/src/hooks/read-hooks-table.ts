import * as z from "zod/mini";
import type { Hook, HookHandler, HookSource } from "./hook.js";
import { HOOK_EVENTS, type HookEvent, hookEventTraits, snakeCase } from "./hook-event.js";
import { type HashedHandler, type HookState, hookHash, hookTrust } from "./hook-trust.js";
import { hookMatches } from "./match-hook.js";

/** The `hooks` of a file, as parsed from hooks.json or config.toml. */
export interface HooksTable {
  readonly source: HookSource;
  readonly sourcePath: string;
  readonly hooks: unknown;
}

const shared = { timeout: z.optional(z.int().check(z.nonnegative())), statusMessage: z.optional(z.string()) };
const CommandSchema = z.object({
  type: z.literal("command"),
  command: z.string(),
  async: z.optional(z.boolean()),
  additionalContextLimit: z.optional(z.int().check(z.positive())),
  ...shared,
});
const McpToolSchema = z.object({
  type: z.literal("mcp_tool"),
  server: z.string(),
  tool: z.string(),
  input: z.optional(z.record(z.string(), z.unknown())),
  ...shared,
});
const HandlerSchema = z.discriminatedUnion("type", [
  CommandSchema,
  McpToolSchema,
  z.object({ type: z.literal("prompt") }),
  z.object({ type: z.literal("agent") }),
]);
const GroupsSchema = z.array(z.object({ matcher: z.optional(z.string()), hooks: z.optional(z.array(HandlerSchema)) }));
type Handler = z.infer<typeof HandlerSchema>;

export type DescribedHook = Omit<Hook, "displayOrder">;

/**
 * Reads the hooks of one table, in the order of the events. Hooks that cannot run are skipped with a warning; unknown events are skipped
 * without one, since files are shared with other programs.
 * @throws Error if an event's hooks have the wrong form, which makes the whole file invalid.
 */
export function readHooksTable(
  table: HooksTable,
  states: Readonly<Record<string, HookState>>,
  warn: (warning: string) => void,
): DescribedHook[] {
  const events = z.record(z.string(), z.unknown()).parse(table.hooks);
  return HOOK_EVENTS.flatMap((event) => (Object.hasOwn(events, event) ? readEvent(event, events[event]) : []));

  function readEvent(event: HookEvent, value: unknown): DescribedHook[] {
    return GroupsSchema.parse(value).flatMap(({ matcher, hooks = [] }, group) => {
      const held = hookEventTraits[event].takesMatcher ? matcher : undefined;
      if (held !== undefined && hookMatches(held, []) === "broken") {
        warn(`${table.sourcePath}: the matcher ${JSON.stringify(held)} of ${event} is not a regular expression`);
        return [];
      }
      return hooks.flatMap((handler, index) => describe(event, held, handler, `${group}:${index}`));
    });
  }

  function describe(event: HookEvent, matcher: string | undefined, handler: Handler, place: string): DescribedHook[] {
    const where = `${table.sourcePath}: a hook of ${event}`;
    if (handler.type === "prompt" || handler.type === "agent") {
      warn(`${where} of type "${handler.type}" is not run: only commands are`);
      return [];
    }
    if (handler.type === "command" && handler.command.trim() === "") {
      warn(`${where} has an empty command`);
      return [];
    }
    const timeout = limited(event, handler.timeout, (message) => warn(`${where} ${message}`));
    const key = `${table.sourcePath}:${snakeCase(event)}:${place}`;
    const isManaged = table.source === "system";
    const state = !isManaged && Object.hasOwn(states, key) ? states[key] : undefined;
    const currentHash = hookHash(event, matcher, hashed(handler, timeout));
    return [
      {
        key,
        event,
        matcher,
        handler: handlerOf(handler),
        timeout,
        statusMessage: handler.statusMessage,
        source: table.source,
        sourcePath: table.sourcePath,
        enabled: state?.enabled ?? true,
        currentHash,
        trust: isManaged ? "managed" : hookTrust(state, currentHash),
      },
    ];
  }
}

function limited(event: HookEvent, timeout: number | undefined, warn: (message: string) => void): number {
  const { defaultTimeout, maxTimeout } = hookEventTraits[event];
  if (timeout === undefined) return defaultTimeout;
  if (timeout > maxTimeout) warn(`may take ${maxTimeout} s, not ${timeout}`);
  return Math.min(Math.max(1, timeout), maxTimeout);
}

type RunHandler = Exclude<Handler, { type: "prompt" | "agent" }>;

function handlerOf(handler: RunHandler): HookHandler {
  return handler.type === "command"
    ? {
        type: "command",
        command: handler.command,
        async: handler.async ?? false,
        contextLimit: handler.additionalContextLimit,
      }
    : { type: "mcpTool", server: handler.server, tool: handler.tool };
}

function hashed(handler: RunHandler, timeout: number): HashedHandler {
  return handler.type === "command" ? { ...handler, async: handler.async ?? false, timeout } : { ...handler, timeout };
}
