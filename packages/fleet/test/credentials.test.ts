import { writeFile } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { connectFleet, type Fleet, fleetStatus } from "../src/index.js";
import { type ConfiguredNats, hasNats, hasOpenssl, makeCertificate, startConfiguredNats } from "./nats-conf.js";
import { makeOperator } from "./nats-jwt.js";

const EMPTY = { workers: [], threads: [], queue: { waiting: 0, running: 0, labels: {} } };

describe.skipIf(!hasNats)("credentials of a fleet (skipped without nats-server)", () => {
  test("can be a credentials file: a user's JWT and its seed", async () => {
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
    const wrong = connectFleet({ url, name: "test", credsFile: server.file("nats.conf") });
    await expect(wrong).rejects.toMatchObject({ code: "settings-invalid" });
  });

  test("are requested with instructions if missing, and read again once they have expired", async () => {
    const { conf, creds, credsUntil } = makeOperator();
    await using server = await startConfiguredNats(async () => conf);
    const url = `nats://127.0.0.1:${server.port}`;
    await expect(connectFleet({ url, name: "nobody" })).rejects.toThrow("fleet.creds_file");
    const credsFile = server.file("user.creds");
    const links: [isUp: boolean, refusal: string | undefined][] = [];
    const onLink = (isUp: boolean, refusal?: string) => void links.push([isUp, refusal]);
    // A busy machine may need longer to connect than the credentials are good for.
    const connectFor = async (seconds: number): Promise<Fleet> => {
      links.length = 0;
      await writeFile(credsFile, credsUntil(Math.floor(Date.now() / 1000) + seconds), { mode: 0o600 });
      const connecting = connectFleet({ url, name: "test", credsFile, onLink });
      return seconds > 60 ? connecting : connecting.catch(() => connectFor(2 * seconds));
    };
    await using fleet = await connectFor(3);
    await expect.poll(() => links).toEqual([[false, expect.stringMatching(/expired|authorization/i)]]);
    await writeFile(credsFile, creds, { mode: 0o600 });
    await expect.poll(() => links[1]).toEqual([true, undefined]);
    await vi.waitFor(async () => expect(await fleetStatus(fleet)).toEqual(EMPTY), { timeout: 60_000 });
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
    await expect(unknown).rejects.toThrow("fleet.tls_ca_file");
    await expect(connectFleet({ url, name: "nobody", tlsCaFile })).rejects.toThrow();
  });

  test.skipIf(!hasOpenssl)(
    "go to an address that is certified, whatever name it is certified for besides",
    async () => {
      const start = (places: string) =>
        startConfiguredNats(async (file) => {
          makeCertificate(file, "server", places);
          return `tls { cert_file: "${file("server.pem")}", key_file: "${file("server.key")}" }\n`;
        });
      await using named = await start("DNS:localhost");
      await using addressed = await start("IP:127.0.0.1");
      const join = (server: ConfiguredNats, host: string) =>
        connectFleet({ url: `tls://${host}:${server.port}`, name: "test", tlsCaFile: server.file("server.pem") });
      await expect(join(named, "127.0.0.1")).rejects.toThrow("127.0.0.1");
      for (const fleet of [join(named, "localhost"), join(addressed, "127.0.0.1")])
        await (await fleet)[Symbol.asyncDispose]();
    },
  );

  test("never go to an unencrypted server if TLS is required", async () => {
    await using server = await startConfiguredNats(async () => "");
    const plain = connectFleet({ url: `tls://127.0.0.1:${server.port}`, name: "test" });
    await expect(plain).rejects.toMatchObject({ code: "unreachable" });
  });
});
