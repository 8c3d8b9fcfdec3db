import { randomUUID } from "node:crypto";
import type { ClientContext } from "../client-services.js";
import { PathWatch } from "../path-watch.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { absolutePath } from "./absolute-path.js";

/** Notifies the client of changes of files and folders until it unwatches them or ends. */
export function fileWatchRequests({ client, resources }: ClientContext): RequestHandlers<"fs/watch" | "fs/unwatch"> {
  const watches = new Map<string, Disposable>();
  resources.defer(() => {
    for (const one of watches.values()) one[Symbol.dispose]();
  });
  return {
    "fs/watch"(params) {
      const target = absolutePath(params.path);
      const watchId = params.watchId || randomUUID();
      if (watches.has(watchId)) throw invalidRequest(`a watch has the id ${watchId} already`);
      const onChange = (changedPaths: string[]) => void client.notify("fs/changed", { watchId, changedPaths });
      watches.set(watchId, new PathWatch(target, onChange));
      return { path: target };
    },
    "fs/unwatch"({ watchId }) {
      watches.get(watchId)?.[Symbol.dispose]();
      watches.delete(watchId);
      return {};
    },
  };
}
