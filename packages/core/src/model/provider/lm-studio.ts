import { CodexError } from "../../error.js";
import { isJsonObject } from "../../json.js";
import { expectAnswer, type LocalServerOptions, readLocalJson } from "./local-server.js";
import type { ModelProviderInfo } from "./provider-info.js";

export interface LmStudioOptions extends LocalServerOptions {
  readonly provider: ModelProviderInfo;
  readonly model: string;
}

/**
 * Checks that LM Studio's server on this machine runs and has the model, which it loads on the first request. Throws
 * `connection-failed` with advice.
 */
export async function checkLmStudioModel({ provider, model, ...options }: LmStudioOptions): Promise<void> {
  const list = `${(provider.base_url ?? "").replace(/(?<!\/)\/+$/, "")}/models`;
  if (!URL.canParse(list)) {
    throw new CodexError("config-invalid", `model provider ${provider.name}: base_url is not a URL: ${list}`);
  }
  const url = new URL(list);
  const advice =
    `No LM Studio server answers at ${url.origin}. Start it with \`lms server start\`; ` +
    "how to install it: https://lmstudio.ai/download";
  await expectAnswer(url, advice, options);
  const names = namesIn(await readLocalJson(url, options));
  if (names === undefined || names.includes(model)) return;
  throw new CodexError("connection-failed", `LM Studio does not have ${model}; download it with \`lms get ${model}\``);
}

function namesIn(answer: unknown): string[] | undefined {
  if (!isJsonObject(answer) || !Array.isArray(answer["data"])) return undefined;
  return answer["data"].flatMap((entry: unknown) =>
    isJsonObject(entry) && typeof entry["id"] === "string" ? [entry["id"]] : [],
  );
}
