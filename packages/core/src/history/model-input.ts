import type { ResponseItem } from "@codex/protocol";
import type { ModelFamily } from "../model/model-family.js";
import { withPairedCalls } from "./conversation-history.js";
import { withoutImages } from "./without-images.js";

/** A transcript as a model accepts it: each call with its output, and images only if it accepts them. */
export function modelInput(
  { modelFamily }: { readonly modelFamily: ModelFamily },
  items: readonly ResponseItem[],
): readonly ResponseItem[] {
  const paired = withPairedCalls(items);
  return modelFamily.seesImages === false ? withoutImages(paired) : paired;
}
