import { execFileSync, spawn } from "node:child_process";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Config } from "../config/config.js";
import { turnInput } from "./submit-input.js";

test.skipIf(process.platform === "win32")(
  "an image in a pipe is read once, however many requests its turn makes (not on Windows)",
  async () => {
    using folder = new TemporaryFolder();
    const pipe = folder.at("dot.gif");
    execFileSync("mkfifo", [pipe]);
    const said = turnInput({} as Config, { input: [{ type: "local-image", path: pipe }], clientId: undefined });
    const first = said.items();
    spawn("sh", ["-c", 'printf GIF89a > "$0"', pipe]);
    expect(said.items()).toBe(first);
    expect(await first).toHaveLength(1);
  },
);
