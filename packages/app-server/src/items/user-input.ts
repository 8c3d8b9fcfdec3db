import type { TextElement as WireElement, UserInput as WireInput } from "@codex/app-server-protocol/user-input";
import type { TextElement, UserInput } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

/** What the user says, as the engine takes it. Throws -32600 for what no model of ours can be sent. */
export function inputFromWire(input: readonly WireInput[]): UserInput[] {
  return input.map((part) => {
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text, ...elementsFromWire(part.text_elements) };
      case "image":
        if ("url" in part) return { type: "image", url: part.url };
        throw invalidRequest("images must be given by url or path: uploaded files are not known here");
      case "localImage":
        return { type: "local-image", path: part.path };
      case "skill":
      case "mention":
        return { type: part.type, name: part.name, path: part.path };
      case "audio":
      case "localAudio":
        throw invalidRequest("audio input is not supported");
      default:
        return part satisfies never;
    }
  });
}

export function inputToWire(input: readonly UserInput[]): WireInput[] {
  return input.map((part) => {
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text, text_elements: part.elements?.map(elementToWire) ?? [] };
      case "image":
        return { type: "image", url: part.url };
      case "local-image":
        return { type: "localImage", path: part.path };
      case "skill":
      case "mention":
        return { type: part.type, name: part.name, path: part.path };
      default:
        return part satisfies never;
    }
  });
}

function elementsFromWire(elements: readonly WireElement[]): { elements?: TextElement[] } {
  if (elements.length === 0) return {};
  return {
    elements: elements.map(({ byteRange, placeholder }) => ({ ...byteRange, placeholder: placeholder ?? undefined })),
  };
}

const elementToWire = ({ start, end, placeholder }: TextElement): WireElement => ({
  byteRange: { start, end },
  placeholder: placeholder ?? null,
});
