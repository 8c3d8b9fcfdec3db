import path from "node:path";
import { HOOK_EVENTS } from "../hooks/hook-event.js";
import { isJsonObject } from "../json.js";
import { type FoundImport, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { lastOf, readOtherSettings } from "./other-settings.js";
import { copyFolder, isThere, sourceNames, writeTarget } from "./place-files.js";

interface HookGroup {
  readonly matcher?: string;
  readonly hooks: readonly Readonly<Record<string, unknown>>[];
}

const SCRIPTS = ".claude/hooks";
/** A script in the repository, referred to by a variable that only the other agent sets. */
const OWN_SCRIPT = /"?\$\{?CLAUDE_PROJECT_DIR\}?"?\/\.claude\/hooks\/([\w.-]+(?:\/[\w.-]+)*)"?/g;

/**
 * Command hooks for events that both agents have, with the repository's scripts that they run. Only if there is no hooks.json yet. As with
 * all hooks, they run only after the user has reviewed them.
 */
export async function findHooks(place: ImportPlace): Promise<FoundImport | undefined> {
  const target = path.join(place.codexFolder, "hooks.json");
  if (await isThere(target)) return undefined;
  const settings = await readOtherSettings(place);
  if (lastOf(settings, "disableAllHooks") === true) return undefined;
  const tables = settings.map((one) => one["hooks"]).filter(isJsonObject);
  const scripts = (await hasNewScripts(place)) ? path.join(place.codexFolder, "hooks") : undefined;
  const events = new Map(
    HOOK_EVENTS.map((event) => [event, tables.flatMap((table) => groupsOf(table[event], scripts))] as const).filter(
      ([, groups]) => groups.length > 0,
    ),
  );
  if (events.size === 0) return undefined;
  return {
    kind: "hooks",
    entries: namedEntries([...events.keys()]),
    async write(entries) {
      const chosen = [...events].filter(([event]) => entries.some(({ source }) => source === event));
      if (scripts !== undefined) await copyFolder(place, SCRIPTS, scripts);
      await writeTarget(place, target, `${JSON.stringify({ hooks: Object.fromEntries(chosen) }, undefined, 2)}\n`);
    },
  };
}

/** Whether a repository has a scripts folder that has not been imported yet. */
async function hasNewScripts(place: ImportPlace): Promise<boolean> {
  if (place.repository === undefined || (await isThere(path.join(place.codexFolder, "hooks")))) return false;
  const names = [...(await sourceNames(place, SCRIPTS, "files")), ...(await sourceNames(place, SCRIPTS, "folders"))];
  return names.length > 0;
}

/** `scripts`: the folder that the repository's scripts will be copied to. */
function groupsOf(groups: unknown, scripts: string | undefined): HookGroup[] {
  if (!Array.isArray(groups)) return [];
  return groups.filter(isJsonObject).flatMap(({ matcher, hooks }) => {
    const handlers = (Array.isArray(hooks) ? hooks : [])
      .filter(isJsonObject)
      .flatMap((handler) => handlerOf(handler, scripts));
    if (handlers.length === 0) return [];
    return [typeof matcher === "string" ? { matcher, hooks: handlers } : { hooks: handlers }];
  });
}

/**
 * Keys that our handlers support, or that change nothing. A handler with a condition, or one that runs in the background, would behave
 * differently here.
 */
const KNOWN_KEYS = new Set(["type", "command", "timeout", "statusMessage"]);

function handlerOf(
  handler: Readonly<Record<string, unknown>>,
  scripts: string | undefined,
): Readonly<Record<string, unknown>>[] {
  const { type = "command", command, timeout, statusMessage } = handler;
  if (type !== "command" || typeof command !== "string" || command.trim() === "") return [];
  if (!Object.keys(handler).every((key) => KNOWN_KEYS.has(key))) return [];
  const seconds = typeof timeout === "string" ? Number.parseInt(timeout, 10) : timeout;
  return [
    {
      type,
      command: scripts === undefined ? command : withOwnScripts(command, scripts),
      ...(isWholeCount(seconds) && { timeout: seconds }),
      ...(typeof statusMessage === "string" && { statusMessage }),
    },
  ];
}

/** Other numbers would make the whole file invalid. */
const isWholeCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const withOwnScripts = (command: string, scripts: string): string =>
  command.replace(OWN_SCRIPT, (whole, name: string) =>
    name.split("/").includes("..") ? whole : quoted(path.join(scripts, name)),
  );

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
