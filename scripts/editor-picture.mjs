// Creates docs/images/editor.svg: the messages of `codex acp` to an editor in one turn, drawn as a chat panel. The model is scripted,
// everything else is real. Run it after a change of these messages: node scripts/editor-picture.mjs [FILE]
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PROMPT, repliesEndingWith, SOURCE } from "./pictured-turn.mjs";
import { scriptedModel } from "./scripted-model.mjs";

const program = fileURLToPath(new URL("../apps/cli/dist/codex.js", import.meta.url));
const [picture = fileURLToPath(new URL("../docs/images/editor.svg", import.meta.url))] = process.argv.slice(2);

const REPLIES = repliesEndingWith("The mean of no numbers is 0 now; all others are as before.");

const WIDTH = 780;
const BUTTON_GAP = 8;
const LINE = 20;
const PAD = 14;
const MARKS = { completed: "✓", in_progress: "◐", pending: "○", failed: "✗" };
const KINDS = { execute: "›_", edit: "✎" };

const folder = mkdtempSync(join(tmpdir(), "codex-picture-"));
try {
  writeFileSync(picture, drawn(await shownBy(await scriptedModel(REPLIES))));
  console.log(picture);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/** Plays one turn and returns what an editor would show, from top to bottom. */
async function shownBy(baseUrl) {
  execFileSync("git", ["init", "--quiet", folder]);
  writeFileSync(join(folder, "mean.js"), SOURCE);
  const settings = {
    model: "gpt-5",
    model_provider: "scripted",
    approval_policy: "untrusted",
    sandbox_mode: "danger-full-access",
    include_plan_tool: true,
    include_apply_patch_tool: true,
    model_providers: `{scripted={name="scripted",base_url="${baseUrl}",wire_api="responses"}}`,
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const env = { ...process.env, HOME: folder, CODEX_HOME: folder };
  const child = spawn(process.execPath, [program, "acp", ...args], { env, stdio: ["pipe", "pipe", "inherit"] });
  const shown = new Map([["prompt", { type: "user", text: PROMPT }]]);
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const prompt = [{ type: "text", text: PROMPT }];

  send({ id: 1, method: "initialize", params: { protocolVersion: 1 } });
  send({ id: 2, method: "session/new", params: { cwd: folder, mcpServers: [] } });
  for await (const line of createInterface({ input: child.stdout })) {
    const { id, method, params, result, error } = JSON.parse(line);
    if (error !== undefined) throw new Error(error.message);
    if (method === "session/update") show(shown, params.update);
    else if (method === "session/request_permission") {
      const { toolCall, options } = params;
      show(shown, { ...toolCall, asked: options.map(({ name }) => name) });
      send({ id, result: { outcome: { outcome: "selected", optionId: options[0].optionId } } });
    } else if (id === 2) send({ id: 3, method: "session/prompt", params: { sessionId: result.sessionId, prompt } });
    else if (id === 3) child.stdin.end();
  }
  return [...shown.values()];
}

function show(shown, update) {
  if (update.sessionUpdate === "plan") shown.set("plan", { type: "plan", entries: update.entries });
  if (update.sessionUpdate === "agent_message_chunk") {
    const { text = "" } = shown.get("answer") ?? {};
    shown.set("answer", { type: "text", text: text + update.content.text });
  }
  if (update.toolCallId === undefined) return;
  shown.set(update.toolCallId, { ...shown.get(update.toolCallId), ...update, type: "card" });
}

function drawn(blocks) {
  const parts = [];
  let top = PAD;
  for (const block of blocks) {
    const rows = rowsOf(block);
    const height = rows.length * LINE + (block.type === "text" ? 0 : PAD);
    const fill = { user: "#1f2a3a", card: "#161b22", plan: "#11161d" }[block.type];
    if (fill !== undefined)
      parts.push(
        `<rect x="${PAD}" y="${top}" width="${WIDTH - 2 * PAD}" height="${height}" rx="6" fill="${fill}" stroke="#30363d"/>`,
      );
    rows.forEach((row, index) => {
      parts.push(...drawnRow(row, top + index * LINE + LINE));
    });
    top += height + PAD;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img">
<title>Codex in an editor: the plan, a command that was asked about, a patch as a diff, the answer</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3">
${parts.join("\n")}
</g>
</svg>
`;
}

/** Rows of `{ text, fill }`, or of `{ buttons }`. */
function rowsOf({ type, text, entries, ...card }) {
  switch (type) {
    case "plan":
      return entries.map(({ content, status }) => ({ text: `${MARKS[status]} ${content}` }));
    case "card":
      return [
        { text: `${KINDS[card.kind] ?? "·"} ${relative(card.title)}  ${MARKS[card.status] ?? ""}`, fill: "#79c0ff" },
        ...(card.content ?? []).flatMap(contentRows),
        ...buttonRows(card.asked ?? []),
      ];
    default:
      return [{ text }];
  }
}

/** As many buttons per row as fit. */
function buttonRows(names) {
  const rows = [];
  let right = WIDTH;
  for (const name of names) {
    right += buttonWidth(name) + BUTTON_GAP;
    if (right > WIDTH - 2 * PAD) {
      rows.push({ buttons: [] });
      right = 3 * PAD + buttonWidth(name);
    }
    rows.at(-1).buttons.push(name);
  }
  return rows;
}

function contentRows({ type, content, oldText, newText }) {
  if (type === "content") return textRows(content.text);
  if (type !== "diff") return [];
  const before = (oldText ?? "").trimEnd().split("\n");
  return newText
    .trimEnd()
    .split("\n")
    .slice(0, 3)
    .map((line) =>
      before.includes(line) ? { text: `    ${line}`, fill: "#8b949e" } : { text: `  + ${line}`, fill: "#7ee787" },
    );
}

function textRows(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("```"));
  return lines.map((line) => ({ text: `    ${relative(line)}`, fill: "#8b949e" }));
}

function relative(text) {
  return text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
}

function drawnRow({ text, fill, buttons }, y) {
  if (buttons === undefined)
    return [
      `<text x="${2 * PAD}" y="${y}" xml:space="preserve"${fill ? ` fill="${fill}"` : ""}>${escaped(text)}</text>`,
    ];
  let x = 3 * PAD;
  return buttons.flatMap((name) => {
    const width = buttonWidth(name);
    const button = `<rect x="${x.toFixed(1)}" y="${y - 14}" width="${width.toFixed(1)}" height="18" rx="4" fill="#21262d" stroke="#484f58"/>`;
    const label = `<text x="${(x + 8).toFixed(1)}" y="${y}" fill="#d2a8ff">${escaped(name)}</text>`;
    x += width + BUTTON_GAP;
    return [button, label];
  });
}

function buttonWidth(name) {
  return name.length * 7.9 + 2 * 8;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
