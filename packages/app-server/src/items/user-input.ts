import type { TextElement as WireElement, UserInput as WireInput } from "@codex/app-server-protocol/user-input";
import type { TextElement, UserInput } from "@codex/core";
import { invalidParams, invalidRequest } from "../rpc-errors.js";

/** More than any model could read. */
const MAX_CHARACTERS = 1024 * 1024;

/** Every later request would have the address in it, too, and fail as soon as a server cannot open it. */
const NO_REMOTE_IMAGES =
  "remote image addresses are not supported: send the image as a data URL, or its path as a localImage";

/** Converts user input for the engine. Throws -32600 for input that cannot be sent to our models, -32602 if it is too large. */
export function inputFromWire(input: readonly WireInput[]): UserInput[] {
  refuseTooLong(input);
  return input.map((part) => {
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text, ...elementsFromWire(part.text_elements) };
      case "image":
        if (!("url" in part))
          throw invalidRequest("images must be given by url or path: uploaded files are not known here");
        if (!/^data:/i.test(part.url)) throw invalidRequest(NO_REMOTE_IMAGES);
        return { type: "image", url: part.url };
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

function refuseTooLong(input: readonly WireInput[]): void {
  const characters = input.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 0), 0);
  if (characters <= MAX_CHARACTERS) return;
  throw invalidParams(`Input exceeds the maximum length of ${MAX_CHARACTERS} characters.`, {
    input_error_code: "input_too_large",
    max_chars: MAX_CHARACTERS,
    actual_chars: characters,
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
