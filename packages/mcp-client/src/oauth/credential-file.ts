import { realpath } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, readPrivateFile, replaceFile, writePrivateFile } from "@codex/private-files";
import * as z from "zod";
import { McpClientError } from "../error.js";
import { type McpCredentialStore, McpCredentialsSchema } from "./credentials.js";

/** The lock is held during a refresh, for as long as the issuer takes to answer. */
const LOCK_LIMIT_MS = 45_000;

const FileSchema = z.record(z.string(), z.unknown());

/** Logins in `.credentials.json`, which only its owner can read. Invalid entries are skipped and left in place. */
export function credentialFile(codexHome: string): McpCredentialStore {
  const file = path.join(codexHome, ".credentials.json");
  // Homes that share the file by a link share its renewed tokens and its lock too.
  const target = () => realpath(file).catch(() => file);
  const readAll = async () => parseAll(file, await readPrivateFile(file));
  return {
    async read(key) {
      const all = await readAll();
      const entry = McpCredentialsSchema.safeParse(Object.hasOwn(all, key) ? all[key] : undefined);
      return entry.success ? entry.data : undefined;
    },
    async write(key, credentials) {
      const { [key]: _replaced, ...others } = await readAll();
      const all = credentials === undefined ? others : { ...others, [key]: credentials };
      const text = `${JSON.stringify(all, undefined, 2)}\n`;
      const written = await target();
      await (written === file ? writePrivateFile(file, text) : replaceFile(written, text));
    },
    async lock(signal) {
      const lock = await acquireFileLock(`${await target()}.lock`, { timeoutMs: LOCK_LIMIT_MS, signal });
      if (lock === undefined)
        throw new McpClientError("login-failed", "the logins at MCP servers are in use by another process");
      return lock;
    },
  };
}

function parseAll(file: string, text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined || text.trim() === "") return {};
  try {
    return FileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new McpClientError("login-failed", `${file} cannot be read: repair or remove it`, { cause: error });
  }
}
