import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConformanceCase } from "./conformance-case.js";
import { differences } from "./differences.js";
import { play } from "./play.js";

const isRecording = process.env["CONFORMANCE_RECORD"] !== undefined;
const built = path.join(import.meta.dirname, "../apps/cli/dist/codex.js");
const command = process.env["CONFORMANCE_COMMAND"]?.split(" ") ?? [process.execPath, built];
if (isRecording && process.env["CONFORMANCE_COMMAND"] === undefined) {
  throw new Error("recordings are made of the reference: name it in CONFORMANCE_COMMAND");
}

/** The cases of a group as tests, each against its recording in recordings/GROUP. */
export function conformance(group: string, cases: Readonly<Record<string, ConformanceCase>>): void {
  describe(group, () => {
    for (const [name, conformanceCase] of Object.entries(cases)) {
      test(`${name}: ${conformanceCase.about}`, async () => {
        const file = path.join(import.meta.dirname, "recordings", group, `${name}.json`);
        if (isRecording) return record(file, conformanceCase);
        expect(existsSync(command.at(-1) ?? ""), `${command.at(-1)} is there (npm run build)`).toBe(true);
        const seen = await play(conformanceCase, command);
        const { deliberate = {} } = conformanceCase;
        expect(differences(JSON.parse(readFileSync(file, "utf8")), seen)).toEqual(Object.keys(deliberate));
      });
    }
  });
}

/** Records only what is the same in two runs. */
async function record(file: string, conformanceCase: ConformanceCase): Promise<void> {
  const seen = await play(conformanceCase, command);
  expect(differences(seen, await play(conformanceCase, command))).toEqual([]);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(seen, null, 1)}\n`);
}
