import { execFileSync } from "node:child_process";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadConfig } from "../src/config/load-config.js";
import { loadEnvironment } from "../src/config/load-environment.js";
import { environmentContextItem } from "../src/context/environment-context.js";
import { instructionSources, loadUserInstructions, userInstructionsItem } from "../src/context/user-instructions.js";
import { defaultUserShell } from "../src/context/user-shell.js";
import { collectGitInfo } from "../src/git/git-info.js";
import { modelFamilyFor } from "../src/model/model-family.js";
import { git } from "./support/git.js";
import { projectAt } from "./support/project-at.js";

function message(text: string) {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

test("the environment context lists the given fields, in this order", () => {
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
    project: await projectAt(folder.at("repo/a/b")),
    projectDocMaxBytes: 1000,
    projectDocNames: ["AGENTS.md"],
    userInstructions: "home rules",
    cwd: folder.at("repo/a/b"),
    sandboxPolicy: { mode: "read-only" },
  } as const;
  const all = "home rules\n\n--- project-doc ---\n\nroot rules\n\n\nsub rules\n";
  expect(await loadUserInstructions(config)).toBe(all);
  expect(await loadUserInstructions({ ...config, userInstructions: undefined })).toBe("root rules\n\n\nsub rules\n");
  expect(await loadUserInstructions({ ...config, projectDocMaxBytes: 0 })).toBe("home rules");
  expect(await loadUserInstructions({ ...config, projectDocMaxBytes: 14, userInstructions: undefined })).toBe(
    "root rules\n\n\nsub",
  );
  expect(
    await loadUserInstructions({ ...config, project: await projectAt(folder.path), userInstructions: undefined }),
  ).toBe("outside");
  const modelFamily = modelFamilyFor("gpt-5");
  const cwd = folder.at("repo/a/b");
  expect(userInstructionsItem(all, { cwd, modelFamily })).toEqual(
    message(`<user_instructions>\n\n${all}\n\n</user_instructions>`),
  );
  expect(userInstructionsItem(all, { cwd, modelFamily: { ...modelFamily, isInCatalog: true } })).toEqual(
    message(`# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\n${all}\n</INSTRUCTIONS>`),
  );
});

test("pipes in place of a session's first files do not block", async () => {
  using folder = new TemporaryFolder({ "repo/.git/config": "" });
  for (const name of [".git/HEAD", "AGENTS.md", ".env"]) execFileSync("mkfifo", [folder.at("repo", name)]);
  const cwd = folder.at("repo");
  expect(await collectGitInfo(cwd, new AbortController().signal)).toEqual({});
  const instructions = await loadUserInstructions({
    cwd,
    sandboxPolicy: { mode: "read-only" },
    project: await projectAt(cwd),
    projectDocMaxBytes: 1000,
    projectDocNames: ["AGENTS.md"],
    userInstructions: undefined,
  });
  expect(instructions).toBeUndefined();
  expect(await loadEnvironment({ codexHome: folder.path, cwd, env: {} })).toEqual({ env: {}, warnings: [] });
});

test("an override replaces the shared file, in the user's home and in a project", async () => {
  using folder = new TemporaryFolder({
    "home/AGENTS.md": "mine",
    "home/AGENTS.override.md": "mine today\n",
    "repo/AGENTS.md": "shared",
    "repo/AGENTS.override.md": "override",
  });
  const [codexHome, cwd] = [folder.at("home"), folder.at("repo")];
  const config = await loadConfig({ codexHome, cwd, env: {}, cliOverrides: [], overrides: {} });
  expect(await loadUserInstructions(config)).toBe("mine today\n\n--- project-doc ---\n\noverride");
  expect(await instructionSources(config)).toEqual([
    folder.at("home/AGENTS.override.md"),
    folder.at("repo/AGENTS.override.md"),
  ]);
});
