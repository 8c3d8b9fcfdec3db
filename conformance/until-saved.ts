import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { World } from "./world.js";

/** Waits until a file below CODEX_HOME contains this text, for effects without an event. */
export async function untilSaved({ codexHome }: World, text: string): Promise<void> {
  await expect.poll(() => savedTexts(codexHome).some((saved) => saved.includes(text))).toBe(true);
}

function savedTexts(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".jsonl")).map((name) => readFileSync(path.join(folder, name), "utf8"));
}
