import type { UserInput } from "@codex/core";
import type { InputItem } from "@codex/protocol";

export function userInputFromWire(items: readonly InputItem[]): UserInput[] {
  return items.map((item): UserInput => {
    switch (item.type) {
      case "text":
        return { type: "text", text: item.text };
      case "image":
        return { type: "image", url: item.image_url };
      case "local_image":
        return { type: "local-image", path: item.path };
      default:
        throw new TypeError(`no input: ${JSON.stringify(item satisfies never)}`);
    }
  });
}
