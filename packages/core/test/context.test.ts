import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { loadEnvironment } from "../src/config/load-environment.js";
import { environmentContextItem } from "../src/context/environment-context.js";
import { loadUserInstructions, userInstructionsItem } from "../src/context/user-instructions.js";
import { defaultUserShell } from "../src/context/user-shell.js";
import { collectGitInfo } from "../src/git/git-info.js";
import { git } from "./support/git.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

function message(text: string) {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

test("the environment context tells what is given, in this order", () => {
  const sandboxPolicy = {
    mode: "workspace-write" as const,
    network_access: true,
    exclude_slash_tmp: false,
    exclude_tmpdir_env_var: false,
  };
  const shell = defaultUserShell({ SHELL: "/bin/zsh", HOME: "/Users/me" }, "darwin");
  expect(environmentContextItem({ cwd: "/w", approvalPolicy: "on-request", sandboxPolicy, shell })).toEqual(
    message(
      "<environment_context>\n  <cwd>/w</cwd>\n  <approval_policy>on-request</approval_policy>\n" +
        "  <sandbox_mode>workspace-write</sandbox_mode>\n  <network_access>enabled</network_access>\n" +
        "  <shell>zsh</shell>\n</environment_context>",
    ),
  );
  expect(environmentContextItem({ sandboxPolicy: { mode: "read-only" } })).toEqual(
    message(
      "<environment_context>\n  <sandbox_mode>read-only</sandbox_mode>\n" +
        "  <network_access>restricted</network_access>\n</environment_context>",
    ),
  );
});

test("AGENTS.md files are joined from the repository's root down to cwd, after the user's own", async () => {
  using folder = new TemporaryFolder({
    "AGENTS.md": "outside",
    "repo/AGENTS.md": "root rules\n",
    "repo/a/AGENTS.md": " \n",
    "repo/a/b/AGENTS.md": "sub rules\n",
    "repo/a/b/c/AGENTS.md": "below",
  });
  git(folder.path, "init", "-q", "repo");
  const config = {
    cwd: folder.at("repo/a/b"),
    projectDocMaxBytes: 1000,
    projectDocNames: ["AGENTS.md"],
    userInstructions: "home rules",
  };
  const all = "home rules\n\n--- project-doc ---\n\nroot rules\n\n\nsub rules\n";
  expect(await loadUserInstructions(config)).toBe(all);
  expect(await loadUserInstructions({ ...config, userInstructions: undefined })).toBe("root rules\n\n\nsub rules\n");
  expect(await loadUserInstructions({ ...config, projectDocMaxBytes: 0 })).toBe("home rules");
  expect(await loadUserInstructions({ ...config, projectDocMaxBytes: 14, userInstructions: undefined })).toBe(
    "root rules\n\n\nsub",
  );
  expect(await loadUserInstructions({ ...config, cwd: folder.path, userInstructions: undefined })).toBe("outside");
  expect(userInstructionsItem(all)).toEqual(message(`<user_instructions>\n\n${all}\n\n</user_instructions>`));
});

test("pipes in place of the files that a session begins with are not waited for", async () => {
  using folder = new TemporaryFolder({ "repo/.git/config": "" });
  for (const name of [".git/HEAD", "AGENTS.md", ".env"]) execFileSync("mkfifo", [folder.at("repo", name)]);
  const cwd = folder.at("repo");
  expect(await collectGitInfo(cwd, new AbortController().signal)).toEqual({});
  const instructions = await loadUserInstructions({
    cwd,
    projectDocMaxBytes: 1000,
    projectDocNames: ["AGENTS.md"],
    userInstructions: undefined,
  });
  expect(instructions).toBeUndefined();
  expect(await loadEnvironment({ codexHome: folder.path, cwd, env: {} })).toEqual({ env: {}, warnings: [] });
});
