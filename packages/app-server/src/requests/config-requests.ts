import path from "node:path";
import type {
  ConfigEdit as ConfigEditParams,
  ConfigLayer as WireLayer,
  ConfigLayerSource as WireLayerSource,
} from "@codex/app-server-protocol/config";
import {
  appliedLayers,
  CodexError,
  type ConfigEdit,
  type ConfigLayer,
  type ConfigLayerSource,
  editConfig,
  mergeLayers,
  readConfigLayers,
  readRequirements,
  refuseRequired,
  settingsVersion,
  splitKeyPath,
} from "@codex/core";
import type { ClientContext } from "../client-services.js";
import { reloadHooks } from "../reload-hooks.js";
import { reloadMcpServers } from "../reload-mcp-servers.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";
import { requirementsAnswer } from "./config-requirements.js";
import { findOverride, type Override } from "./find-override.js";
import { withDefaults } from "./with-defaults.js";

type Methods = "config/read" | "config/value/write" | "config/batchWrite" | "configRequirements/read";

interface WriteOptions {
  readonly expectedVersion?: string | null | undefined;
  readonly filePath?: string | null | undefined;
}

/** Reads the configuration with its layers, and changes the user's own file. */
export function configRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const { codexHome, requirementsFile } = server.options;
  const write = async (edits: readonly ConfigEditParams[], { expectedVersion, filePath }: WriteOptions) => {
    if (filePath != null && path.resolve(filePath) !== path.join(codexHome, "config.toml")) {
      throw refusedWrite("configLayerReadonly", `only ${path.join(codexHome, "config.toml")} can be changed`);
    }
    const layers = appliedLayers(await readLayers({ codexHome, cliOverrides: server.options.cliOverrides ?? [] }));
    const changes = await asWriteErrors(async () => edits.map(editOf));
    refuseRequired(await readRequirements(requirementsFile), changes);
    const { file, version } = await asWriteErrors(() => editConfig(codexHome, changes, expectedVersion ?? undefined));
    return { ...answerOf(findOverride(layers, changes)), version, filePath: file };
  };
  return {
    async "config/read"({ includeLayers, cwd }) {
      const folder = cwd == null ? undefined : path.resolve(server.options.cwd, cwd);
      const layers = await readLayers({ codexHome, cwd: folder, cliOverrides: server.options.cliOverrides ?? [] });
      return {
        config: withDefaults(plain(mergeLayers(layers))),
        origins: originsOf(layers),
        ...(includeLayers === true ? { layers: layers.map(wireLayer) } : {}),
      };
    },
    "config/value/write": ({ keyPath, value, mergeStrategy, ...options }) =>
      write([{ keyPath, value, mergeStrategy }], options),
    async "config/batchWrite"({ edits, reloadUserConfig, ...options }) {
      const written = await write(edits, options);
      // Errors elsewhere in the configuration are not this request's fault.
      if (reloadUserConfig === true) await Promise.allSettled([reloadMcpServers(server), reloadHooks(server)]);
      return written;
    },
    "configRequirements/read": async () => requirementsAnswer(await readRequirements(requirementsFile)),
  };
}

/** The status of a write: whether the value takes effect, or which layer overrides it. */
function answerOf(override: Override | undefined) {
  if (override === undefined) return { status: "ok" as const, overriddenMetadata: null };
  const { layer, value: effectiveValue } = override;
  const { name, version } = wireLayer(layer);
  const message = `the value does not count: it is overridden by ${layer.source.type} settings`;
  return {
    status: "okOverridden" as const,
    overriddenMetadata: { message, effectiveValue, overridingLayer: { name, version } },
  };
}

/** A file that does not parse is not this request's fault. */
async function readLayers(options: Parameters<typeof readConfigLayers>[0]): Promise<ConfigLayer[]> {
  try {
    return await readConfigLayers(options);
  } catch (error) {
    throw error instanceof CodexError ? internalError(error.message, error) : error;
  }
}

type WriteErrorCode = "configValidationError" | "configVersionConflict" | "configLayerReadonly";

const refusedWrite = (code: WriteErrorCode, message: string, cause?: unknown) =>
  invalidRequest(message, { cause, data: { config_write_error_code: code } });

/** Adds the error code that tells clients why nothing was written. */
async function asWriteErrors<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    if (error.code === "config-invalid") throw refusedWrite("configValidationError", error.message, error);
    if (error.code === "config-conflict") throw refusedWrite("configVersionConflict", error.message, error);
    throw error;
  }
}

function editOf({ keyPath, value, mergeStrategy }: ConfigEditParams): ConfigEdit {
  return { path: splitKeyPath(keyPath), value, merges: mergeStrategy === "upsert" };
}

function wireLayer({ source, table, disabledReason }: ConfigLayer): WireLayer {
  return {
    name: wireSource(source),
    version: settingsVersion(table),
    config: plain(table),
    ...(disabledReason === undefined ? {} : { disabledReason }),
  };
}

function wireSource(source: ConfigLayerSource): WireLayerSource {
  switch (source.type) {
    case "project":
      return { type: "project", dotCodexFolder: source.folder };
    case "session":
      return { type: "sessionFlags" };
    case "user":
      return { type: "user", file: source.file, profile: source.profile ?? null };
    case "system":
      return source;
    default:
      return source satisfies never;
  }
}

/**
 * The layer of each value, by its dotted key; elements of lists are keyed by their position.
 * Differs from codex-rs: elements of a list that another layer replaces have no origin.
 */
function originsOf(layers: readonly ConfigLayer[]): Record<string, { name: WireLayerSource; version: string }> {
  const effective = new Set(leavesOf(mergeLayers(layers)));
  const origins = appliedLayers(layers)
    .toReversed()
    .flatMap(({ source, table }) => {
      const origin = { name: wireSource(source), version: settingsVersion(table) };
      return leavesOf(table).map((key) => [key, origin] as const);
    });
  return Object.fromEntries(origins.filter(([key]) => effective.has(key)));
}

function leavesOf(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null || value instanceof Date) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, prefix === "" ? key : `${prefix}.${key}`));
}

/** The value as JSON. */
const plain = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));
