// `npm start [-- ARGS…]`: builds what has changed, then runs `codex ARGS…`; without arguments, the demo.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { projectNode, run } from "./run.mjs";

run("turbo", ["run", "build", "--filter=@codex/cli", "--output-logs=errors-only"], { quiet: true });
const args = process.argv.slice(2);
const codex = fileURLToPath(new URL("../apps/cli/dist/codex.js", import.meta.url));
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawnSync(projectNode, [codex, ...(args.length > 0 ? args : ["demo"])], { stdio: "inherit", cwd });
process.exit(child.status ?? 1);
