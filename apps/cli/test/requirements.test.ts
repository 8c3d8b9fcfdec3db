import { readFile } from "node:fs/promises";
import path from "node:path";
import { type ModelServer, runProgram, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { builtCodex, repositoryRoot } from "./support/built-codex.js";
import { chatWorkspace, IDLE } from "./support/chat.js";
import { canRequire, needs, underRequirements } from "./support/requirements.js";
import { openTerminal } from "./support/terminal.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

async function run(workspace: Workspace, args: readonly string[], requirements: string) {
  const command = await underRequirements(workspace, requirements, [process.execPath, await builtCodex(), ...args]);
  return runProgram([...command], { cwd: workspace.cwd, env: workspace.env, input: "" });
}

const firstRequest = ({ requests }: ModelServer) => JSON.stringify(requests.at(0)?.body);

/** The file, the command and its output, as in docs/requirements.md. */
async function readPage() {
  const page = await readFile(path.join(repositoryRoot, "docs/requirements.md"), "utf8");
  const [, example = ""] = /```toml\n(.*?)```/s.exec(page) ?? [];
  const [, command = "", printed = ""] = /```sh\n(.*?)\n```\n\n```\n(.*?)\n```/s.exec(page) ?? [];
  return { example, command, printed };
}

test.skipIf(!canRequire)(`flags do not weaken the example of docs/requirements.md ${needs}`, async () => {
  const { example } = await readPage();
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const wide = ["exec", "--dangerously-bypass-approvals-and-sandbox", "--skip-git-repo-check", "go"];
  const { code, stderr } = await run(workspace, wide, example);
  expect(stderr).toContain("/etc/codex/requirements.toml: the sandbox `danger-full-access` is not allowed");
  expect(code).toBe(0);
  expect(firstRequest(model)).toContain("<sandbox_mode>read-only</sandbox_mode>");
});

test.skipIf(!canRequire)(`the doctor prints for that example what docs/requirements.md shows ${needs}`, async () => {
  const { example, command, printed } = await readPage();
  const [program, ...args] = command.split(" ");
  expect(program).toBe("codex");
  await using workspace = await createWorkspace({ config: 'sandbox_mode = "danger-full-access"' });
  const { stdout } = await run(workspace, args, example);
  const plain = (text: string) => text.replace(workspace.codexHome, "/home/you/.codex").replace(/ +/g, " ");
  expect(stdout.split("\n").map(plain)).toContain(plain(printed));
});

test.skipIf(!canRequire)(
  `the doctor names the requirements, and lists show which servers do not start ${needs}`,
  async () => {
    await using workspace = await createWorkspace({ config: '[mcp_servers.docs]\ncommand = "docs-server"' });
    const nothing = "[mcp_servers]\n";
    expect((await run(workspace, ["doctor"], nothing)).stdout).toContain("within /etc/codex/requirements.toml");
    const reason = "disabled: requirements (/etc/codex/requirements.toml)";
    expect((await run(workspace, ["mcp", "list"], nothing)).stdout).toContain(reason);
    expect((await run(workspace, ["mcp", "get", "docs"], nothing)).stdout).toBe(`docs (${reason})\n`);
    const hooks = '[[hooks.Stop]]\nhooks = [{ type = "command", command = "true" }]\n';
    expect((await run(workspace, ["hooks"], hooks)).stdout).toContain("managed");
    expect(await run(workspace, ["hooks", "off", "0"], hooks)).toMatchObject({ code: 1 });
    const disabled = await run(workspace, ["features", "disable", "undo"], "[features]\nundo = true\n");
    expect(disabled).toMatchObject({ code: 1, stderr: expect.stringContaining("features.undo has to be true") });
  },
);

test.skipIf(!canRequire).each([["exec", "hi"], ["app-server"], ["mcp-server"], ["acp"], ["proto"], ["mcp", "list"]])(
  `nothing starts with requirements that cannot be enforced: codex %s ${needs}`,
  async (...args) => {
    await using workspace = await createWorkspace();
    const { code, stderr, stdout } = await run(workspace, args, "allowed_sandbox_modes = [");
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: "" });
    expect(stderr).toContain("/etc/codex/requirements.toml:1: ");
  },
);

test.skipIf(!canRequire)(`a chat shows its thread's settings, not the choice that was refused ${needs}`, async () => {
  await using model = await startModelServer([sse.say("all is well")]);
  await using workspace = await chatWorkspace(model, 'approval_policy = "on-request"\nsandbox_mode = "read-only"');
  const codex = [process.execPath, await builtCodex()];
  const requirements = 'allowed_approval_policies = ["on-request", "untrusted"]\n';
  const [program, ...args] = await underRequirements(workspace, requirements, codex);
  const { cwd, env } = workspace;
  await using terminal = openTerminal({ program, args, cwd, env });
  await terminal.waitFor(IDLE);
  terminal.write("/approvals full-access\r");
  await terminal.waitFor("/etc/codex/requirements.toml does not allow the approval policy never");
  terminal.write("/status\r");
  await terminal.waitFor(/preset +read-only/);
  terminal.write("/approvals auto\r");
  await terminal.waitFor("from the next turn on: auto");
  terminal.write("/status\r");
  await terminal.waitFor(/preset +auto/);
  terminal.write("go\r");
  await terminal.waitFor("all is well");
  expect(JSON.stringify(model.requests[0]?.body)).toContain("<sandbox_mode>workspace-write</sandbox_mode>");
});
