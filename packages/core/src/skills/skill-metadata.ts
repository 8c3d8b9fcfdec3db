import path from "node:path";
import { isBelow } from "../files/is-within.js";
import { readSmallFile } from "../files/read-small-file.js";
import { isJsonObject } from "../json.js";
import { parseYaml, textOf } from "./front-matter.js";
import type { SkillInterface, SkillMetadata, SkillTool } from "./skill.js";

const MAX_BYTES = 64 * 1024;

export interface SkillFolderMetadata {
  readonly metadata: SkillMetadata | undefined;
  readonly allowsImplicitUse: boolean;
}

/** Reads `agents/openai.yaml` in a skill's folder. A missing or broken file counts as empty. */
export async function readSkillMetadata(folder: string): Promise<SkillFolderMetadata> {
  const text = await readSmallFile(path.join(folder, "agents", "openai.yaml"), MAX_BYTES);
  const fields = text === undefined ? undefined : await parseYaml(text);
  if (fields === undefined) return { metadata: undefined, allowsImplicitUse: true };
  const { policy, dependencies } = fields;
  const tools = isJsonObject(dependencies) && Array.isArray(dependencies["tools"]) ? dependencies["tools"] : [];
  return {
    metadata: { interface: interfaceOf(fields["interface"], folder), tools: tools.flatMap(toolOf) },
    allowsImplicitUse: !isJsonObject(policy) || policy["allow_implicit_invocation"] !== false,
  };
}

function interfaceOf(value: unknown, folder: string): SkillInterface | undefined {
  if (!isJsonObject(value)) return undefined;
  return {
    displayName: textOf(value["display_name"]),
    shortDescription: textOf(value["short_description"]),
    iconSmall: fileOf(value["icon_small"], folder),
    iconLarge: fileOf(value["icon_large"], folder),
    brandColor: textOf(value["brand_color"]),
    defaultPrompt: textOf(value["default_prompt"]),
  };
}

/** A file in the skill's own folder. Front ends open it, so it must not be outside. */
function fileOf(value: unknown, folder: string): string | undefined {
  const name = textOf(value);
  if (name === undefined) return undefined;
  const file = path.resolve(folder, name);
  return isBelow(folder, file) ? file : undefined;
}

function toolOf(value: unknown): SkillTool[] {
  if (!isJsonObject(value)) return [];
  const [type, name] = [textOf(value["type"]), textOf(value["value"])];
  if (type === undefined || name === undefined) return [];
  return [
    {
      type,
      value: name,
      description: textOf(value["description"]),
      transport: textOf(value["transport"]),
      command: textOf(value["command"]),
      url: textOf(value["url"]),
    },
  ];
}
