import type { Environment } from "../../environment.js";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;
/** Shorter values are common words. */
const SHORTEST_SECRET = 8;

/** Patterns of well-known services' secrets; each is matched without backtracking. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bgh[opsur]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bAKIA[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g,
  /\bBearer +[A-Za-z0-9._~+/-]{8,}=*/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
];

/** Returns a function that redacts secrets in a text: those in the environment, and everything that looks like one. */
export function createRedactor(env: Environment): (text: string) => string {
  const values = Object.entries(env)
    .flatMap(([name, value]) => (value !== undefined && SECRET_NAME.test(name) ? [value.trim()] : []))
    .filter((value) => value.length >= SHORTEST_SECRET)
    // A secret that contains another must be replaced first.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const value of values) clean = clean.replaceAll(value, "[removed]");
    for (const shape of SECRET_SHAPES) clean = clean.replaceAll(shape, "[removed]");
    return clean;
  };
}
