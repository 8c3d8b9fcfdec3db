import { lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CodexError, errorMessage, GuardedFiles, isWithin } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";
import { absolutePath } from "./absolute-path.js";

type Methods =
  | "fs/readFile"
  | "fs/writeFile"
  | "fs/createDirectory"
  | "fs/getMetadata"
  | "fs/readDirectory"
  | "fs/remove"
  | "fs/copy";

/** The largest file that is read as one message, in bytes. */
const MAX_FILE_BYTES = 48 * 1024 * 1024;

/**
 * File access for the client. It may write where commands of the loaded threads or of the configuration may, and read everything except
 * logins; with full access, it may do whatever the user may. All paths are absolute. Errors of the operating system are -32603; forbidden
 * or invalid requests are -32600. Differs from codex-rs, which does not restrict file access.
 */
export function fileRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const files = async () => new GuardedFiles(await server.sandboxes.all());
  return {
    async "fs/readFile"(params) {
      const file = absolutePath(params.path);
      const bytes = await attempt(`read ${file}`, (await files()).read(file, { maxBytes: MAX_FILE_BYTES }));
      return { dataBase64: bytes.toString("base64") };
    },
    async "fs/writeFile"(params) {
      const file = absolutePath(params.path);
      await attempt(`write ${file}`, (await files()).write(file, decoded(params.dataBase64)));
      return {};
    },
    async "fs/createDirectory"(params) {
      const folder = absolutePath(params.path);
      const recursive = params.recursive ?? true;
      await attempt(`make ${folder}`, (await files()).makeFolder(folder, { recursive }));
      return {};
    },
    async "fs/getMetadata"(params) {
      const file = absolutePath(params.path);
      const own = await attempt(`look at ${file}`, lstat(file));
      const target = own.isSymbolicLink() ? await attempt(`look at ${file}`, stat(file)) : own;
      return {
        isFile: target.isFile(),
        isDirectory: target.isDirectory(),
        isSymlink: own.isSymbolicLink(),
        createdAtMs: Math.trunc(target.birthtimeMs),
        modifiedAtMs: Math.trunc(target.mtimeMs),
      };
    },
    async "fs/readDirectory"(params) {
      const folder = absolutePath(params.path);
      const entries = await attempt(`read ${folder}`, readdir(folder, { withFileTypes: true }));
      const shown = entries.map(async (entry) => {
        const target = entry.isSymbolicLink() ? await stat(path.join(folder, entry.name)).catch(() => entry) : entry;
        return { fileName: entry.name, isDirectory: target.isDirectory(), isFile: target.isFile() };
      });
      return { entries: await Promise.all(shown) };
    },
    async "fs/remove"(params) {
      const file = absolutePath(params.path);
      const options = { recursive: params.recursive ?? true, force: params.force ?? true };
      await attempt(`remove ${file}`, (await files()).remove(file, options));
      return {};
    },
    async "fs/copy"(params, { signal }) {
      const [source, destination] = [absolutePath(params.sourcePath), absolutePath(params.destinationPath)];
      const isFolder = (await attempt(`copy ${source}`, stat(source))).isDirectory();
      const recursive = params.recursive ?? false;
      if (isFolder && !recursive) throw invalidRequest(`${source} is a folder: copy it with "recursive": true`);
      if (isFolder && isWithin(source, destination)) throw invalidRequest("a folder cannot be copied into itself");
      await attempt(`copy ${source}`, (await files()).copy(source, destination, signal));
      return {};
    },
  };
}

function decoded(base64: string): Uint8Array {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0) return Buffer.from(base64, "base64");
  throw invalidRequest("Invalid request: dataBase64 is not base64");
}

async function attempt<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CodexError) throw error;
    throw internalError(`could not ${what}: ${reasonOf(error)}`, error);
  }
}

/** The system's reason, without the path that it was given: that may lead through an open folder of this process. */
function reasonOf(error: unknown): string {
  return errorMessage(error).replace(/(?<=^E[A-Z]+: [^,]*), \w+ '.*$/s, "");
}
