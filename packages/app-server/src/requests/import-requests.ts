import { randomUUID } from "node:crypto";
import path from "node:path";
import type {
  ExternalAgentConfigImportTypeResult,
  ExternalAgentConfigMigrationItem,
  ExternalAgentConfigMigrationItemType,
  MigrationDetails,
} from "@codex/app-server-protocol/imports";
import {
  CodexError,
  errorMessage,
  type FoundImport,
  findImport,
  findImports,
  homeFolder,
  homePlace,
  type ImportEntry,
  type ImportKind,
  type ImportPlace,
  repositoryPlace,
} from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { importSessions, type SessionPlace } from "./import-sessions.js";

type Methods = "externalAgentConfig/detect" | "externalAgentConfig/import";

/** Finds the settings of another agent that Codex does not have yet, and imports them, on the user's behalf. */
export function importRequests({ server, client }: ClientContext): RequestHandlers<Methods> {
  const { codexHome } = server.options;
  const placeOf: FindPlace = async (cwd) => {
    if (cwd != null) return repositoryPlace(path.resolve(server.options.cwd, cwd), codexHome);
    const { env } = await server.host();
    return homePlace(homeFolder(env), codexHome);
  };
  const sessionPlace = async (): Promise<SessionPlace> => {
    if (server.home.elsewhere !== undefined)
      throw new CodexError("request-invalid", "sessions cannot be imported into a fleet, which stores its own threads");
    const { env, loadConfig } = await server.host();
    const { modelProviderId: modelProvider } = await loadConfig({}, []);
    const { version } = server.options;
    return { home: homeFolder(env), codexHome, modelProvider, version, originator: client.introduction?.name ?? "" };
  };
  const importOne: ImportOne = (item) =>
    item.itemType === "SESSIONS" ? importSessions(item, sessionPlace) : importItem(item, placeOf);
  return {
    async "externalAgentConfig/detect"({ includeHome, cwds }) {
      const places = await Promise.all([...(includeHome === true ? [undefined] : []), ...(cwds ?? [])].map(placeOf));
      const unique = new Map(places.map((place) => [place.source, place]));
      const found = [...unique.values()].map(async (place) =>
        (await findImports(place)).map((one) => itemOf(one, place)),
      );
      return { items: (await Promise.all(found)).flat(), connectors: [] };
    },
    "externalAgentConfig/import"({ migrationItems }) {
      const importId = randomUUID();
      const report: ReportImport = (what, itemTypeResults) => {
        // A client that has disconnected gets no notifications, but its import still runs to the end.
        void client.notify(`externalAgentConfig/import/${what}`, { importId, itemTypeResults });
      };
      void importAll(migrationItems, importOne, report);
      return { importId };
    },
  };
}

type ReportImport = (what: "progress" | "completed", results: ExternalAgentConfigImportTypeResult[]) => void;
type ImportOne = (item: ExternalAgentConfigMigrationItem) => Promise<ExternalAgentConfigImportTypeResult>;
type FindPlace = (cwd: string | null | undefined) => Promise<ImportPlace>;

async function importAll(
  items: readonly ExternalAgentConfigMigrationItem[],
  importOne: ImportOne,
  report: ReportImport,
): Promise<void> {
  const results: ExternalAgentConfigImportTypeResult[] = [];
  for (const item of items) {
    const result = await importOne(item);
    results.push(result);
    report("progress", [result]);
  }
  report("completed", byType(results));
}

const KINDS: Readonly<
  Record<ImportKind, { readonly type: ExternalAgentConfigMigrationItemType; readonly what: string }>
> = {
  config: { type: "CONFIG", what: "Settings that mean the same in Codex" },
  "mcp-servers": { type: "MCP_SERVER_CONFIG", what: "MCP servers" },
  hooks: { type: "HOOKS", what: "Hooks at events that Codex has; each is asked about before it runs" },
  skills: { type: "SKILLS", what: "Skills" },
  commands: { type: "COMMANDS", what: "Slash commands that take nothing, as skills" },
  agents: { type: "SUBAGENTS", what: "Roles of subagents" },
  instructions: { type: "AGENTS_MD", what: "Instructions, as AGENTS.md" },
};

type NamedDetail = "commands" | "hooks" | "mcpServers" | "skills" | "subagents";

const DETAILS: Readonly<Partial<Record<ImportKind, NamedDetail>>> = {
  "mcp-servers": "mcpServers",
  hooks: "hooks",
  skills: "skills",
  commands: "commands",
  agents: "subagents",
};

function itemOf({ kind, entries }: FoundImport, { repository }: ImportPlace): ExternalAgentConfigMigrationItem {
  const { type: itemType, what } = KINDS[kind];
  const detail = DETAILS[kind];
  const names = entries.map(({ source }) => ({ name: source }));
  return {
    itemType,
    description: `${what}: ${entries.map(({ source }) => source).join(", ")}`,
    ...(repository !== undefined && { cwd: repository }),
    ...(detail !== undefined && { details: { ...NO_DETAILS, [detail]: names } }),
  };
}

const NO_DETAILS: MigrationDetails = {
  commands: [],
  hooks: [],
  mcpServers: [],
  plugins: [],
  sessions: [],
  skills: [],
  subagents: [],
};

/** Items that exist by now are not found again, and so not overwritten. */
async function importItem(
  { itemType, cwd, details }: ExternalAgentConfigMigrationItem,
  placeOf: FindPlace,
): Promise<ExternalAgentConfigImportTypeResult> {
  const about = { itemType, ...(cwd != null && { cwd }) };
  const kind = kindOf(itemType);
  if (kind === undefined) {
    const message = `${String(itemType)} cannot be imported: Codex has nothing of the kind`;
    return { itemType, successes: [], failures: [{ ...about, failureStage: "import", message }] };
  }
  try {
    const found = await findImport(kind, await placeOf(cwd));
    const entries = found === undefined ? [] : chosenOf(found, details);
    if (entries.length > 0) await found?.write(entries);
    return { itemType, successes: entries.map((entry) => ({ ...about, ...entry })), failures: [] };
  } catch (error) {
    const message = errorMessage(error);
    return { itemType, successes: [], failures: [{ ...about, failureStage: "import", message }] };
  }
}

function kindOf(itemType: ExternalAgentConfigMigrationItemType): ImportKind | undefined {
  for (const kind of Object.keys(KINDS) as ImportKind[]) if (KINDS[kind].type === itemType) return kind;
  return undefined;
}

/** Differs from codex 0.171.0, which imports all items of a kind, whichever are selected. */
function chosenOf(
  { kind, entries }: FoundImport,
  details: MigrationDetails | null | undefined,
): readonly ImportEntry[] {
  const detail = DETAILS[kind];
  const names = detail === undefined ? undefined : details?.[detail].map(({ name }) => name);
  return names === undefined || names.length === 0 ? entries : entries.filter(({ source }) => names.includes(source));
}

function byType(results: readonly ExternalAgentConfigImportTypeResult[]): ExternalAgentConfigImportTypeResult[] {
  const types = [...new Set(results.map(({ itemType }) => itemType))];
  return types.map((itemType) => {
    const ofType = results.filter((result) => result.itemType === itemType);
    return {
      itemType,
      successes: ofType.flatMap(({ successes }) => successes),
      failures: ofType.flatMap(({ failures }) => failures),
    };
  });
}
