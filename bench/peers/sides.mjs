// The programs that are compared: how each is installed, configured for the model, and started.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectNode, root } from "../../scripts/run.mjs";

const MUSL = "x86_64-unknown-linux-musl";

/** `configure` writes what the program needs below a new home; `run` returns the command line for a prompt, `serve` that of a server. */
const SIDES = [
  {
    name: "this project",
    program: { command: [projectNode, path.join(root, "apps/cli/dist/codex.js")] },
    configure: configureCodex,
    run: runCodex,
    serve: { mcp: ["mcp"], "app-server": ["app-server"] },
  },
  {
    name: "codex 0.25",
    program: { package: "@openai/codex@0.25.0", file: `@openai/codex/bin/codex-${MUSL}` },
    configure: configureCodex,
    run: runCodex,
    serve: { mcp: ["mcp"] },
  },
  {
    name: "codex 0.171",
    program: { package: "@openai/codex@0.171.0", file: `@openai/codex-linux-x64/vendor/${MUSL}/bin/codex` },
    configure: configureCodex,
    run: runCodex,
    serve: { "app-server": ["app-server"] },
  },
  {
    name: "pi",
    program: { package: "@earendil-works/pi-coding-agent@1.6.0", file: ".bin/pi" },
    configure: configurePi,
    run: (prompt) => ["--print", "--offline", "--no-session", "--provider", "bench", "--model", "bench", prompt],
    serve: {},
  },
  {
    name: "opencode",
    program: { package: "opencode-ai@1.18.33", file: "opencode-linux-x64/bin/opencode" },
    configure: configureOpencode,
    run: (prompt) => ["run", prompt],
    serve: {},
  },
];

function runCodex(prompt) {
  return ["exec", "--skip-git-repo-check", prompt];
}

function configureCodex({ home, baseUrl }) {
  const provider = `name = "bench"\nbase_url = "${baseUrl}"\nwire_api = "responses"\n`;
  const settings = `model = "bench"\nmodel_provider = "bench"\napproval_policy = "never"\nsandbox_mode = "danger-full-access"\n`;
  writeFileSync(path.join(home, "config.toml"), `${settings}[model_providers.bench]\n${provider}`);
  return { CODEX_HOME: home };
}

function configurePi({ home, baseUrl }) {
  const folder = path.join(home, ".pi/agent");
  mkdirSync(folder, { recursive: true });
  const bench = { baseUrl, api: "openai-completions", apiKey: "none", models: [{ id: "bench" }] };
  writeFileSync(path.join(folder, "models.json"), JSON.stringify({ providers: { bench } }));
  return {};
}

function configureOpencode({ work, baseUrl }) {
  const options = { baseURL: baseUrl, apiKey: "none" };
  const bench = { npm: "@ai-sdk/openai-compatible", name: "bench", options, models: { bench: { name: "bench" } } };
  const settings = { model: "bench/bench", small_model: "bench/bench", autoupdate: false, share: "disabled" };
  writeFileSync(path.join(work, "opencode.json"), JSON.stringify({ ...settings, provider: { bench } }));
  return {};
}

/** All programs that can be installed here, each with its command; others are reported and left out. */
export function installedSides() {
  return SIDES.flatMap(({ program, ...side }) => {
    const command = program.command ?? install(program);
    if (command !== undefined) return [{ ...side, command }];
    console.error(`${side.name} could not be installed here and is left out`);
    return [];
  });
}

/** Kept with other test data: not a dependency, never shipped, and no install script runs. */
function install({ package: name, file }) {
  const folder = path.join(root, "node_modules/.cache/peers", name.replace(/\W+/g, "-"));
  const program = path.join(folder, "node_modules", file);
  if (existsSync(program)) return [program];
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}");
  try {
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    execFileSync("npm", ["install", ...flags, name], { cwd: folder, stdio: "ignore", timeout: 300_000 });
  } catch {
    rmSync(folder, { recursive: true, force: true });
  }
  return existsSync(program) ? [program] : undefined;
}
