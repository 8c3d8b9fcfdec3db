import * as z from "zod/mini";
import type { Hook, HookHandler, HookSource } from "./hook.js";
import { HOOK_EVENTS, type HookEvent, hookEventTraits, snakeCase } from "./hook-event.js";
import { type HashedHandler, type HookState, hookHash, hookTrust } from "./hook-trust.js";
import { DEFAULT_CONTEXT_LIMIT } from "./keep-long-text.js";
import { hookMatches } from "./match-hook.js";

/** The `hooks` of a file, as parsed from hooks.json or config.toml. */
export interface HooksTable {
  readonly source: HookSource;
  readonly sourcePath: string;
  readonly hooks: unknown;
}

const count = z.int().check(z.nonnegative());
const shared = { timeout: absentOrNull(count), statusMessage: absentOrNull(z.string()) };
const CommandSchema = z.object({
  type: z.literal("command"),
  command: z.string(),
  async: z.optional(z.boolean()),
  additionalContextLimit: absentOrNull(count),
  ...shared,
});
const McpToolSchema = z.object({
  type: z.literal("mcp_tool"),
  server: z.string(),
  tool: z.string(),
  input: z._default(z.record(z.string(), z.unknown()), {}),
  ...shared,
});
const HandlerSchema = z.discriminatedUnion("type", [
  CommandSchema,
  McpToolSchema,
  z.object({ type: z.literal("prompt") }),
  z.object({ type: z.literal("agent") }),
]);
const GroupsSchema = z.array(
  z.object({ matcher: absentOrNull(z.string()), hooks: z.optional(z.array(HandlerSchema)) }),
);
type Handler = z.infer<typeof HandlerSchema>;

export type DescribedHook = Omit<Hook, "displayOrder">;

/** What reading a table needs besides its entries. */
interface Reading extends Omit<HooksTable, "hooks"> {
  readonly states: Readonly<Record<string, HookState>>;
  readonly warn: (warning: string) => void;
}

/**
 * Reads the hooks of one table, in the order of the events. Hooks that cannot run are skipped with a warning; unknown events are skipped
 * without one, since files are shared with other programs.
 * @throws Error if an event's hooks have the wrong form, which makes the whole file invalid.
 */
export function readHooksTable(
  { hooks, ...table }: HooksTable,
  rest: Pick<Reading, "states" | "warn">,
): DescribedHook[] {
  const events = z.record(z.string(), z.unknown()).parse(hooks);
  return HOOK_EVENTS.flatMap((event) =>
    Object.hasOwn(events, event) ? hooksOfEvent({ ...table, ...rest }, event, events[event]) : [],
  );
}

function hooksOfEvent(reading: Reading, event: HookEvent, value: unknown): DescribedHook[] {
  return GroupsSchema.parse(value).flatMap(({ matcher, hooks = [] }, group) => {
    const held = hookEventTraits[event].takesMatcher ? matcher : undefined;
    if (held !== undefined && hookMatches(held, []) === "broken") {
      reading.warn(
        `${reading.sourcePath}: the matcher ${JSON.stringify(held)} of ${event} is not a regular expression`,
      );
      return [];
    }
    return hooks.flatMap((handler, index) => {
      const key = `${reading.sourcePath}:${snakeCase(event)}:${group}:${index}`;
      return describeHook(reading, { key, event, matcher: held }, handler) ?? [];
    });
  });
}

/** Undefined, with a warning, if it cannot run. */
function describeHook(
  { source, sourcePath, states, warn }: Reading,
  place: Pick<DescribedHook, "key" | "event" | "matcher">,
  handler: Handler,
): DescribedHook | undefined {
  const { key, event, matcher } = place;
  const where = `${sourcePath}: a hook of ${event}`;
  if (handler.type === "prompt" || handler.type === "agent") {
    warn(`${where} of type "${handler.type}" is not run: only commands are`);
    return undefined;
  }
  if (handler.type === "command" && handler.command.trim() === "") {
    warn(`${where} has an empty command`);
    return undefined;
  }
  const limits = limitsOf(event, handler, (message) => warn(`${where} ${message}`));
  const isManaged = source === "system";
  const state = !isManaged && Object.hasOwn(states, key) ? states[key] : undefined;
  const currentHash = hookHash(event, matcher, hashed(handler, limits));
  return {
    ...place,
    handler: handlerOf(handler, limits),
    timeout: limits.timeout,
    statusMessage: handler.statusMessage,
    source,
    sourcePath,
    enabled: state?.enabled ?? true,
    currentHash,
    trust: isManaged ? "managed" : hookTrust(state, currentHash),
  };
}

type RunHandler = Exclude<Handler, { type: "prompt" | "agent" }>;

interface Limits {
  /** In seconds. */
  readonly timeout: number;
  /** In tokens; undefined: the default. */
  readonly contextLimit: number | undefined;
}

function limitsOf(event: HookEvent, handler: RunHandler, warn: (message: string) => void): Limits {
  const { defaultTimeout, maxTimeout, answer } = hookEventTraits[event];
  const { timeout = defaultTimeout } = handler;
  if (timeout > maxTimeout) warn(`may take ${maxTimeout} s, not ${timeout}`);
  const limit = handler.type === "command" ? handler.additionalContextLimit : undefined;
  const addsContext = answer.specific?.includes("additionalContext") === true;
  if (limit !== undefined && !addsContext) warn("adds no context, so additionalContextLimit has no effect");
  return {
    timeout: Math.min(Math.max(1, timeout), maxTimeout),
    contextLimit: addsContext && limit !== DEFAULT_CONTEXT_LIMIT ? limit : undefined,
  };
}

function handlerOf(handler: RunHandler, { contextLimit }: Limits): HookHandler {
  return handler.type === "command"
    ? { type: "command", command: handler.command, async: handler.async ?? false, contextLimit }
    : { type: "mcpTool", server: handler.server, tool: handler.tool };
}

function hashed(handler: RunHandler, { timeout, contextLimit }: Limits): HashedHandler {
  if (handler.type !== "command") return { ...handler, timeout };
  return { ...handler, async: handler.async ?? false, timeout, additionalContextLimit: contextLimit };
}

/** Other programs write `null` for what is not set. */
function absentOrNull<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(
    z.nullish(schema),
    z.transform((value) => value ?? undefined),
  );
}
