import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { CommandAction } from "../items/command-action.js";
import { assessCommandSafety } from "../safety/assess-command-safety.js";
import { parseCommand } from "./parse-command.js";

/** Recordings of the reference implementation. */
const golden = (name: string) => fileURLToPath(new URL(`../../../../conformance/recordings/${name}`, import.meta.url));
const PARSED = golden("tables/parsed-commands.json");
const TRUSTED = golden("tables/trusted-or-asked.json");

/** The reference uses other names, and has no path for reads. */
function asRecorded({ command: cmd, type, ...rest }: CommandAction) {
  const { path: _path, ...read } = { path: undefined, ...rest };
  return type === "read" ? { cmd, type, ...read } : { cmd, type: type.replace("-", "_"), ...rest };
}

const argv = z.array(z.string());
const ParsedTable = z.object({ commands: z.array(z.object({ command: argv, parsed_cmd: z.array(z.unknown()) })) });
const TrustedTable = z.object({ verdicts: z.array(z.object({ command: argv, asked: z.boolean() })) });
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

describe("recordings of the reference", () => {
  it("shows every recorded command the same way", async () => {
    const { commands } = ParsedTable.parse(read(PARSED));
    const shown = await Promise.all(
      commands.map(async ({ command }) => ({ command, parsed_cmd: (await parseCommand(command)).map(asRecorded) })),
    );
    expect(shown).toEqual(commands);
  });

  it("asks about the same commands under untrusted", async () => {
    const { verdicts } = TrustedTable.parse(read(TRUSTED));
    const ours = await Promise.all(
      verdicts.map(async ({ command }) => {
        const check = await assessCommandSafety({
          command,
          approvalPolicy: "untrusted",
          sandboxPolicy: { mode: "read-only" },
          withEscalatedPermissions: false,
        });
        return { command, asked: check.type === "ask-user" };
      }),
    );
    // Differs from codex-rs: `cargo check` runs the build scripts of the workspace.
    const asked = verdicts.map(({ command, asked }) => ({
      command,
      asked: asked || command.join(" ") === "cargo check",
    }));
    expect(ours).toEqual(asked);
  });
});
