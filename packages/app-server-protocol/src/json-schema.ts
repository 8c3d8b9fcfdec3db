import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import { type JsonSchema, jsonSchemaDefinitions, namedSchemas } from "@codex/mcp-types/json-schema";
import type * as z from "zod/mini";
import * as account from "./account.js";
import * as approvals from "./approvals.js";
import * as commandExec from "./command-exec.js";
import * as config from "./config.js";
import * as elicitation from "./elicitation.js";
import * as features from "./features.js";
import * as fileSearch from "./file-search.js";
import * as fileSystem from "./file-system.js";
import * as guardian from "./guardian.js";
import * as hooks from "./hooks.js";
import * as imports from "./imports.js";
import * as initialize from "./initialize.js";
import * as legacyApprovals from "./legacy-approvals.js";
import * as legacyRequests from "./legacy-requests.js";
import * as mcp from "./mcp.js";
import { messageSchemas } from "./messages.js";
import * as modelSettings from "./model-settings.js";
import * as models from "./models.js";
import * as paging from "./paging.js";
import * as policies from "./policies.js";
import * as rateLimits from "./rate-limits.js";
import * as responseItem from "./response-item.js";
import * as review from "./review.js";
import * as server from "./server.js";
import * as skills from "./skills.js";
import * as thread from "./thread.js";
import * as threadGoals from "./thread-goals.js";
import * as threadItem from "./thread-item.js";
import * as threadItemParts from "./thread-item-parts.js";
import * as threadItems from "./thread-items.js";
import * as threadList from "./thread-list.js";
import * as threadNotifications from "./thread-notifications.js";
import * as threadQueue from "./thread-queue.js";
import * as threadRequests from "./thread-requests.js";
import * as threadSearch from "./thread-search.js";
import * as threadStart from "./thread-start.js";
import * as threadTerminals from "./thread-terminals.js";
import * as turn from "./turn.js";
import * as turnNotifications from "./turn-notifications.js";
import * as turnRequests from "./turn-requests.js";
import * as userInput from "./user-input.js";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** Every wire type by its name, as JSON Schema (draft 2020-12), and the messages of each direction. */
export function appServerJsonSchema() {
  return { $schema: DRAFT, title: "CodexAppServerProtocol", $defs: jsonSchemaDefinitions(allSchemas()) };
}

/**
 * The same as files, path to text: each type with its dependencies, and all of them in one file. The paths are those where clients look for
 * them.
 */
export function appServerSchemaFiles(): ReadonlyMap<string, string> {
  const whole = appServerJsonSchema();
  const files = Object.keys(whole.$defs).map((name) => {
    const schema = { $schema: DRAFT, title: name, ...whole.$defs[name], $defs: neededBy(name, whole.$defs) };
    return [`${folderOf(name)}${name}.json`, text(schema)] as const;
  });
  const bundles = ["codex_app_server_protocol.schemas.json", "codex_app_server_protocol.v2.schemas.json"];
  return new Map([...files, ...bundles.map((name) => [name, text(whole)] as const)]);
}

/** Types older than version 2 of the protocol are outside of its folder. */
export function folderOf(name: string): string {
  if (name.startsWith("Initialize")) return "v1/";
  return outsideOfV2.has(name) ? "" : "v2/";
}

const outsideOfV2: ReadonlySet<string> = new Set([
  "RequestId",
  "ClientInfo",
  ...[approvals, elicitation, fileSearch, legacyApprovals].flatMap((family) => namesIn(family)),
  ...namesIn(account).filter((name) => /^(ChatgptAuthTokens|Attestation)/.test(name)),
  ...Object.keys(messageSchemas()),
]);

function namesIn(family: Readonly<Record<string, unknown>>): string[] {
  return namedSchemas(family).map(([name]) => name);
}

function allSchemas(): [string, z.ZodMiniType][] {
  const families = [
    account,
    approvals,
    commandExec,
    config,
    elicitation,
    features,
    fileSearch,
    fileSystem,
    guardian,
    hooks,
    imports,
    initialize,
    legacyApprovals,
    legacyRequests,
    mcp,
    modelSettings,
    models,
    paging,
    policies,
    rateLimits,
    responseItem,
    review,
    server,
    skills,
    thread,
    threadGoals,
    threadItem,
    threadItemParts,
    threadItems,
    threadList,
    threadNotifications,
    threadQueue,
    threadRequests,
    threadSearch,
    threadStart,
    threadTerminals,
    turn,
    turnNotifications,
    turnRequests,
    userInput,
  ];
  return [
    ["RequestId", RequestIdSchema],
    ...families.flatMap((family: Readonly<Record<string, unknown>>) => namedSchemas(family)),
    ...Object.entries(messageSchemas()),
  ];
}

/** The definitions that one depends on, directly or indirectly. */
function neededBy(name: string, definitions: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const needed = new Set<string>();
  const visit = (schema: JsonSchema | undefined) => {
    for (const [, other = ""] of JSON.stringify(schema ?? {}).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)) {
      if (needed.has(other)) continue;
      needed.add(other);
      visit(definitions[other]);
    }
  };
  visit(definitions[name]);
  return Object.fromEntries([...needed].sort().map((other) => [other, definitions[other] ?? {}]));
}

const text = (schema: unknown) => `${JSON.stringify(schema, undefined, 2)}\n`;
