import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { connectFleet, fleetStatus } from "../src/index.js";
import { hasNats, hasOpenssl, makeCertificate, startConfiguredNats } from "./nats-conf.js";
import { makeOperator } from "./nats-jwt.js";

const EMPTY = { workers: [], threads: [], queue: { waiting: 0, running: 0, labels: {} } };

describe.skipIf(!hasNats)("credentials of a fleet (skipped without nats-server)", () => {
  test("are a credentials file: a user's JWT and its seed", async () => {
    const { conf, creds } = makeOperator();
    await using server = await startConfiguredNats(async (file) => {
      await writeFile(file("user.creds"), creds, { mode: 0o600 });
      await writeFile(file("stranger.creds"), makeOperator().creds, { mode: 0o600 });
      return conf;
    });
    const url = `nats://127.0.0.1:${server.port}`;
    await using fleet = await connectFleet({ url, name: "test", credsFile: server.file("user.creds") });
    expect(await fleetStatus(fleet)).toEqual(EMPTY);
    await expect(connectFleet({ url, name: "nobody" })).rejects.toMatchObject({ code: "refused" });
    const stranger = connectFleet({ url, name: "stranger", credsFile: server.file("stranger.creds") });
    await expect(stranger).rejects.toMatchObject({ code: "refused" });
    const missing = connectFleet({ url, name: "test", credsFile: server.file("no-such.creds") });
    await expect(missing).rejects.toMatchObject({ code: "settings-invalid" });
    await expect(missing).rejects.toThrow("no-such.creds");
  });

  test.skipIf(!hasOpenssl)("go with TLS, both ways (skipped without openssl)", async () => {
    await using server = await startConfiguredNats(async (file) => {
      for (const name of ["server", "client"]) makeCertificate(file, name);
      const own = `cert_file: "${file("server.pem")}", key_file: "${file("server.key")}"`;
      return `tls { ${own}, ca_file: "${file("client.pem")}", verify: true }\n`;
    });
    const url = `tls://127.0.0.1:${server.port}`;
    const [tlsCaFile, tlsCertFile, tlsKeyFile] = ["server.pem", "client.pem", "client.key"].map(server.file);
    await using fleet = await connectFleet({ url, name: "test", tlsCaFile, tlsCertFile, tlsKeyFile });
    expect(await fleetStatus(fleet)).toEqual(EMPTY);
    const unknown = connectFleet({ url, name: "test", tlsCertFile, tlsKeyFile });
    await expect(unknown).rejects.toMatchObject({ code: "unreachable" });
    await expect(unknown).rejects.toThrow(/self-signed/);
    await expect(connectFleet({ url, name: "nobody", tlsCaFile })).rejects.toThrow();
  });

  test("never go to a server that does not encrypt, where TLS is asked for", async () => {
    await using server = await startConfiguredNats(async () => "");
    const plain = connectFleet({ url: `tls://127.0.0.1:${server.port}`, name: "test" });
    await expect(plain).rejects.toMatchObject({ code: "unreachable" });
  });
});
