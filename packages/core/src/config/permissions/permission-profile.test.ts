import { expect, test } from "vitest";
import type { PermissionProfileToml } from "../toml/permissions-toml.js";
import { type ProfilesToml, permissionProfile } from "./permission-profile.js";

const cwd = "/work/project";
const env = { HOME: "/home/me", TMPDIR: "/var/tmp/mine" };
type Filesystem = NonNullable<PermissionProfileToml["filesystem"]>;

const read = (profiles: ProfilesToml, id = "p") => permissionProfile(id, profiles, { cwd, env });
const of = (filesystem: Filesystem, more: PermissionProfileToml = {}) => read({ p: { filesystem, ...more } });

const ROOT = { ":root": "read" } as const;

test("a profile without writable folders is a read-only sandbox", () => {
  expect(of({ ...ROOT, "~/.ssh": "deny", "/etc/shadow": "none", ":minimal": "read" })).toMatchObject({
    profile: { id: "p" },
    sandboxPolicy: { mode: "read-only" },
    restrictions: { denied: ["/home/me/.ssh", "/etc/shadow"], readOnly: [] },
  });
});

test("entries for the working directory stay relative to it", () => {
  const workspace = { ".": "write", docs: "read", "keys/inner": "deny" } as const;
  expect(of({ ...ROOT, ":workspace_roots": workspace })).toMatchObject({
    sandboxPolicy: {
      mode: "workspace-write",
      writable_roots: [],
      exclude_slash_tmp: true,
      exclude_tmpdir_env_var: true,
    },
    restrictions: { denied: ["keys/inner"], readOnly: ["docs"] },
  });
  expect(of({ ...ROOT, ":workspace_roots": workspace }).sandboxPolicy).not.toHaveProperty("exclude_cwd");
});

test("only a part of the working directory may be writable", () => {
  expect(of({ ...ROOT, ":workspace_roots": { docs: "write" }, ":slash_tmp": "write" }).sandboxPolicy).toEqual({
    mode: "workspace-write",
    writable_roots: ["/work/project/docs"],
    network_access: false,
    exclude_tmpdir_env_var: true,
    exclude_slash_tmp: false,
    exclude_cwd: true,
  });
});

test("a profile inherits entries that it does not override; entries apply to additional workspace roots, too", () => {
  const profiles: ProfilesToml = {
    p: { extends: "base", filesystem: { ":workspace_roots": { a: "read", b: "deny" }, "/x": "write" } },
    base: {
      extends: ":workspace",
      workspace_roots: { "~/other": true, "/off": false },
      filesystem: { "/x": "deny", "/y": { z: "deny" }, ":tmpdir": "read" },
      network: { enabled: true, unix_sockets: { "/run/a": "allow", "/run/b": "deny" } },
    },
  };
  expect(read(profiles)).toEqual({
    profile: { id: "p", extends: "base" },
    sandboxPolicy: {
      mode: "workspace-write",
      writable_roots: ["/home/me/other", "/x"],
      network_access: true,
      exclude_tmpdir_env_var: true,
      exclude_slash_tmp: false,
    },
    restrictions: {
      denied: ["/y/z", "b", "/home/me/other/b"],
      readOnly: ["a", "/home/me/other/a"],
      unixSockets: ["/run/a"],
    },
  });
});

test("with write access everywhere, system folders and read-only entries stay protected", () => {
  expect(of({ ":root": "write", "/srv": "read", "/data/**": "deny" })).toMatchObject({
    sandboxPolicy: { mode: "workspace-write", writable_roots: ["/"] },
    restrictions: { denied: ["/data"], readOnly: ["/srv"] },
  });
});

test("network access alone makes no folder writable", () => {
  const { sandboxPolicy } = of(ROOT, { network: { enabled: true, domains: {} } });
  expect(sandboxPolicy).toMatchObject({ network_access: true, writable_roots: [], exclude_cwd: true });
});

test.each<[string, ProfilesToml, RegExp]>([
  ["nothing of that name", {}, /`p` is not defined/],
  ["one that extends nothing", { p: { extends: "q" } }, /extends `q`, which is not defined/],
  ["an unknown built-in name", { p: { extends: ":other" } }, /extends `:other`/],
  ["one that extends itself", { p: { extends: "q" }, q: { extends: "p" } }, /extends itself by way of `p`/],
  ["no sandbox as its base", { p: { extends: ":danger-full-access" } }, /confines nothing/],
  ["reading some folders alone", { p: { filesystem: { "/usr": "read" } } }, /read only some folders/],
  ["denying everything", { p: { extends: ":workspace", filesystem: { ":root": "deny" } } }, /read only some folders/],
  [
    "a pattern",
    { p: { filesystem: { ...ROOT, ":workspace_roots": { "**/*.env": "deny" } } } },
    /cannot enforce patterns/,
  ],
  ["a pattern to read", { p: { filesystem: { ...ROOT, "/x/*": "write" } } }, /cannot enforce patterns/],
  ["a relative path", { p: { filesystem: { ...ROOT, "x/y": "deny" } } }, /neither an absolute path/],
  ["a place to come", { p: { filesystem: { ...ROOT, ":later": "deny" } } }, /does not know/],
  ["a way out", { p: { filesystem: { ...ROOT, "/x": { "../y": "write" } } } }, /not below \/x/],
  [
    "an exception inside a denied folder",
    { p: { filesystem: { ...ROOT, "/x": "deny", "/x/y": "read" } } },
    /within \/x/,
  ],
  [
    "an exception inside a read-only folder",
    { p: { filesystem: { ...ROOT, ":workspace_roots": { ".": "write", a: "read", "a/b": "write" } } } },
    /within \/work\/project\/a, which is set to "read"/,
  ],
  ["its own folder", { p: { filesystem: { ...ROOT, "/work": "deny" } } }, /denies \/work\/project/],
  ["some hosts", { p: { filesystem: ROOT, network: { enabled: true, domains: { "a.b": "allow" } } } }, /some hosts/],
  ["half a network", { p: { filesystem: ROOT, network: { enabled: true, mode: "limited" } } }, /some hosts/],
])("restrictions that no sandbox can enforce are refused: %s", (_name, profiles, message) => {
  expect(() => read(profiles)).toThrow(message);
});

test("settings of a disabled network are ignored", () => {
  expect(of(ROOT, { network: { domains: { "a.b": "allow" }, mode: "limited" } }).sandboxPolicy.mode).toBe("read-only");
});
