// Creates the pictures of docs/terminal.md from the real chat in tmux; the model is scripted. Run it after a change of the chat: node
// scripts/terminal-pictures.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PROMPT, repliesEndingWith, SOURCE } from "./pictured-turn.mjs";
import { scriptedModel } from "./scripted-model.mjs";
import { terminalPicture, terminalRecording } from "./terminal-svg.mjs";

const [COLUMNS, ROWS] = [92, 30];
const LIMIT_MS = 30_000;
const program = fileURLToPath(new URL("../apps/cli/dist/codex.js", import.meta.url));
const images = fileURLToPath(new URL("../docs/images/", import.meta.url));

const REPLIES = repliesEndingWith(
  "`mean([])` is **0** now, all others are as before:\n\n| numbers | mean |\n|---|---|\n| none | 0 |\n| 2, 4, 6 | 4 |\n",
);

const folder = mkdtempSync(join(tmpdir(), "codex-pictures-"));
const work = join(folder, "statistics");
const tmux = (...words) =>
  execFileSync("tmux", ["-S", join(folder, "tmux"), "-f", "/dev/null", ...words], { encoding: "utf8" });
try {
  await takePictures();
} finally {
  tmux("kill-server");
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function takePictures() {
  const screens = [];
  const keep = (seconds) => screens.push({ output: screen(), seconds });
  await startChat(await scriptedModel(REPLIES, { msPerWord: 60 }));
  await until(/\? help/);
  keep(1.5);
  for (const part of PROMPT.match(/.{1,14}/g)) {
    tmux("send-keys", "-l", part);
    await until(new RegExp(part.trim().slice(-6).replace(/[.*?]/g, "\\$&")));
    keep(0.3);
  }
  tmux("send-keys", "Enter");
  const question = await until(/codex asks to run/);
  keep(3);
  save(
    "terminal-question.svg",
    terminalPicture(withoutEmptyTop(question), { columns: COLUMNS, title: "A question of codex in a terminal" }),
  );
  await sleep(700);
  tmux("send-keys", "y");
  while (!/2, 4, 6/.test(plain(screen()))) {
    await sleep(120);
    if (screen() !== screens.at(-1).output) keep(0.3);
    if (/asks to change/.test(plain(screen()))) {
      await sleep(700);
      tmux("send-keys", "y");
    }
  }
  const end = await until(/\? help/);
  keep(4);
  save("terminal.svg", terminalPicture(withoutEmptyTop(end), { columns: COLUMNS, title: "codex in a terminal" }));
  save(
    "terminal-recording.svg",
    terminalRecording(screens, { columns: COLUMNS, title: "A turn of codex in a terminal" }),
  );
}

async function startChat(baseUrl) {
  mkdirSync(work);
  execFileSync("git", ["init", "--quiet", "--initial-branch", "main", work]);
  writeFileSync(join(work, "mean.js"), SOURCE);
  writeFileSync(
    join(folder, "config.toml"),
    `model = "gpt-5"
model_provider = "scripted"
approval_policy = "untrusted"
sandbox_mode = "workspace-write"
[model_providers.scripted]
name = "scripted"
base_url = "${baseUrl}"
wire_api = "responses"
[projects."${work}"]
trust_level = "trusted"
`,
  );
  const env = { CODEX_HOME: folder, HOME: folder, NO_COLOR: "", COLORTERM: "truecolor", LANG: "C.UTF-8" };
  const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
  tmux("new-session", "-d", ...size, "-c", work, ...variables, process.execPath, program);
}

/** The screen with its colours, without what is specific to this machine. */
function screen() {
  return tmux("capture-pane", "-p", "-e")
    .trimEnd()
    .replaceAll(work, "/statistics")
    .replaceAll(process.execPath, "node");
}

function plain(text) {
  return text.replaceAll(/\u001b\[[\d;]*m/g, "");
}

function withoutEmptyTop(shown) {
  const rows = shown.split("\n");
  return rows.slice(rows.findIndex((row) => plain(row).trim() !== "")).join("\n");
}

async function until(pattern) {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(50)) {
    const shown = screen();
    if (pattern.test(plain(shown))) return shown;
  }
  throw new Error(`never seen: ${pattern}\n${plain(screen())}`);
}

function save(name, svg) {
  writeFileSync(join(images, name), svg);
  console.log(join(images, name));
}
