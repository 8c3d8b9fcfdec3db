import { describeReview, type Item, type ItemKind, type ItemOf } from "@codex/core";
import type { ContentBlock } from "../wire/content.js";
import { questionContent } from "./question-content.js";
import {
  commandCard,
  customCard,
  imageCard,
  mcpCard,
  patchCard,
  reviewCard,
  subAgentCard,
  type ToolCard,
  terminalInputCard,
  webSearchCard,
} from "./tool-card.js";

/** How an item is shown in an editor. */
export type Presentation =
  | { readonly as: "message" | "thought"; readonly text: string }
  | { readonly as: "question"; readonly content: readonly ContentBlock[] }
  | { readonly as: "tool"; readonly card: ToolCard }
  | { readonly as: "plan" | "compaction" | "nothing" };

type Present<Kind extends ItemKind> = (item: ItemOf<Kind>) => Presentation;

const tool = (card: ToolCard): Presentation => ({ as: "tool", card });

/** How this protocol shows the engine's items. The table is total, so a new kind must be added here. */
const TABLE: { readonly [Kind in ItemKind]: Present<Kind> } = {
  "user-message": ({ content }) => ({ as: "question", content: questionContent(content) }),
  "agent-message": ({ text }) => ({ as: "message", text }),
  reasoning: ({ summary, content }) => ({ as: "thought", text: (content.length > 0 ? content : summary).join("\n\n") }),
  plan: () => ({ as: "plan" }),
  command: (item) => tool(commandCard(item)),
  "terminal-input": (item) => tool(terminalInputCard(item)),
  patch: (item) => tool(patchCard(item)),
  "mcp-call": (item) => tool(mcpCard(item)),
  "custom-call": (item) => tool(customCard(item)),
  "web-search": (item) => tool(webSearchCard(item)),
  "image-view": (item) => tool(imageCard(item)),
  "sub-agent": (item) => tool(subAgentCard(item)),
  "proposed-plan": ({ text }) => ({ as: "message", text }),
  review: (item) => tool(reviewCard(item)),
  hook: ({ entries }) => {
    const text = entries.map((entry) => entry.text).join("\n");
    return text === "" ? { as: "nothing" } : { as: "thought", text };
  },
  "hook-prompt": ({ fragments }) => ({ as: "thought", text: fragments.map(({ text }) => text).join("\n\n") }),
  compaction: () => ({ as: "compaction" }),
  // The user has been asked and has answered, so there is nothing to show.
  "user-questions": () => ({ as: "nothing" }),
  "approval-review": (item) => {
    const text = describeReview(item);
    return text === undefined ? { as: "nothing" } : { as: "thought", text };
  },
};

export function presentationOf(item: Item): Presentation {
  return present(item);
}

function present<Kind extends ItemKind>(item: ItemOf<Kind> & { readonly kind: Kind }): Presentation {
  return TABLE[item.kind](item);
}
