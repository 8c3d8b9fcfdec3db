import path from "node:path";
import type { SkillMetadata } from "@codex/app-server-protocol/skills";
import { editConfig, listSkills, type Skill } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidParams, invalidRequest } from "../rpc-errors.js";

type Methods = "skills/list" | "skills/extraRoots/set" | "skills/config/write";

/** Lists skills and switches them on or off. */
export function skillRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const { codexHome } = server.options;
  const load = async (cwd: string) => (await server.host()).loadConfig({ savedCwd: cwd }, []);
  const listIn = async (cwd: string) => {
    const { env, project, skills } = await load(cwd);
    const { includeBundled, switches } = skills;
    const { trustedFolders } = project;
    return listSkills({ codexHome, env, trustedFolders, includeBundled, extraRoots: server.extraSkillRoots }, switches);
  };
  return {
    async "skills/list"({ cwds }) {
      const folders = cwds === undefined || cwds.length === 0 ? [server.options.cwd] : cwds;
      const data = folders.map(async (folder) => {
        const { skills, faults } = await listIn(path.resolve(server.options.cwd, folder));
        return { cwd: folder, skills: skills.map(skillToWire), errors: faults.map((fault) => ({ ...fault })) };
      });
      return { data: await Promise.all(data) };
    },
    "skills/extraRoots/set"({ extraRoots }) {
      const relative = extraRoots.find((root) => !path.isAbsolute(root));
      if (relative !== undefined) throw invalidRequest(`extraRoots: ${relative} is not an absolute path`);
      server.extraSkillRoots.splice(0, Infinity, ...extraRoots);
      server.watchSkills();
      server.notifyAll("skills/changed", {});
      return {};
    },
    async "skills/config/write"({ enabled, name, path: file }) {
      if ((name == null) === (file == null) || name?.trim() === "")
        throw invalidParams("give either the name or the path of a skill");
      if (file != null && !path.isAbsolute(file)) throw invalidRequest(`path: ${file} is not an absolute path`);
      const { skills } = await load(server.options.cwd);
      const about = file == null ? { name: name ?? "" } : { path: file };
      const others = skills.switches.filter((one) => (file == null ? one.name !== name : one.path !== file));
      // Skills are on by default.
      const switches = [...others, ...(enabled ? [] : [{ ...about, enabled }])].map((one) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
      );
      await editConfig(codexHome, [{ path: ["skills", "config"], value: switches.length === 0 ? null : switches }]);
      server.notifyAll("skills/changed", {});
      return { effectiveEnabled: enabled };
    },
  };
}

function skillToWire({
  name,
  description,
  shortDescription,
  path: file,
  scope,
  enabled,
  metadata,
}: Skill): SkillMetadata {
  return {
    name,
    description,
    shortDescription: shortDescription ?? null,
    path: file,
    scope,
    enabled,
    interface: metadata?.interface === undefined ? null : { ...metadata.interface },
    dependencies:
      metadata === undefined || metadata.tools.length === 0
        ? null
        : { tools: metadata.tools.map((tool) => ({ ...tool })) },
  };
}
