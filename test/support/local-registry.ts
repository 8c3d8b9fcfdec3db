import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

/** An npm registry on loopback for the packages of one scope, with publish, lookup and download. */
export interface LocalRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** The packages published so far, with their versions. */
  readonly published: ReadonlyMap<string, readonly string[]>;
  /** The tarball of a package's latest version. */
  tarball(name: string): Buffer;
}

interface Packument {
  readonly name: string;
  readonly versions: Record<string, { readonly version: string; readonly dist: { tarball: string } }>;
  readonly "dist-tags": Record<string, string>;
}

/** The body of `npm publish`. */
interface PublishedDocument extends Packument {
  readonly _attachments: Record<string, { readonly data: string }>;
}

export async function startLocalRegistry(): Promise<LocalRegistry> {
  const packages = new Map<string, Packument>();
  const tarballs = new Map<string, Buffer>();
  let url = "";

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://local").pathname).slice(1);
    const tarball = tarballs.get(path);
    if (tarball !== undefined) return void response.end(tarball);
    if (request.method === "PUT") {
      publish((await json(request)) as PublishedDocument);
      return send(response, 201, { ok: true });
    }
    const found = packages.get(path);
    return found === undefined ? send(response, 404, { error: "not found" }) : send(response, 200, found);
  };

  const publish = (document: PublishedDocument) => {
    const { name, versions, _attachments } = document;
    const [[version, manifest] = []] = Object.entries(versions);
    const [attachment] = Object.values(_attachments);
    if (version === undefined || manifest === undefined || attachment === undefined)
      throw new Error("nothing published");
    const file = `${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
    tarballs.set(file, Buffer.from(attachment.data, "base64"));
    const before = packages.get(name);
    packages.set(name, {
      name,
      versions: { ...before?.versions, [version]: { ...manifest, dist: { ...manifest.dist, tarball: url + file } } },
      "dist-tags": { latest: version },
    });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  return {
    url,
    get published() {
      return new Map([...packages.values()].map(({ name, versions }) => [name, Object.keys(versions)]));
    },
    tarball(name) {
      const latest = packages.get(name)?.["dist-tags"]["latest"];
      const tarball = tarballs.get(`${name}/-/${name.split("/").at(-1)}-${latest}.tgz`);
      if (tarball === undefined) throw new Error(`${name} has not been published`);
      return tarball;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
