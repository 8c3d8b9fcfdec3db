import { expect, it } from "vitest";
import { parseTurnContext } from "./saved-settings.js";

const special = (kind: string, access: string) => ({ path: { type: "special", value: { kind } }, access });
const at = (path: string, access: string, more = {}) => ({ path: { type: "path", path }, access, ...more });
const root = special("root", "read");
const workspace = [root, special("slash_tmp", "write"), special("tmpdir", "write"), at("/work", "write")];

const settingsWith = (entries: readonly object[], policy: object | null = { type: "workspace-write" }) =>
  parseTurnContext({
    cwd: "/work",
    sandbox_policy: policy,
    active_permission_profile: { id: "mine" },
    permission_profile: { type: "managed", file_system: { type: "restricted", entries }, network: "restricted" },
  });

it("what a later Codex's permission profile denies stays denied, besides what every sandbox protects", () => {
  const kept = at("/work/.git", "read", { missing_path_behavior: "skip" });
  expect(settingsWith([...workspace, kept])).toMatchObject({
    sandboxPolicy: { mode: "workspace-write" },
    permissionProfile: { id: "mine" },
    restrictions: undefined,
  });
  const mine = [at("/work/docs", "read"), at("/work/keys", "deny")];
  expect(settingsWith([...workspace, kept, ...mine])).toMatchObject({
    sandboxPolicy: { mode: "workspace-write" },
    permissionProfile: { id: "mine" },
    restrictions: { denied: ["/work/keys"], readOnly: ["/work/docs"] },
  });
});

it.each([
  ["denied patterns", [...workspace, { path: { type: "glob_pattern", pattern: "/work/**/*.env" }, access: "deny" }]],
  ["folders that alone can be read", [special("minimal", "read"), at("/usr", "read"), at("/work", "write")]],
  ["entries of later versions", [...workspace, at("/work/x", "append")]],
])("nothing is writable if no sandbox can enforce the profile: %s", (_, entries) => {
  const settings = settingsWith(entries);
  expect(settings).toMatchObject({ sandboxPolicy: { mode: "read-only" } });
  expect(settings?.permissionProfile).toBeUndefined();
});

it("a profile without a sandbox policy beside it is read as one", () => {
  expect(settingsWith([root], null)).toMatchObject({ sandboxPolicy: { mode: "read-only" } });
  const plain = { exclude_tmpdir_env_var: false, exclude_slash_tmp: false, network_access: false };
  expect(settingsWith([...workspace, at("/opt", "write")], null)?.sandboxPolicy).toEqual({
    mode: "workspace-write",
    writable_roots: ["/opt"],
    ...plain,
  });
  expect(settingsWith([root, at("/opt", "write")], null)?.sandboxPolicy).toEqual({
    mode: "workspace-write",
    writable_roots: ["/opt"],
    ...plain,
    exclude_tmpdir_env_var: true,
    exclude_slash_tmp: true,
    exclude_cwd: true,
  });
});
