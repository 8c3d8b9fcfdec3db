import path from "node:path";
import { HOOK_EVENTS } from "../hooks/hook-event.js";
import { isRecord } from "../skills/front-matter.js";
import { type FoundImport, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { readOtherSettings } from "./other-settings.js";
import { isThere, writeTarget } from "./place-files.js";

interface HookGroup {
  readonly matcher?: string;
  readonly hooks: readonly Readonly<Record<string, unknown>>[];
}

/** Commands at events that both know, where there is no hooks.json yet. They run once the user has seen them here. */
export async function findHooks(place: ImportPlace): Promise<FoundImport | undefined> {
  const target = path.join(place.codexFolder, "hooks.json");
  if (await isThere(target)) return undefined;
  const tables = (await readOtherSettings(place)).map((settings) => settings["hooks"]).filter(isRecord);
  const events = new Map(
    HOOK_EVENTS.map((event) => [event, tables.flatMap((table) => groupsOf(table[event]))] as const).filter(
      ([, groups]) => groups.length > 0,
    ),
  );
  if (events.size === 0) return undefined;
  return {
    kind: "hooks",
    entries: namedEntries([...events.keys()]),
    async write(entries) {
      const chosen = [...events].filter(([event]) => entries.some(({ source }) => source === event));
      await writeTarget(place, target, `${JSON.stringify({ hooks: Object.fromEntries(chosen) }, undefined, 2)}\n`);
    },
  };
}

function groupsOf(groups: unknown): HookGroup[] {
  if (!Array.isArray(groups)) return [];
  return groups.filter(isRecord).flatMap(({ matcher, hooks }) => {
    const handlers = (Array.isArray(hooks) ? hooks : []).filter(isRecord).flatMap(handlerOf);
    if (handlers.length === 0) return [];
    return [typeof matcher === "string" ? { matcher, hooks: handlers } : { hooks: handlers }];
  });
}

/** Keys that a handler of ours has, or that change nothing; one with a condition or in the background would mean something else here. */
const KNOWN_KEYS = new Set(["type", "command", "timeout", "statusMessage"]);

function handlerOf(handler: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  const { type = "command", command, timeout, statusMessage } = handler;
  if (type !== "command" || typeof command !== "string" || command.trim() === "") return [];
  if (!Object.keys(handler).every((key) => KNOWN_KEYS.has(key))) return [];
  const seconds = typeof timeout === "string" ? Number.parseInt(timeout, 10) : timeout;
  return [
    {
      type,
      command,
      ...(typeof seconds === "number" && Number.isFinite(seconds) && { timeout: seconds }),
      ...(typeof statusMessage === "string" && { statusMessage }),
    },
  ];
}
