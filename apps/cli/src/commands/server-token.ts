import path from "node:path";
import { decodeText, readGivenFile } from "@codex/core";
import type { Io } from "../io.js";

const TOKEN_VARIABLE = "CODEX_APP_SERVER_TOKEN";

/** The location of the token: a file or an environment variable. */
export interface TokenPlace {
  readonly file?: string | undefined;
  /** Default: `CODEX_APP_SERVER_TOKEN`, if it is set. */
  readonly variable?: string | undefined;
}

/** The token for clients of an app-server; undefined if no location is given and the default variable is not set. */
export async function readServerToken({ file, variable }: TokenPlace, io: Io): Promise<string | undefined> {
  const name = variable ?? TOKEN_VARIABLE;
  const given = file === undefined ? io.env[name] : await readText(path.resolve(io.cwd, file), io.signal);
  if (given === undefined && variable !== undefined) throw new Error(`the variable ${variable} is not set`);
  const token = given?.trim();
  if (token === "") throw new Error(`${file === undefined ? name : `the token file ${file}`} is empty`);
  return token;
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  return decodeText(await readGivenFile(file, { signal }));
}
