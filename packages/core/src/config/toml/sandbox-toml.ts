import * as z from "zod/mini";
import { setting } from "../../setting.js";

/** `[sandbox_workspace_write]` */
export const SandboxWorkspaceWriteTomlSchema = z.object({
  writable_roots: setting(z.array(z.string()), "Additional folders that commands may write, as absolute paths."),
  network_access: setting(z.boolean(), "Lets commands use the network. Default: `false`."),
  allow_unix_sockets: setting(
    z.array(z.string()),
    "Local sockets, as absolute paths, that commands may reach when `network_access` is on, such as Docker's. The program behind a socket may have more rights than the sandbox allows. Sockets in folders that commands may write stay blocked. Default: none.",
  ),
  exclude_tmpdir_env_var: setting(z.boolean(), "Keeps `$TMPDIR` read-only. Default: `false`."),
  exclude_slash_tmp: setting(z.boolean(), "Keeps `/tmp` read-only. Default: `false`."),
});
