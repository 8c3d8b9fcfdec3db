import path from "node:path";
import { decodeText, readGivenFile } from "@codex/core";
import type { Io } from "../io.js";

const TOKEN_VARIABLE = "CODEX_APP_SERVER_TOKEN";

/** What clients of an app-server prove themselves with: in the file, or else in the environment; undefined when in neither. */
export async function readServerToken(file: string | undefined, io: Io): Promise<string | undefined> {
  const given = file === undefined ? io.env[TOKEN_VARIABLE] : await readText(path.resolve(io.cwd, file), io.signal);
  const token = given?.trim();
  if (token === "") throw new Error(`${file === undefined ? TOKEN_VARIABLE : `the token file ${file}`} is empty`);
  return token;
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  return decodeText(await readGivenFile(file, { signal }));
}
