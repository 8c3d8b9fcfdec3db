import * as z from "zod/mini";
import { setting } from "../../setting.js";

const AccessSchema = z.enum(["read", "write", "deny", "none"]);
/** `none` is an older name for `deny`. */
export type Access = z.infer<typeof AccessSchema>;

const NetworkSchema = z.object({
  enabled: setting(z.boolean(), "Lets commands use the network. Default: `false`."),
  unix_sockets: setting(
    z.record(z.string(), z.enum(["allow", "deny", "none"])),
    "Local sockets, by absolute path; commands can connect to those with `allow` if they may use the network.",
  ),
  domains: setting(
    z.record(z.string(), z.enum(["allow", "deny"])),
    "Hosts. A profile that allows only some hosts cannot be used, since Codex has no proxy.",
  ),
  mode: setting(z.enum(["limited", "full"]), "`limited` cannot be used, for the same reason."),
  mitm: setting(z.union([z.boolean(), z.record(z.string(), z.unknown())]), "Cannot be used, for the same reason."),
  allow_local_binding: setting(z.boolean(), "Has no effect: there is no proxy."),
  allow_upstream_proxy: setting(z.boolean(), "Has no effect: there is no proxy."),
  dangerously_allow_all_unix_sockets: setting(z.boolean(), "Has no effect: each socket must be listed."),
  dangerously_allow_non_loopback_proxy: setting(z.boolean(), "Has no effect: there is no proxy."),
  enable_socks5: setting(z.boolean(), "Has no effect: there is no proxy."),
  enable_socks5_udp: setting(z.boolean(), "Has no effect: there is no proxy."),
  proxy_url: setting(z.string(), "Has no effect: there is no proxy."),
  socks_url: setting(z.string(), "Has no effect: there is no proxy."),
  transparent_tcp: setting(z.boolean(), "Has no effect: there is no proxy."),
});

/** `[permissions.NAME]`: what commands may access, by path. */
export const PermissionProfileTomlSchema = z.object({
  description: setting(z.string(), "A description that clients show."),
  extends: setting(
    z.string(),
    "The profile to inherit entries from: another profile's name, `:read-only` or `:workspace`.",
  ),
  workspace_roots: setting(
    z.record(z.string(), z.boolean()),
    "Additional folders for the entries of `:workspace_roots`, each with `true`.",
  ),
  filesystem: setting(
    z.catchall(
      z.object({
        glob_scan_max_depth: setting(z.int().check(z.minimum(1)), "Has no effect: patterns are not supported."),
      }),
      z.union([AccessSchema, z.record(z.string(), AccessSchema)]),
    ),
    'By path, `"read"`, `"write"` or `"deny"`, or a table of these for the paths below it. A path is absolute, starts with `~/`, or is one of `:root`, `:workspace_roots` (the working directory), `:slash_tmp` and `:tmpdir`; the longest matching path applies.',
  ),
  network: setting(NetworkSchema, "Whether commands may use the network."),
});
export type PermissionProfileToml = z.infer<typeof PermissionProfileTomlSchema>;
