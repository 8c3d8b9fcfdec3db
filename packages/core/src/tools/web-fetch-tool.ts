import * as z from "zod/mini";
import { headAndTail } from "../exec/output/head-and-tail.js";
import type { Turn } from "../session/turn.js";
import { createWebFetchTool, WEB_FETCH_TOOL_NAME } from "../specs/web-fetch-tool-spec.js";
import { functionTool } from "./function-tool.js";
import type { Tool } from "./tool.js";

/** How much of a page the model gets directly; the rest is saved to a file. */
const MAX_TEXT_BYTES = 40 * 1024;

/** `web_fetch`: reads a page of an allowed domain as text. */
export function webFetchTool({ session }: Turn): Tool {
  const { webFetchDomains: domains } = session.config;
  return functionTool({
    names: [WEB_FETCH_TOOL_NAME],
    spec: () => (domains.length === 0 ? undefined : createWebFetchTool(domains)),
    leavesFilesAlone: true,
    runsInParallel: () => true,
    arguments: z.object({ url: z.string().check(z.minLength(1)) }),
    async run({ url }, { running, callId }) {
      using item = running.item("web-search", { callId, action: { type: "open-page", url } });
      // Loaded here because most sessions fetch nothing.
      const [{ fetchPage }, { htmlText }] = await Promise.all([
        import("../web/fetch-page.js"),
        import("../web/html-text.js"),
      ]);
      const page = await fetchPage({ url, domains, signal: running.signal });
      running.throwIfInterrupted();
      item.end({ status: page.ok ? "completed" : "failed" });
      if (!page.ok) return `${url} cannot be read: ${page.reason}`;
      const text = page.mediaType.includes("html") ? htmlText(page.text) : page.text;
      const file = Buffer.byteLength(text) > MAX_TEXT_BYTES ? await session.results.save(text) : undefined;
      const note = file === undefined ? undefined : `the whole text is in ${file}`;
      const cut = page.isCut ? "\n(The page is longer; its end was not read.)" : "";
      return `${page.url}\n\n${headAndTail(text, { maxBytes: MAX_TEXT_BYTES, note })}${cut}`;
    },
  });
}
