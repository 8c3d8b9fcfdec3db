import * as z from "zod/mini";
import type { UserInput } from "../../items/user-input.js";

const ItemSchema = z.object({
  type: z._default(z.string(), "text"),
  text: z.optional(z.string()),
  image_url: z.optional(z.string()),
  path: z.optional(z.string()),
  name: z.optional(z.string()),
});

/** The input for a subagent: one text, or a list of parts. */
export const agentInputShape = {
  message: z.nullish(z.string()),
  items: z.nullish(z.array(ItemSchema)),
};

interface GivenInput {
  readonly message?: string | null | undefined;
  readonly items?: readonly z.infer<typeof ItemSchema>[] | null | undefined;
}

export type AgentInput =
  | { readonly ok: true; readonly input: readonly UserInput[]; readonly prompt: string }
  | { readonly ok: false; readonly message: string };

export function agentInput({ message, items }: GivenInput): AgentInput {
  if (message != null && items != null) return { ok: false, message: "pass either message or items, not both" };
  const input = items == null ? textInput(message ?? "") : items.map(inputOf);
  if (input.length === 0 || input.includes(undefined)) {
    return { ok: false, message: "say something: message must not be empty, and items must be whole" };
  }
  const parts = input.filter((part) => part !== undefined);
  return { ok: true, input: parts, prompt: parts.map(shown).join("\n") };
}

const textInput = (text: string): (UserInput | undefined)[] => (text.trim() === "" ? [] : [{ type: "text", text }]);

/** Undefined if a required field is missing. */
function inputOf({ type, text, image_url: url, path, name }: z.infer<typeof ItemSchema>): UserInput | undefined {
  switch (type) {
    case "text":
      return text === undefined || text.trim() === "" ? undefined : { type, text };
    case "image":
      return url === undefined ? undefined : { type, url };
    case "local_image":
      return path === undefined ? undefined : { type: "local-image", path };
    case "skill":
    case "mention":
      return path === undefined || name === undefined ? undefined : { type, name, path };
    default:
      return undefined;
  }
}

function shown(part: UserInput): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image":
      return "[image]";
    case "local-image":
      return `[image ${part.path}]`;
    case "skill":
    case "mention":
      return `[${part.name}](${part.path})`;
    default:
      return part satisfies never;
  }
}
